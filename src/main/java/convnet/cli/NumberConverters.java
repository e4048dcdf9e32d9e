package convnet.cli;

import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line, with errors that do not speak of Java's types. */
final class NumberConverters {
  private NumberConverters() {}

  static void register(CommandLine line) {
    line.registerConverter(int.class, number("a whole number", Integer::valueOf));
    line.registerConverter(Integer.class, number("a whole number", Integer::valueOf));
    line.registerConverter(long.class, number("a whole number", Long::valueOf));
    line.registerConverter(Long.class, number("a whole number", Long::valueOf));
    line.registerConverter(float.class, number("a number", Float::valueOf));
    line.registerConverter(Float.class, number("a number", Float::valueOf));
    line.registerConverter(double.class, number("a number", Double::valueOf));
    line.registerConverter(Double.class, number("a number", Double::valueOf));
  }

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
