package convnet.cli;

import convnet.tensor.Shape;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The shape of an image on the command line: {@code 3x224x224}, channels first. {@code 224x160}, or
 * {@code 224} for a square, becomes a shape of rank 2 or 1, for where the channels do not matter.
 */
final class InputShapeConverter implements ITypeConverter<Shape> {
  private static final Pattern SHAPE = Pattern.compile("[1-9]\\d{0,8}([xX,][1-9]\\d{0,8}){0,2}");

  private final String needed;

  InputShapeConverter() {
    this("channels, height and width, as in 3x224x224");
  }

  private InputShapeConverter(String needed) {
    this.needed = needed;
  }

  /** The same, with an error message for options that do not need the channels. */
  static final class OfAnySize implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String text) {
      return new InputShapeConverter("a size such as 55, 55x39 or 64x55x55").convert(text);
    }
  }

  @Override
  public Shape convert(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is not " + needed);
    }
    try {
      return Shape.of(Stream.of(text.split("[xX,]")).mapToInt(Integer::parseInt).toArray());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
