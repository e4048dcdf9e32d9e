package convnet.io.vp8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** The large tables of the standard, which are in a file. */
final class Tables {
  /** Types of subblocks: luma without its mean, means, chroma, whole luma. */
  static final int TYPES = 4;

  static final int BANDS = 8;
  static final int CONTEXTS = 3;

  /** Nodes in the tree of a coefficient. */
  static final int NODES = 11;

  private static final int QUANTIZERS = 128;
  private static final int MODES = Mode.values().length;

  private static final int[] ALL = read();
  private static final int[] DC = Arrays.copyOf(ALL, QUANTIZERS);
  private static final int[] AC = Arrays.copyOfRange(ALL, QUANTIZERS, 2 * QUANTIZERS);
  private static final int MODES_AT = 2 * QUANTIZERS;
  private static final int[] SUBBLOCK_MODES =
      Arrays.copyOfRange(ALL, MODES_AT, MODES_AT + MODES * MODES * (MODES - 1));
  private static final int PROBABILITIES = TYPES * BANDS * CONTEXTS * NODES;
  private static final int UPDATES_AT = MODES_AT + SUBBLOCK_MODES.length;
  private static final int DEFAULTS_AT = UPDATES_AT + PROBABILITIES;

  private Tables() {}

  /** The factor of a block's first coefficient, its mean. */
  static int dcFactor(int quantizer) {
    return DC[Math.clamp(quantizer, 0, QUANTIZERS - 1)];
  }

  /** The factor of a block's other coefficients. */
  static int acFactor(int quantizer) {
    return AC[Math.clamp(quantizer, 0, QUANTIZERS - 1)];
  }

  /** Reads the mode of a subblock below and to the right of others. */
  static int subblockMode(BoolDecoder in, byte[] tree, Mode above, Mode left) {
    int first = (above.ordinal() * MODES + left.ordinal()) * (MODES - 1);
    return in.leaf(tree, SUBBLOCK_MODES, first);
  }

  /** Reads the probabilities of a frame's coefficients: by type, band, context and node. */
  static int[] probabilities(BoolDecoder in) {
    int[] probabilities = Arrays.copyOfRange(ALL, DEFAULTS_AT, DEFAULTS_AT + PROBABILITIES);
    for (int i = 0; i < PROBABILITIES; i++) {
      if (in.bit(ALL[UPDATES_AT + i]) != 0) {
        probabilities[i] = in.number(Byte.SIZE);
      }
    }
    return probabilities;
  }

  private static int[] read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Tables.class.getResourceAsStream("tables.txt")),
                StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
