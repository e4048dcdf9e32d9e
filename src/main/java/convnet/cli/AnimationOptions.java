package convnet.cli;

import convnet.io.TensorInput;
import convnet.io.animation.Animation;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code --animate} option: an animated GIF that shows how the result is computed. */
final class AnimationOptions {
  private final CommandSpec command;
  @Nullable Path file;

  AnimationOptions(Options options) {
    command = options.command();
    options.path(
        "--animate",
        "FILE.gif",
        given -> file = given,
        "Write an animated GIF of how the first feature map is computed, window by window."
            + " --output is then optional. For small inputs: at most 36x36 including the padding.");
  }

  boolean isGiven() {
    return file != null;
  }

  /**
   * Refuses an animation together with other options.
   *
   * @param others these options, for the message
   * @throws UsageException if {@code --animate} is given
   */
  void refuse(String others) {
    if (file != null) {
      throw misuse("not together with " + others);
    }
  }

  /**
   * Checks the file name and the number of inputs, and claims the file, before any work is done.
   */
  void check(List<String> inputs, OutputOptions output) throws IOException {
    if (file == null) {
      return;
    } else if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".gif")) {
      throw misuse("it makes a GIF: the name must end in .gif");
    } else if (inputs.size() > 1) {
      throw misuse(
          "only one INPUT can be animated, not " + inputs.size() + ": run them one at a time");
    }
    output.claim("--animate", file.toString());
  }

  /**
   * Checks, before the result is computed, that there is one image, small enough to be drawn.
   *
   * @param src (N, C, H, W)
   * @param dst (N, maps, H', W')
   */
  void check(String name, Shape src, Shape dst) {
    if (file == null) {
      return;
    } else if (src.dim(0) > 1) {
      throw misuse("%s has %d images: only one can be animated".formatted(name, src.dim(0)));
    }
    requireSmall(name, "input", src);
    requireSmall(name, "output", dst);
  }

  private void requireSmall(String name, String what, Shape plane) {
    int most = Animation.MOST_CELLS;
    if (plane.height() > most || plane.width() > most) {
      throw misuse(
          ("%s: an %s of %dx%d is too large to be drawn: at most %dx%<d: crop it, or pool it"
                  + " first")
              .formatted(name, what, plane.height(), plane.width(), most));
    }
  }

  /**
   * Writes the animation, if one is asked for.
   *
   * @param src (1, C, H, W)
   * @param dst (1, maps, H', W'), the computed result
   */
  void write(String name, TensorInput.Kind kind, ImageOperation operation, Tensor src, Tensor dst)
      throws IOException {
    if (file == null) {
      return;
    }
    Walkthrough walkthrough;
    try {
      walkthrough = operation.walkthrough(src, dst);
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
    requireSmall(name, "input with its padding", walkthrough.input().shape());
    requireSmall(name, "output", walkthrough.output().shape());
    int channels = walkthrough.input().shape().channels();
    if (channels > Animation.MOST_CHANNELS) {
      throw misuse(
          "%s: %d channels are added up: at most %d can be drawn"
              .formatted(name, channels, Animation.MOST_CHANNELS));
    }
    int steps = walkthrough.steps().size();
    if (steps > Animation.MOST_STEPS) {
      throw misuse(
          ("%s: %d steps are too many to be drawn: at most %d: take a larger --stride or a"
                  + " smaller input")
              .formatted(name, steps, Animation.MOST_STEPS));
    }
    boolean photo = kind == TensorInput.Kind.IMAGE;
    Animation.write(file, Scenes.of(walkthrough, src.shape(), dst.shape(), photo));
  }

  private UsageException misuse(String message) {
    return new UsageException(command, "--animate " + file + ": " + message);
  }
}
