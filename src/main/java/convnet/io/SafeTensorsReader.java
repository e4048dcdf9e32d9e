package convnet.io;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * An open safetensors file, from which tensors are read one by one, also directly into existing
 * memory.
 */
public final class SafeTensorsReader implements Closeable {
  /** Bytes per read: few enough to be still in the cache when they are decoded. */
  private static final int CHUNK = 1 << 16;

  private static final int SNIFFED = 64;
  private static final int MOST_NAMES = 20;

  private final String file;
  private final Source source;
  private final SafeTensorsHeader header;

  /**
   * Free buffers for chunks; outside the heap, where the system reads into them without another
   * copy.
   */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  /** Bytes that can be read at any position. */
  private interface Source extends Closeable {
    long size() throws IOException;

    /** Fills {@code target} with the bytes from {@code position} on, or with fewer at the end. */
    void read(long position, ByteBuffer target) throws IOException;

    @Override
    void close() throws IOException;
  }

  private SafeTensorsReader(String file, Source source) throws IOException {
    this.file = file;
    this.source = source;
    long size = source.size();
    @Nullable String foreign = ForeignFormat.reasonForModel(beginning(size));
    if (foreign != null) {
      throw new MalformedFileException(file, foreign);
    }
    if (size < SafeTensorsHeader.PREFIX) {
      throw new MalformedFileException(file, "is not a safetensors file: only " + size + " bytes");
    }
    int length = SafeTensorsHeader.length(chunk(0, SafeTensorsHeader.PREFIX), file, size);
    byte[] json = chunk(SafeTensorsHeader.PREFIX, length).array();
    this.header = SafeTensorsHeader.parse(json, file, size);
  }

  private SafeTensorsReader(String file, Source source, SafeTensorsHeader header) {
    this.file = file;
    this.source = source;
    this.header = header;
  }

