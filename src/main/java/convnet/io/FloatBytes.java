package convnet.io;

import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of a tensor as the bytes of a file. */
final class FloatBytes {
  private static final int CHUNK = 1 << 18;

  private FloatBytes() {}

  /** Writes the bits of each number as they are. */
  static void write(OutputStream out, Tensor tensor, ByteOrder order) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(4L * CHUNK, 4L * tensor.size()));
    buffer.order(order);
    int done = 0;
    while (done < tensor.size()) {
      int count = Math.min(CHUNK, tensor.size() - done);
      buffer.asFloatBuffer().put(tensor.data(), tensor.offset() + done, count);
      out.write(buffer.array(), 0, 4 * count);
      done += count;
    }
  }
}
