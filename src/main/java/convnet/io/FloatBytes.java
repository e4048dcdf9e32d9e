package convnet.io;

import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the numbers of a tensor in binary. */
final class FloatBytes {
  private static final int CHUNK = 1 << 18;

  private FloatBytes() {}

  /** Writes the float32 bits of each number unchanged, in the given byte order. */
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
