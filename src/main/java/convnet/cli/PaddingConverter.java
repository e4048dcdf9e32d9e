package convnet.cli;

import convnet.op.Padding;
import convnet.op.Size;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Padding on the command line: a size, or one of PyTorch's words {@code same} and {@code valid}.
 */
final class PaddingConverter implements ITypeConverter<PaddingConverter.Choice>, Iterable<String> {
  private static final SizeConverter SIZE = new SizeConverter();

  /**
   * The chosen padding.
   *
   * @param padding null for {@code same}, which keeps the size
   */
  record Choice(@Nullable Padding padding) {
    static final Choice SAME = new Choice(null);
    static final Choice NONE = new Choice(Padding.NONE);

    boolean isSame() {
      return padding == null;
    }
  }

  @Override
  public Choice convert(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "same" -> Choice.SAME;
      case "valid" -> Choice.NONE;
      default -> {
        if (text.equalsIgnoreCase("full")) {
          throw new TypeConversionException(
              "'full' is the kernel's size minus 1 here: 2 for 3x3, 4 for 5x5");
        }
        if (!SizeConverter.isSize(text)) {
          throw new TypeConversionException(
              "'" + text + "' is not a padding: a size such as 2 or 1x2, same or valid");
        }
        Size size = SIZE.convert(text);
        yield new Choice(Padding.of(size.height(), size.width()));
      }
    };
  }

  @Override
  public Iterator<String> iterator() {
    return List.of("same", "valid").iterator();
  }
}
