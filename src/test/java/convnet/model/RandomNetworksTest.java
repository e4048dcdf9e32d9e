package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Networks of all kinds: as a file and as words they say what they are. */
final class RandomNetworksTest {
  private static final int NETWORKS = 300;

  @Test
  void aFileTellsEverything() throws NetworkFormatException {
    for (int seed = 0; seed < NETWORKS; seed++) {
      NetworkSpec network = RandomNetworks.draw(seed);
      Architecture architecture = Architecture.of(network);
      String json = NetworkJson.write(architecture);
      assertThat(NetworkJson.read(json, "again", OptionalInt.empty()))
          .as("seed %d: %s", seed, json)
          .isEqualTo(architecture);
      String text = NetworkText.of(architecture);
      assertThat(NetworkJson.read(text, "again", OptionalInt.empty()))
          .as("seed %d: %s", seed, text)
          .isEqualTo(architecture);
    }
  }

  @Test
  void wordsTellEverythingButNamesAndFirstValues() {
    for (int seed = 0; seed < NETWORKS; seed++) {
      for (LayerSpec layer : RandomNetworks.draw(seed).layers()) {
        if (layer instanceof LayerSpec.Residual) {
          continue; // there is no word for a block
        }
        String word = LayerWords.format(layer);
        assertThat(members(LayerWords.parse(List.of(word)).getFirst()))
            .as("seed %d: %s", seed, word)
            .isEqualTo(members(layer));
      }
    }
  }

  private static Map<String, Object> members(LayerSpec layer) {
    Map<String, Object> members = LayerJson.write(layer, "");
    members.keySet().removeAll(List.of("name", "weight_init", "bias_init"));
    return members;
  }
}
