package convnet.cli;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters for numbers on the command line, with errors that do not mention Java's types. */
final class Numbers {
  static final ITypeConverter<Integer> WHOLE = number("a whole number", Integer::valueOf);
  static final ITypeConverter<Long> LONG = number("a whole number", Long::valueOf);
  static final ITypeConverter<Float> FLOAT = number("a number", Float::valueOf);
  static final ITypeConverter<Double> DOUBLE = number("a number", Double::valueOf);

  private Numbers() {}

  private static <T> ITypeConverter<T> number(String kind, Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (NumberFormatException e) {
        boolean digits = text.matches("[+-]?[0-9]+");
        throw new TypeConversionException(
            "'" + text + "' is " + (digits ? "too large" : "not " + kind));
      }
    };
  }
}