  private byte[] beginning(long size) throws IOException {
    return chunk(0, (int) Math.min(size, SNIFFED)).array();
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws MalformedFileException if the header is broken or does not match the file
   * @throws IOException if the file cannot be read
   */
  public static SafeTensorsReader open(Path path) throws IOException {
    try {
      Source source = new ChannelSource(FileChannel.open(path, StandardOpenOption.READ));
      try {
        return new SafeTensorsReader(path.toString(), source);
      } catch (Throwable e) {
        source.close();
        throw e;
      }
    } catch (IOException e) {
      throw SystemErrors.explain(path, e);
    }
  }

  /**
   * Opens the state dict of a network, which may have been saved while the network was in a wrapper
   * of PyTorch's: the names of its tensors are those in the network itself.
   *
   * @throws MalformedFileException as for {@link #open}
   * @throws IOException as for {@link #open}
   */
  public static SafeTensorsReader openStateDict(Path path) throws IOException {
    SafeTensorsReader reader = open(path);
    return new SafeTensorsReader(reader.file, reader.source, reader.header.unwrapped());
  }

  /** Reads the header of a file in memory. */
  public static SafeTensorsReader of(byte[] bytes, String file) throws IOException {
    return new SafeTensorsReader(file, new ArraySource(bytes));
  }

  /**
   * Whether these bytes begin as a safetensors file does: a length that fits into the file, then a
   * brace.
   */
  static boolean isSafeTensors(byte[] bytes, long fileSize) {
    if (bytes.length <= SafeTensorsHeader.PREFIX || bytes[SafeTensorsHeader.PREFIX] != '{') {
      return false;
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return length > 0 && length <= fileSize - SafeTensorsHeader.PREFIX;
  }

  /** The names of the tensors, in the order of the header. */
  public Set<String> names() {
    return header.entries().keySet();
  }

  /** Some names for a message: those that contain {@code part}, or the first ones if none does. */
  String namesLike(String part) {
    List<String> like = names().stream().filter(name -> name.contains(part)).toList();
    List<String> shown = like.isEmpty() ? List.copyOf(names()) : like;
    String some = String.join(", ", shown.subList(0, Math.min(shown.size(), MOST_NAMES)));
    return shown.size() <= MOST_NAMES && shown.size() == names().size()
        ? some
        : some + ", … (%d in all)".formatted(names().size());
  }

  /** The shapes of the tensors by name, in the order of the header. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    header.entries().forEach((name, entry) -> shapes.put(name, entry.shape()));
    return Collections.unmodifiableMap(shapes);
  }

  /** The metadata of the header. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * Reads the whole file and compares it with the checksum that {@link SafeTensors#writeChecked}
   * put into it. A file without a checksum, such as one from another program, passes.
   *
   * @return whether there is a checksum
   * @throws MalformedFileException if the file is damaged
   * @throws IOException if it cannot be read
   */
  public boolean verify() throws IOException {
    String expected = metadata().get(FileChecksum.KEY);
    if (expected == null) {
      return false;
    }
    FileChecksum sum = new FileChecksum();
    ByteBuffer prefix = chunk(0, SafeTensorsHeader.PREFIX);
    int headerSize = (int) prefix.getLong(0);
    sum.add(prefix);
    sum.addHeader(chunk(SafeTensorsHeader.PREFIX, headerSize).array());
    ByteBuffer buffer = buffer();
    long size = source.size();
    for (long at = (long) SafeTensorsHeader.PREFIX + headerSize; at < size; at += CHUNK) {
      fill(buffer.clear().limit((int) Math.min(CHUNK, size - at)), at);
      sum.add(buffer);
    }
    buffers.add(buffer);
    if (!sum.text().equals(expected)) {
      throw new MalformedFileException(
          file,
          "is damaged: its checksum is %s and should be %s (whoever changes such a file on purpose"
                  .formatted(sum.text(), expected)
              + " removes "
              + FileChecksum.KEY
              + " from its metadata)");
    }
    return true;
  }

  /**
   * Reads a tensor.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Tensor read(String name) throws IOException {
    Tensor tensor = Tensor.zeros(entry(name).shape());
    read(name, tensor);
    return tensor;
  }

  /**
   * Reads a tensor into {@code target}.
   *
   * @throws IllegalArgumentException if there is none of this name, or if its shape differs
   */
  public void read(String name, Tensor target) throws IOException {
    SafeTensorsHeader.Entry entry = entry(name);
    if (!entry.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          file
              + ": tensor "
              + name
              + " is "
              + entry.shape()
              + ", but "
              + target.shape()
              + " is needed");
    }
    decode(
        entry,
        0,
        entry.shape().size(),
        (type, buffer, done, count) ->
            type.decode(buffer, target.data(), target.offset() + done, count));
  }

  /**
   * Reads consecutive elements of a tensor. May be called from any thread.
   *
   * @param from the index of the first element, in row-major order
   * @param count the number of elements
   * @param at the index in {@code target} of the first
   * @throws IllegalArgumentException if there is no tensor of this name
   * @throws IndexOutOfBoundsException if the tensor does not have as many elements
   */
  public void read(String name, int from, int count, float[] target, int at) throws IOException {
    SafeTensorsHeader.Entry entry = entry(name);
    Objects.checkFromIndexSize(from, count, entry.shape().size());
    decode(
        entry, from, count, (type, buffer, done, n) -> type.decode(buffer, target, at + done, n));
  }

  /**
   * Reads a tensor of whole numbers exactly.
   *
   * @throws IllegalArgumentException if there is none of this name
   * @throws MalformedFileException if it holds numbers that are not whole or beyond an int
   */
  IntTensor readIntegers(String name) throws IOException {
    SafeTensorsHeader.Entry entry = entry(name);
    IntTensor tensor = IntTensor.zeros(entry.shape());
    decode(
        entry,
        0,
        entry.shape().size(),
        (type, buffer, done, count) -> type.decode(buffer, tensor.data(), done, count));
    return tensor;
  }

  /** Decodes {@code count} numbers from a buffer, after {@code done} others have been decoded. */
  @FunctionalInterface
  private interface Decoder {
    void take(ElementType type, ByteBuffer buffer, int done, int count);
  }

  private void decode(SafeTensorsHeader.Entry entry, int from, int size, Decoder decoder)
      throws IOException {
    ElementType type = entry.type();
    if (type == null) {
      throw new MalformedFileException(
          file, "tensor %s: has an unknown dtype: %s".formatted(entry.name(), entry.dtype()));
    }
    ByteBuffer buffer = buffer();
    int bytes = type.bytes();
    int done = 0;
    while (done < size) {
      int count = Math.min(size - done, CHUNK / bytes);
      fill(buffer.clear().limit(count * bytes), entry.begin() + (from + (long) done) * bytes);
      try {
        decoder.take(type, buffer, done, count);
      } catch (ArithmeticException e) {
        throw new MalformedFileException(file, "tensor " + entry.name() + " " + e.getMessage(), e);
      }
      done += count;
    }
    buffers.add(buffer);
  }

  /** A buffer for a chunk, to be put back into {@link #buffers} unless an exception is thrown. */
  private ByteBuffer buffer() {
    ByteBuffer free = buffers.poll();
    return free != null ? free : ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private SafeTensorsHeader.Entry entry(String name) {
    SafeTensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          file + ": has no tensor " + name + "; it has " + namesLike(name));
    }
    return entry;
  }

  private ByteBuffer chunk(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    fill(buffer, position);
    return buffer;
  }

  /** Fills the whole buffer. The file may have been truncated since its size was determined. */
  private void fill(ByteBuffer buffer, long position) throws IOException {
    source.read(position, buffer);
    if (buffer.hasRemaining()) {
      throw new MalformedFileException(file, position + buffer.position(), "ends too early");
    }
    buffer.flip();
  }

  private record ChannelSource(FileChannel channel) implements Source {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
      long start = position - target.position();
      while (target.hasRemaining()) {
        if (channel.read(target, start + target.position()) < 0) {
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record ArraySource(byte[] bytes) implements Source {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long position, ByteBuffer target) {
      int from = (int) Math.min(position, bytes.length);
      target.put(bytes, from, Math.min(target.remaining(), bytes.length - from));
    }

    @Override
    public void close() {}
  }
}
