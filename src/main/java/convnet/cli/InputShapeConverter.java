package convnet.cli;

import convnet.tensor.Shape;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The shape of an image on the command line: {@code 3x224x224}, channels first. */
final class InputShapeConverter implements ITypeConverter<Shape> {
  private static final Pattern SHAPE = Pattern.compile("[1-9]\\d{0,8}([xX,][1-9]\\d{0,8}){2}");

  @Override
  public Shape convert(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not channels, height and width, as in 3x224x224");
    }
    String[] sizes = text.split("[xX,]");
    try {
      return Shape.of(
          Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
