package convnet.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option that is one of a few words, which the shell can complete. */
abstract class Words<T> implements ITypeConverter<T>, Iterable<String> {
  private final List<T> values;
  private final Function<T, String> word;

  Words(List<T> values, Function<T, String> word) {
    this.values = values;
    this.word = word;
  }

  /** The words of an enum: its names in lower case, with hyphens. */
  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public T convert(String text) {
    return values.stream()
        .filter(value -> word.apply(value).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(refusal(text)));
  }

  /** What to say of a word that is not among them. */
  String refusal(String text) {
    return "'" + text + "' is not one of " + String.join(", ", this);
  }

  @Override
  public Iterator<String> iterator() {
    return values.stream().map(word).iterator();
  }

  /** The words of an enum. */
  abstract static class OfEnum<E extends Enum<E>> extends Words<E> {
    OfEnum(Class<E> type) {
      super(Arrays.asList(type.getEnumConstants()), Words::of);
    }
  }
}
