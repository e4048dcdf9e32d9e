package convnet.io;

import java.util.function.IntConsumer;

/** Does the parts of some work, on whatever threads there are for it. */
@FunctionalInterface
public interface PartLoop {
  /** One part after the other. */
  PartLoop IN_TURN =
      (parts, part) -> {
        for (int i = 0; i < parts; i++) {
          part.accept(i);
        }
      };

  /**
   * Returns when all parts are done.
   *
   * @param parts how many there are
   * @param part does one of them, from 0; may be called by several threads at a time
   */
  void run(int parts, IntConsumer part);
}
