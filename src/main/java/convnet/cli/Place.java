package convnet.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The place of a value in an output, {@code ROW,COL} or {@code ROW,COL,MAP}, all counted from 0.
 *
 * @param map the feature map; 0, the first, if not given
 */
record Place(int row, int column, int map) {

  /** {@code 3,5}, or {@code 3,5,2} for other maps than the first. */
  @Override
  public String toString() {
    return row + "," + column + (map == 0 ? "" : "," + map);
  }

  /** Reads a place from the command line. */
  static final class Converter implements ITypeConverter<Place> {
    private static final Pattern PLACE =
        Pattern.compile("(\\d{1,9})\\s*,\\s*(\\d{1,9})(?:\\s*,\\s*(\\d{1,9}))?");

    @Override
    public Place convert(String text) {
      Matcher place = PLACE.matcher(text.strip());
      if (!place.matches()) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is not a position: ROW,COL or ROW,COL,MAP, counted from 0, such as 3,5");
      }
      return new Place(
          Integer.parseInt(place.group(1)),
          Integer.parseInt(place.group(2)),
          place.group(3) == null ? 0 : Integer.parseInt(place.group(3)));
    }
  }
}
