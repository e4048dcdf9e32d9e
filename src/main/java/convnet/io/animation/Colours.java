package convnet.io.animation;

import java.awt.Color;
import java.util.List;
import java.util.stream.Stream;

/**
 * The colours of an animation, on white. What is read is blue and what is written is orange, which
 * colour-blind people can tell apart as well (Okabe and Ito, "Color universal design", 2008).
 */
final class Colours {
  static final Color PAPER = Color.WHITE;
  static final Color INK = new Color(0x1C2733);
  static final Color FAINT_INK = new Color(0x5E6B78);
  static final Color LINE = new Color(0xC3CBD4);
  static final Color BORDER_LINE = new Color(0x8DA5C0);
  static final Color FAINT_LINE = new Color(0xDDE2E8);
  static final Color READ = new Color(0x0067A8);
  static final Color WRITTEN = new Color(0xD55E00);

  /**
   * The colours that every palette contains, however few pixels have them, including the blends at
   * antialiased edges.
   */
  static final List<Color> ALL =
      Stream.concat(
              Stream.of(PAPER, LINE, BORDER_LINE, FAINT_LINE, FAINT_INK),
              Stream.of(INK, READ, WRITTEN)
                  .flatMap(
                      ink -> Stream.of(0.0, 0.25, 0.5, 0.75).map(part -> mix(ink, PAPER, part))))
          .toList();

  private Colours() {}

  /** Blends the second colour over the first, with a share of {@code part}, 0 to 1. */
  static Color mix(Color under, Color over, double part) {
    return new Color(
        mix(under.getRed(), over.getRed(), part),
        mix(under.getGreen(), over.getGreen(), part),
        mix(under.getBlue(), over.getBlue(), part));
  }

  private static int mix(int under, int over, double part) {
    return (int) Math.rint(under + part * (over - under));
  }

  /** The text colour that is legible on this colour. */
  static Color inkOn(Color paper) {
    double luma = 0.299 * paper.getRed() + 0.587 * paper.getGreen() + 0.114 * paper.getBlue();
    return luma > 115 ? INK : PAPER;
  }
}
