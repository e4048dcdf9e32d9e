package convnet.io.animation;

import java.awt.Color;
import java.util.List;
import java.util.stream.Stream;

/**
 * The colours of an animation, on white. What is read is blue and what is written is orange, which
 * everybody can tell apart (Okabe and Ito, "Color universal design", 2008).
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

  /** Those that an animation needs however little there is of them, and their soft edges. */
  static final List<Color> ALL =
      Stream.concat(
              Stream.of(PAPER, LINE, BORDER_LINE, FAINT_LINE, FAINT_INK),
              Stream.of(INK, READ, WRITTEN)
                  .flatMap(
                      ink -> Stream.of(0.0, 0.25, 0.5, 0.75).map(part -> mix(ink, PAPER, part))))
          .toList();

  private Colours() {}

  /** So much of the second colour, 0 to 1, laid on the first. */
  static Color mix(Color under, Color over, double part) {
    return new Color(
        mix(under.getRed(), over.getRed(), part),
        mix(under.getGreen(), over.getGreen(), part),
        mix(under.getBlue(), over.getBlue(), part));
  }

  private static int mix(int under, int over, double part) {
    return (int) Math.rint(under + part * (over - under));
  }

  /** The ink that can be read on this colour. */
  static Color inkOn(Color paper) {
    double luma = 0.299 * paper.getRed() + 0.587 * paper.getGreen() + 0.114 * paper.getBlue();
    return luma > 115 ? INK : PAPER;
  }
}
