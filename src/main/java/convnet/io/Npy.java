package convnet.io;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Numpy's array files, {@code .npy} (numpy.lib.format, versions 1 to 3). */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  private Npy() {}

  /** Whether these bytes begin as an npy file does. */
  static boolean isNpy(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads an array of numbers of any type and order, as float32 in C order.
   *
   * @throws MalformedFileException if the file is broken or holds something else
   * @throws IOException if the file cannot be read
   */
  public static Tensor read(Path file) throws IOException {
    return read(FileBytes.read(file), file.toString());
  }

  /** The same from bytes that came from the file called {@code name}. */
  public static Tensor read(byte[] bytes, String name) throws MalformedFileException {
    NpyHeader header = header(bytes, name);
    Tensor tensor = Tensor.zeros(header.shape());
    try {
      header.type().decode(numbers(bytes, header), tensor.data(), 0, tensor.size());
    } catch (ArithmeticException e) {
      throw new MalformedFileException(name, String.valueOf(e.getMessage()), e);
    }
    if (!header.fortranOrder()) {
      return tensor;
    }
    Tensor c = Tensor.zeros(header.shape());
    fromFortranOrder(header.shape(), (from, to) -> c.data()[to] = tensor.data()[from]);
    return c;
  }

  /**
   * Reads an array of whole numbers exactly, in C order whatever the order in the file.
   *
   * @throws MalformedFileException if the file is broken or holds something else
   */
  static IntTensor readIntegers(byte[] bytes, String name) throws MalformedFileException {
    NpyHeader header = header(bytes, name);
    IntTensor tensor = IntTensor.zeros(header.shape());
    try {
      header.type().decode(numbers(bytes, header), tensor.data(), 0, tensor.data().length);
    } catch (ArithmeticException e) {
      throw new MalformedFileException(name, String.valueOf(e.getMessage()), e);
    }
    if (!header.fortranOrder()) {
      return tensor;
    }
    IntTensor c = IntTensor.zeros(header.shape());
    fromFortranOrder(header.shape(), (from, to) -> c.data()[to] = tensor.data()[from]);
    return c;
  }

  private static NpyHeader header(byte[] bytes, String name) throws MalformedFileException {
    if (!isNpy(bytes)) {
      throw new MalformedFileException(name, 0, "is not an npy file");
    }
    NpyHeader header = NpyHeader.read(bytes, MAGIC.length, name);
    int available = bytes.length - header.dataStart();
    long needed = (long) header.shape().size() * header.type().bytes();
    if (available < needed) {
      throw new MalformedFileException(
          name,
          bytes.length,
          "is truncated: an array of "
              + header.shape()
              + " needs "
              + needed
              + " bytes, here are "
              + available);
    }
    if (available > needed) {
      throw new MalformedFileException(
          name, header.dataStart() + needed, "has bytes after the array of " + header.shape());
    }
    return header;
  }

  private static ByteBuffer numbers(byte[] bytes, NpyHeader header) {
    return ByteBuffer.wrap(bytes).position(header.dataStart()).slice().order(header.order());
  }

  /** Writes a file, atomically: version 1.0, {@code '<f4'}, C order. */
  public static void write(Path file, Tensor tensor) throws IOException {
    AtomicFile.write(file, out -> write(out, tensor));
  }

  /** Writes the same into a stream, which stays open. */
  public static void write(OutputStream out, Tensor tensor) throws IOException {
    writeHeader(out, "<f4", tensor.shape());
    FloatBytes.write(out, tensor, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes whole numbers into a stream, which stays open: as {@code '<i8'}, the type of PyTorch's
   * indices.
   */
  static void write(OutputStream out, IntTensor tensor) throws IOException {
    writeHeader(out, "<i8", tensor.shape());
    LongBytes.write(out, tensor, ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeHeader(OutputStream out, String descr, Shape sizes) throws IOException {
    int[] dims = sizes.dims();
    String shape =
        Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String dict =
        "{'descr': '"
            + descr
            + "', 'fortran_order': False, 'shape': ("
            + shape
            + (dims.length == 1 ? "," : "")
            + "), }";
    int prefix = MAGIC.length + 4;
    int total = (prefix + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    String header = dict + " ".repeat(total - prefix - dict.length() - 1) + "\n";
    out.write(MAGIC);
    out.write(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >> 8)});
    out.write(header.getBytes(StandardCharsets.US_ASCII));
  }

  /** Moves one number of an array from one index to another. */
  @FunctionalInterface
  private interface Move {
    void number(int from, int to);
  }

  /**
   * Moves the numbers of an array from Fortran order, first axis fastest, to C order, last axis
   * fastest.
   */
  private static void fromFortranOrder(Shape shape, Move move) {
    int[] strides = new int[shape.rank()];
    for (int axis = 0, stride = 1; axis < shape.rank(); axis++) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    int[] index = new int[shape.rank()];
    int size = shape.size();
    for (int to = 0, from = 0; to < size; to++) {
      move.number(from, to);
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < shape.dim(axis)) {
          break;
        }
        from -= shape.dim(axis) * strides[axis];
        index[axis] = 0;
      }
    }
  }
}
