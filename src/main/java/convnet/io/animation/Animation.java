package convnet.io.animation;

import convnet.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Writes scenes as animated GIFs. */
public final class Animation {
  /** The most rows or columns of a grid, padding included. */
  public static final int MOST_CELLS = 36;

  public static final int MOST_STEPS = 600;
  public static final int MOST_CHANNELS = 4;

  /**
   * Durations in hundredths of a second: of all steps together, of a step at least and at most, of
   * the frames before and after the steps.
   */
  private static final int ALL_STEPS = 2500;

  private static final int SHORTEST_STEP = 5;
  private static final int LONGEST_STEP = 70;
  private static final int BEFORE = 100;
  private static final int AFTER = 300;

  /** Arithmetic that would be shown for less time is left out: nobody could read it. */
  private static final int LEAST_TO_READ = 25;

  /** The number of frames from which the palette is made. */
  private static final int SAMPLED = 8;

  private Animation() {}

  /**
   * Writes a scene as a GIF, atomically.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Scene scene) throws IOException {
    int steps = scene.steps().size();
    Scene readable = stepDelay(steps) < LEAST_TO_READ ? scene.withoutWorking() : scene;
    ScenePainter painter = new ScenePainter(readable, Lettering.load());
    int frames = painter.frames();
    Palette palette =
        Palette.of(
            IntStream.range(0, SAMPLED)
                .mapToObj(i -> painter.frame(i * (frames - 1) / (SAMPLED - 1))));
    AtomicFile.write(
        file,
        out -> {
          try (GifWriter gif = new GifWriter(out, palette)) {
            for (int i = 0; i < frames; i++) {
              gif.add(painter.frame(i), delay(i, frames));
            }
          }
        });
  }

  private static int delay(int frame, int frames) {
    if (frame == 0) {
      return BEFORE;
    }
    return frame == frames - 1 ? AFTER : stepDelay(frames - 2);
  }

  private static int stepDelay(int steps) {
    return Math.clamp(ALL_STEPS / steps, SHORTEST_STEP, LONGEST_STEP);
  }
}
