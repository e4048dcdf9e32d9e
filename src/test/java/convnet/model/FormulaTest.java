package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormulaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv:64,k=11,s=4,p=2 | 3x224x224 | (224 + 2·2 − 1·(11 − 1) − 1) / 4 + 1 = 55.25 → 55",
        "conv:96,k=11,s=4 | 3x227x227 | (227 + 2·0 − 1·(11 − 1) − 1) / 4 + 1 = 55",
        "conv:8,k=3,s=3 | 3x10x10 | (10 + 2·0 − 1·(3 − 1) − 1) / 3 + 1 = 3.33… → 3",
        "conv:8,k=3,s=3 | 3x11x11 | (11 + 2·0 − 1·(3 − 1) − 1) / 3 + 1 = 3.66… → 3",
        "conv:8,k=3,d=2,p=2 | 3x9x9 | (9 + 2·2 − 2·(3 − 1) − 1) / 1 + 1 = 9",
        "conv:8,k=4,p=same | 3x9x9 | (9 + 1 + 2 − 1·(4 − 1) − 1) / 1 + 1 = 9",
        "conv:8,k=3x1 | 3x9x9 | height (9 + 2·0 − 1·(3 − 1) − 1) / 1 + 1 = 7;"
            + " width (9 + 2·0 − 1·(1 − 1) − 1) / 1 + 1 = 9",
        "conv:8,k=1,s=1001 | 1x2003x1001 | height (2003 + 2·0 − 1·(1 − 1) − 1) / 1001 + 1 = 3;"
            + " width (1001 + 2·0 − 1·(1 − 1) − 1) / 1001 + 1 = 1.99… → 1",
        "maxpool:3,s=2 | 64x55x55 | (55 + 2·0 − 1·(3 − 1) − 1) / 2 + 1 = 27",
        "maxpool:3,s=2 | 64x56x56 | (56 + 2·0 − 1·(3 − 1) − 1) / 2 + 1 = 27.5 → 27",
        "maxpool:3,s=2,ceil=true | 64x56x56"
            + " | (56 + 2·0 − 1·(3 − 1) − 1) / 2 + 1 = 27.5 → 28 (ceil_mode)",
        "avgpool:2,s=4,p=1,ceil=true | 1x5x5 | (5 + 2·1 − 1·(2 − 1) − 1) / 4 + 1 = 2.25 → 3"
            + " (ceil_mode), the last would start beyond the input → 2",
        "adaptiveavgpool:6 | 256x13x13 | output_size = 6: window i from ⌊i·13 / 6⌋ to"
            + " ⌈(i + 1)·13 / 6⌉",
        "adaptiveavgpool:6x7 | 256x13x13 | output_size = 6x7: height, window i from ⌊i·13 / 6⌋ to"
            + " ⌈(i + 1)·13 / 6⌉; width, window i from ⌊i·13 / 7⌋ to ⌈(i + 1)·13 / 7⌉",
        "flatten | 256x6x6 | 256·6·6 = 9216",
        "linear:10 | 9216 | out_features = 10",
        "relu | 3x5x5 | ''",
        "dropout | 3x5x5 | ''",
        "lrn | 3x5x5 | ''",
        "batchnorm | 3x5x5 | ''",
      })
  void inOneLine(String word, String input, String expected) {
    LayerSpec layer = LayerWords.parse(List.of(word)).getFirst();
    int[] dims = java.util.Arrays.stream(input.split("x")).mapToInt(Integer::parseInt).toArray();
    assertThat(Formula.of(layer, new Shape(dims))).isEqualTo(expected);
  }
}
