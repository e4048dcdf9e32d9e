package convnet.io;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * An in-memory stream for decoders that are not trusted. Some take the end of a truncated file for
 * zeros and go on for as many pixels as the header claims; this stream throws after too many reads
 * beyond its end.
 */
final class BytesInputStream extends ImageInputStreamImpl {
  /** The limit on reads beyond the end; decoders of complete files need a few at most. */
  private static final int READS_BEYOND_END = 10_000;

  private final byte[] bytes;
  private int beyondEnd;

  BytesInputStream(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (streamPos >= bytes.length) {
      return end();
    }
    return bytes[(int) streamPos++] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= bytes.length) {
      return end();
    }
    int count = (int) Math.min(length, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  private int end() throws IOException {
    if (++beyondEnd > READS_BEYOND_END) {
      throw new IOException("its data end too early");
    }
    return -1;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public boolean isCached() {
    return true;
  }

  @Override
  public boolean isCachedMemory() {
    return true;
  }
}
