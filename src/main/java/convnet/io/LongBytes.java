package convnet.io;

import convnet.tensor.IntTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes whole numbers in binary, 64 bits each. */
final class LongBytes {
  private static final int CHUNK = 1 << 17;

  private LongBytes() {}

  static void write(OutputStream out, IntTensor tensor, ByteOrder order) throws IOException {
    int size = tensor.data().length;
    ByteBuffer buffer = ByteBuffer.allocate(8 * Math.min(CHUNK, size)).order(order);
    for (int done = 0; done < size; done += CHUNK) {
      int count = Math.min(CHUNK, size - done);
      buffer.clear();
      for (int i = done; i < done + count; i++) {
        buffer.putLong(tensor.data()[i]);
      }
      out.write(buffer.array(), 0, 8 * count);
    }
  }
}
