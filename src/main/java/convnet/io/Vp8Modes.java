package convnet.io;

import com.twelvemonkeys.imageio.plugins.webp.vp8.VP8Frame;
import java.awt.Rectangle;
import java.io.IOException;
import javax.imageio.ImageReadParam;

/**
 * How the first macroblock of a lossy WebP is predicted (RFC 6386, section 12). By "true motion",
 * what is expected is left + above − corner. Beyond the edges these are 129, 127 and 127, which
 * TwelveMonkeys takes for 0: without a difference at the other edges, but a picture that begins
 * with such a block comes out wrong as a whole, often nearly black.
 */
final class Vp8Modes {
  private static final String TRUE_MOTION = "Mode: TM_PRED";

  /** More than there are in a macroblock: it is asked about itself only. */
  private static final int NO_SUBBLOCK = 4;

  private Vp8Modes() {}

  /**
   * Whether the first block is predicted by true motion; false if the modes cannot be read.
   *
   * @param frame the position of the VP8 frame
   */
  static boolean beginWithTrueMotion(byte[] file, int frame) {
    try (BytesInputStream stream = new BytesInputStream(file)) {
      stream.seek(frame);
      VP8Frame decoder = new VP8Frame(stream, false);
      try {
        decoder.decode(null, new UntilPixels());
      } catch (UntilPixels.Reached e) {
        // Of luma or of chroma.
        return decoder
            .getMacroBlockDebugString(0, 0, NO_SUBBLOCK, NO_SUBBLOCK)
            .contains(TRUE_MOTION);
      }
    } catch (IOException | RuntimeException e) {
      // It is for the reader to say what is wrong with the file.
    }
    return false;
  }

  /** Ends the decoding where it asks for the region, which is after the modes. */
  private static final class UntilPixels extends ImageReadParam {
    @Override
    public Rectangle getSourceRegion() {
      throw new Reached();
    }

    private static final class Reached extends RuntimeException {
      private static final long serialVersionUID = 1;

      Reached() {
        super(null, null, false, false);
      }
    }
  }
}
