package convnet.io;

import java.util.function.IntConsumer;

/** Runs the parts of a task, on one thread or several. */
@FunctionalInterface
public interface PartLoop {
  /** Runs one part after the other, on the calling thread. */
  PartLoop IN_TURN =
      (parts, part) -> {
        for (int i = 0; i < parts; i++) {
          part.accept(i);
        }
      };

  /**
   * Runs all parts and returns when they are done.
   *
   * @param parts the number of parts
   * @param part does the part with a given index, from 0; may be called by several threads at a
   *     time
   */
  void run(int parts, IntConsumer part);
}
