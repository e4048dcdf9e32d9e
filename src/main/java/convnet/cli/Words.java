package convnet.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option value that is one of a few words, which the shell can complete. */
class Words<T> implements ITypeConverter<T>, Iterable<String> {
  private final List<T> values;
  private final Function<T, String> word;

  /** What the words of other programs are here. */
  private final Map<String, String> others;

  Words(List<T> values, Function<T, String> word) {
    this(values, word, Map.of());
  }

  private Words(List<T> values, Function<T, String> word, Map<String, String> others) {
    this.values = values;
    this.word = word;
    this.others = others;
  }

  /** The words for all constants of an enum. */
  static <E extends Enum<E>> Words<E> ofEnum(Class<E> type) {
    return ofEnum(type, Map.of());
  }

  /**
   * @param others for words of other programs, in lower case with hyphens, what they are here
   */
  static <E extends Enum<E>> Words<E> ofEnum(Class<E> type, Map<String, String> others) {
    return new Words<>(List.of(type.getEnumConstants()), Words::of, others);
  }

  /** The word for a constant: its name in lower case, with hyphens. */
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

  /** The message for a word that is not among them. */
  String refusal(String text) {
    String here = others.get(text.toLowerCase(Locale.ROOT).replace('_', '-'));
    return here == null
        ? "'" + text + "' is not one of " + String.join(", ", this)
        : "'" + text + "': that is " + here + " here";
  }

  @Override
  public Iterator<String> iterator() {
    return values.stream().map(word).iterator();
  }
}
