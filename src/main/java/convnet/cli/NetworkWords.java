package convnet.cli;

import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.LayerSpec;
import convnet.model.LayerWords;
import convnet.model.NetworkJson;
import convnet.model.NetworkSpec;
import convnet.model.Spelling;
import convnet.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code convnet shape}: a bundled network, one in a file, or a list of layers.
 */
final class NetworkWords {
  private NetworkWords() {}

  /**
   * The network that the arguments describe, with its preprocessing and recipe, or the usual ones.
   *
   * @param words at least one
   * @param input the shape of the input, (C, H, W); null for the one that the network is made for
   * @param in the stream that {@code -} reads a network from
   * @throws IllegalArgumentException with a one-line message, if the words are no network
   * @throws IOException if a file cannot be read or is no network
   */
  static Architecture resolve(List<String> words, @Nullable Shape input, InputStream in)
      throws IOException {
    String first = words.getFirst();
    boolean bundled = Architectures.names().contains(first);
    boolean piped = first.equals(InputOptions.STANDARD);
    boolean file = !bundled && !first.isEmpty() && (Files.exists(Path.of(first)) || isFile(first));
    if (!bundled && !piped && !file) {
      return layers(words, input);
    }
    if (words.size() > 1) {
      throw new IllegalArgumentException(
          words.get(1) + ": a network cannot be followed by other words: " + first);
    }
    Architecture known =
        bundled
            ? Architectures.bundled(first)
            : piped
                ? NetworkJson.read(in, first, OptionalInt.empty())
                : NetworkFiles.read(Path.of(first));
    if (input != null) {
      return known.withInput(input);
    }
    try {
      known.network().shapes();
    } catch (IllegalArgumentException e) {
      throw new IOException(first + ": " + e.getMessage(), e);
    }
    return known;
  }

  /**
   * Whether a word can only be the name of a file, even of a missing one, or a URL: no layer and no
   * bundled network is written like this.
   */
  private static boolean isFile(String word) {
    return (!word.contains(":") || word.contains("://"))
        && (word.contains(".") || word.contains("/"))
        && !LayerWords.isLayer(word);
  }

  private static Architecture layers(List<String> words, @Nullable Shape input) {
    String first = words.getFirst();
    if (!first.contains(":") && !LayerWords.isLayer(first)) {
      List<String> known = new ArrayList<>(Architectures.names());
      known.addAll(LayerWords.names());
      throw new IllegalArgumentException(
          "%s: no network, no layer and no file of this name: %s"
              .formatted(first, Spelling.hint(first, known, known)));
    }
    List<LayerSpec> layers = LayerWords.parse(words);
    if (input == null) {
      throw new IllegalArgumentException(
          "missing --input CxHxW: layers need an input size, such as 3x224x224");
    }
    return Architecture.of(new NetworkSpec("layers", input, layers));
  }
}
