package convnet.cli;

import convnet.io.OutputFormat;
import convnet.io.PictureRaster;
import convnet.io.TensorInput;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Warns about parts of a result that its format cannot hold. */
final class LossyOutputWarnings {
  /** The share of values above 1 from which on a picture shows nothing but white. */
  private static final double NEARLY_ALL = 0.9;

  private final Console console;

  LossyOutputWarnings(Console console) {
    this.console = console;
  }

  /** Whether the format is a picture with integer samples, which cannot hold NaN. */
  static boolean isWithoutNan(OutputFormat as, @Nullable Integer bitDepth) {
    boolean floats = as == OutputFormat.TIFF && Integer.valueOf(32).equals(bitDepth);
    return as.isPicture() && as != OutputFormat.PFM && !floats;
  }

  /** Warns how many numbers of a result cannot be written as they are. */
  void ofNumbers(String file, Tensor result, OutputFormat as, @Nullable Integer bitDepth) {
    boolean json = as == OutputFormat.JSON;
    if (!json && !isWithoutNan(as, bitDepth)) {
      return;
    }
    int lost = 0;
    for (int i = 0; i < result.size(); i++) {
      float value = result.data()[result.offset() + i];
      lost += Float.isNaN(value) || (json && Float.isInfinite(value)) ? 1 : 0;
    }
    say(
        file,
        lost,
        result.size(),
        json
            ? "not finite, for which JSON has no numbers: they are written as words"
            : "not numbers (NaN): they are black");
  }

  /** The same for a picture whose NaNs were counted while it was filled. */
  void ofPicture(String file, long lost, long values) {
    say(file, lost, values, "not numbers (NaN): they are black");
  }

  /** Warns that a picture shows nothing but white. */
  void ofWhite(String file, PictureRaster raster) {
    sayWhite(file, raster.shareAboveOne());
  }

  /** The same for numbers that are clipped, or whose absolute values are. */
  void ofWhite(String file, Tensor result, boolean absolute) {
    int high = 0;
    for (int i = 0; i < result.size(); i++) {
      float value = result.data()[result.offset() + i];
      high += (absolute ? Math.abs(value) : value) > 1 ? 1 : 0;
    }
    sayWhite(file, (double) high / result.size());
  }

  private void sayWhite(String file, double share) {
    if (share > NEARLY_ALL) {
      console.warn(
          file + ": nearly all values are above 1, so they are white: --map scale fits them");
    }
  }

  private void say(String file, long lost, long values, String what) {
    if (lost > 0) {
      console.warn("%s: %,d of %,d values are %s".formatted(file, lost, values, what));
    }
  }

  /** Why transparency cannot be kept when the maps are in one file; empty if it can. */
  static String whyNoAlpha(Shape maps, boolean sheet) {
    if (sheet) {
      return "a contact sheet has none; -o DIR/ keeps it";
    }
    return maps.channels() == 4 ? "the fourth map stands in its place" : "";
  }

  /**
   * Warns if transparency is lost.
   *
   * @param reason why the maps cannot keep it; empty if they can
   */
  void ofAlpha(String name, TensorInput input, Shape result, OutputFormat as, String reason) {
    PlaneSource alpha = input.opacity();
    if (alpha == null || !input.isTransparent()) {
      return;
    }
    if (!as.holdsAlpha()) {
      console.warn(name + ": its transparency is dropped: " + as.extension() + " has none");
    } else if (!alpha.shape().inner().equals(result.inner())) {
      console.warn(name + ": its transparency is dropped: the result has another size");
    } else if (!reason.isEmpty()) {
      console.warn(name + ": its transparency is dropped: " + reason);
    }
  }
}
