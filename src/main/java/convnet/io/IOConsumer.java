package convnet.io;

import java.io.IOException;

/** Something done with {@code T} that may fail on the way to the disk. */
@FunctionalInterface
public interface IOConsumer<T> {
  void accept(T value) throws IOException;
}
