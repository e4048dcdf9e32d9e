package convnet.io.animation;

import convnet.tensor.Tensor;
import java.awt.Color;

/**
 * Maps the numbers of a grid to colours. If none is negative they are greys, so that an image looks
 * like one; otherwise brown is negative, white is 0 and green is positive.
 */
final class Shades {
  private static final int LEVELS = 24;

  private static final Color NEGATIVE = new Color(0xCFA052);
  private static final Color POSITIVE = new Color(0x52AA9E);
  private static final Color BORDER = new Color(0xB9D0EA);
  private static final Color NOTHING = new Color(0xF2F4F7);

  private final boolean signed;
  private final double reach;
  private final Color darkest;

  private Shades(boolean signed, double reach, Color darkest) {
    this.signed = signed;
    this.reach = reach;
    this.darkest = darkest;
  }

  /**
   * The shades for these numbers.
   *
   * @param numbered whether digits are drawn on them: then none is dark
   */
  static Shades of(Tensor values, boolean numbered) {
    double least = 0;
    double most = 0;
    for (float value : values.toArray()) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    double reach = Math.max(-least, most);
    return new Shades(least < 0, reach == 0 ? 1 : reach, new Color(numbered ? 0xA4ACB6 : 0x3A424B));
  }

  Color of(float value) {
    if (!Float.isFinite(value)) {
      return NOTHING;
    }
    double part = Math.rint(Math.clamp(value / reach, -1, 1) * LEVELS) / LEVELS;
    if (signed) {
      return Colours.mix(Colours.PAPER, part < 0 ? NEGATIVE : POSITIVE, Math.abs(part));
    }
    return Colours.mix(darkest, Colours.PAPER, part);
  }

  /** The colour of a kernel's weight; 0 is always white. */
  Color ofWeight(float value) {
    double part = Math.clamp(Math.abs(value) / reach, 0, 1);
    Color full = signed ? of(value) : Colours.mix(Colours.PAPER, Colours.READ, 0.28 * part);
    return Colours.mix(full, Colours.PAPER, signed ? 0.25 : 0);
  }

  /** The colour of a number in a border that is not part of the image itself. */
  Color ofBorder(float value) {
    return Colours.mix(of(value), BORDER, 0.6);
  }
}
