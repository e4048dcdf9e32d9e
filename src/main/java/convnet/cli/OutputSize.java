package convnet.cli;

import convnet.op.Size;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The requested size of a result; a side that is null keeps the size of the image, as with
 * PyTorch's {@code nn.AdaptiveAvgPool2d((None, 7))}.
 */
record OutputSize(@Nullable Integer height, @Nullable Integer width) {
  private static final String KEPT = "none";

  /** The size of the result for an image of this size. */
  Size of(Size image) {
    return Size.of(height == null ? image.height() : height, width == null ? image.width() : width);
  }

  /** Whether a side keeps the size of the image. */
  boolean keepsSide() {
    return height == null || width == null;
  }

  @Override
  public String toString() {
    String rows = height == null ? KEPT : height.toString();
    String columns = width == null ? KEPT : width.toString();
    return rows.equals(columns) ? rows : keepsSide() ? rows + "," + columns : rows + "x" + columns;
  }

  /** Sizes on the command line, where a side may be {@code none}. */
  static final class Converter implements ITypeConverter<OutputSize> {
    private static final Pattern SIZE =
        Pattern.compile("(\\d{1,9}|none)(?:[x,](\\d{1,9}|none))?", Pattern.CASE_INSENSITIVE);

    @Override
    public OutputSize convert(String text) {
      Matcher size = SIZE.matcher(text);
      if (!size.matches()) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is not a size: 3, or height and width as 3x5 or 3,5; none for a side"
                + " keeps it");
      }
      Integer height = side(size.group(1));
      return new OutputSize(height, size.group(2) == null ? height : side(size.group(2)));
    }

    private static @Nullable Integer side(String text) {
      return text.toLowerCase(Locale.ROOT).equals(KEPT) ? null : Integer.valueOf(text);
    }
  }
}
