package convnet.fuzz;

import convnet.io.ImageLimits;
import convnet.io.IntegerFiles;
import convnet.io.Npy;
import convnet.io.SafeTensors;
import convnet.io.SafeTensorsReader;
import convnet.io.TensorFiles;
import convnet.io.TextMatrix;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files of numbers. */
final class TensorFuzz {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20);

  private TensorFuzz() {}

  static List<Target> targets() {
    return List.of(
        new Target(
            "npy",
            input -> Contract.read(() -> Npy.read(input, Contract.FILE)),
            TensorFuzz::arrays),
        new Target("safetensors", TensorFuzz::tensors, () -> List.of(safeTensors())),
        new Target(
            "text",
            input -> Contract.read(() -> TextMatrix.read(input, Contract.FILE)),
            TensorFuzz::matrices),
        new Target("indices", TensorFuzz::indices, TensorFuzz::oneOfEach),
        new Target(
            "tensor",
            input -> Contract.read(() -> TensorFiles.read(input, Contract.FILE, LIMITS, true)),
            TensorFuzz::oneOfEach));
  }

  private static List<byte[]> arrays() {
    return List.of(npy(), npy("<i8", "True", "(2, 1)", 16), npy(">f2", "False", "()", 2));
  }

  private static List<byte[]> matrices() {
    return Stream.of("1 2 3\n4 5 6\n", "1,2.5e3,nan\n\n-inf,\"4\",0.1\n", "# remark\n1\t2 # 3\r\n")
        .map(matrix -> matrix.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static List<byte[]> oneOfEach() {
    byte[] json = "{\"shape\":[2,1],\"data\":[[1],[\"nan\"]]}".getBytes(StandardCharsets.UTF_8);
    return List.of(npy(), safeTensors(), matrices().getFirst(), json);
  }

  private static boolean tensors(byte[] input) {
    return Contract.read(
        () -> {
          SafeTensors.read(input, Contract.FILE);
          try (SafeTensorsReader reader = SafeTensorsReader.of(input, Contract.FILE)) {
            reader.verify();
          }
        });
  }

  private static boolean indices(byte[] input) throws IOException {
    Path file = InputFile.of(input);
    return Contract.read(file, () -> IntegerFiles.read(file.toString()));
  }

  private static byte[] npy() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Npy.write(out, Tensor.zeros(2, 3));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] npy(String type, String fortranOrder, String shape, int bytes) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(type, fortranOrder, shape);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.writeBytes(new byte[] {(byte) header.length(), 0});
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[bytes]);
    return out.toByteArray();
  }

  private static byte[] safeTensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(); // always in the same order
    tensors.put("a", Tensor.zeros(2));
    tensors.put("b", Tensor.zeros(1, 1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      SafeTensors.write(out, tensors, Map.of("key", "value"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
