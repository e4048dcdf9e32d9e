package convnet.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs that are kept, as text with one in base64 a line: {@code NAME.corpus} are those by which
 * the fuzzer gets furthest, {@code NAME.findings} those that once broke the contract.
 */
final class Corpus {
  private static final Path SOURCES = Path.of("src/test/resources/convnet/fuzz");
  private static final int LARGEST = 8 << 10;
  private static final int LARGEST_INPUT = 1600;

  private Corpus() {}

  /** Everything that is kept for a target; what it begins with is not among it. */
  static List<byte[]> of(Target target) {
    return Stream.of("corpus", "findings")
        .flatMap(kind -> lines(target.name() + "." + kind).stream())
        .map(Base64.getDecoder()::decode)
        .toList();
  }

  private static List<String> lines(String resource) {
    try (InputStream in = Corpus.class.getResourceAsStream(resource)) {
      if (in == null) {
        return List.of();
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the files of a directory, small ones first, as many as there is room for. */
  static void keep(Target target, Path directory) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    for (Path file : files(directory)) {
      inputs.add(Files.readAllBytes(file));
    }
    inputs.sort(Comparator.comparingInt((byte[] input) -> input.length));
    List<String> kept = new ArrayList<>();
    int room = LARGEST;
    for (byte[] input : inputs) {
      if (input.length > 0 && input.length <= Math.min(room, LARGEST_INPUT)) {
        kept.add(Base64.getEncoder().encodeToString(input));
        room -= input.length;
      }
    }
    Files.write(SOURCES.resolve(target.name() + ".corpus"), kept);
  }

  /** Writes inputs into a directory, a file for each. */
  static void unpack(List<byte[]> inputs, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(directory.resolve("%04d".formatted(i)), inputs.get(i));
    }
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
