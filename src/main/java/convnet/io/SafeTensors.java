package convnet.io;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes whole safetensors files: named tensors and metadata, compatible with Hugging
 * Face's library. A {@link SafeTensorsReader} reads single tensors.
 */
public final class SafeTensors {
  private static final int ALIGNMENT = 8;
  private static final JsonFactory JSON = new JsonFactory();

  private SafeTensors() {}

  /**
   * Reads all tensors, as float32 whatever the file holds.
   *
   * @throws MalformedFileException if the file is broken or has an unknown type
   * @throws IOException if the file cannot be read
   */
  public static SafeTensorsFile read(Path file) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      return read(reader);
    }
  }

  /** The same from bytes that came from the file called {@code name}. */
  public static SafeTensorsFile read(byte[] bytes, String name) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.of(bytes, name)) {
      return read(reader);
    }
  }

  private static SafeTensorsFile read(SafeTensorsReader reader) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : reader.names()) {
      tensors.put(name, reader.read(name));
    }
    return new SafeTensorsFile(tensors, reader.metadata());
  }

  /** Writes a file, atomically, with the tensors as float32 in the order of the map. */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    AtomicFile.write(file, out -> write(out, tensors, metadata));
  }

  /**
   * Writes the same, followed by tensors of whole numbers as int64, and with a checksum in the
   * metadata, which {@link SafeTensorsReader#verify} compares with the file.
   */
  public static void writeChecked(
      Path file,
      Map<String, Tensor> tensors,
      Map<String, IntTensor> integers,
      Map<String, String> metadata)
      throws IOException {
    Map<String, String> sealed = new LinkedHashMap<>(metadata);
    sealed.put(FileChecksum.KEY, FileChecksum.BLANK);
    FileChecksum sum = new FileChecksum();
    write(sum.stream(), tensors, integers, sealed);
    sealed.put(FileChecksum.KEY, sum.text());
    AtomicFile.write(file, out -> write(out, tensors, integers, sealed));
  }

  /** Writes the tensors as float32 in the order of the map. The stream stays open. */
  public static void write(
      OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(out, tensors, Map.of(), metadata);
  }

  private static void write(
      OutputStream out,
      Map<String, Tensor> tensors,
      Map<String, IntTensor> integers,
      Map<String, String> metadata)
      throws IOException {
    List<Described> all = new ArrayList<>();
    tensors.forEach((name, t) -> all.add(new Described(name, ElementType.F32, t.shape())));
    integers.forEach((name, t) -> all.add(new Described(name, ElementType.I64, t.shape())));
    writeHeader(out, all, metadata);
    for (Tensor tensor : tensors.values()) {
      FloatBytes.write(out, tensor, ByteOrder.LITTLE_ENDIAN);
    }
    for (IntTensor tensor : integers.values()) {
      LongBytes.write(out, tensor, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Writes one tensor of whole numbers, as int64. The stream stays open. */
  static void write(OutputStream out, String name, IntTensor tensor) throws IOException {
    write(out, Map.of(), Map.of(name, tensor), Map.of());
  }

  /** A tensor as the header describes it. */
  private record Described(String name, ElementType type, Shape shape) {}

  private static void writeHeader(
      OutputStream out, List<Described> tensors, Map<String, String> metadata) throws IOException {
    byte[] header = header(tensors, metadata);
    out.write(
        ByteBuffer.allocate(SafeTensorsHeader.PREFIX)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.write(header);
  }

  /** The JSON, padded with blanks so that the numbers begin at a multiple of 8 bytes. */
  private static byte[] header(List<Described> tensors, Map<String, String> metadata) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeName(SafeTensorsHeader.METADATA);
        json.writeStartObject();
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long offset = 0;
      for (Described tensor : tensors) {
        if (tensor.name().equals(SafeTensorsHeader.METADATA)) {
          throw new IllegalArgumentException("a tensor cannot be called " + tensor.name());
        }
        long end = offset + (long) tensor.type().bytes() * tensor.shape().size();
        json.writeName(tensor.name());
        json.writeStartObject();
        json.writeStringProperty("dtype", tensor.type().name());
        json.writeName("shape");
        int[] dims = tensor.shape().dims();
        json.writeArray(dims, 0, dims.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {offset, end}, 0, 2);
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    byte[] header = bytes.toByteArray();
    int padded = (header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] aligned = Arrays.copyOf(header, padded);
    Arrays.fill(aligned, header.length, padded, (byte) ' ');
    return aligned;
  }
}
