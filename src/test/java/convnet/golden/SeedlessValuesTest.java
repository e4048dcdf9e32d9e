package convnet.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SeedlessValuesTest {

  static Stream<JsonNode> stored() {
    return GoldenFile.read("seedless").valueStream();
  }

  @ParameterizedTest
  @MethodSource("stored")
  void theFormulaGivesTheBitsOfThePythonSide(JsonNode stored) {
    int number = stored.required("tensor").intValue();
    float scale = stored.required("scale").floatValue();
    float[] expected = GoldenFile.floats(stored.required("values"));
    float[] actual = new float[expected.length];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = SeedlessValues.value(number, stored.required("from").intValue() + i) * scale;
    }
    assertThat(actual).containsExactly(expected);
  }

  @Test
  void theBoundIsRoundedAsThePythonSideDoes() {
    float stored = GoldenFile.read("seedless").get(2).required("scale").floatValue();
    assertThat(SeedlessValues.bound(6, 363)).isEqualTo(stored);
  }
}
