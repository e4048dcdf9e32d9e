package convnet.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.model.drawing.Svg;
import convnet.train.Metrics;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final Pattern CELL =
      Pattern.compile("class=\"(hit|miss)\" fill-opacity=\"([\\d.]+)\" d=\"M([\\d.]+) ([\\d.]+)h");

  /** Of four images of a, three are taken for b: √(1/4) is 0.5, √(3/4) rounded up 0.9. */
  @Test
  void aRowIsAClassAndAShadeAShareOfItsImages() {
    Svg svg = new Svg();
    Metrics metrics = new Metrics(6, 0, 0.5, 1, new long[][] {{1, 3}, {0, 2}});
    new ConfusionMatrix(metrics, List.of("a", "b")).draw(svg);
    List<MatchResult> cells = CELL.matcher(svg.toString()).results().toList();
    assertThat(cells.stream().map(cell -> cell.group(1) + " " + cell.group(2)))
        .containsExactly("hit 0.5", "hit 1", "miss 0.9");
    MatchResult a = cells.get(0);
    MatchResult b = cells.get(1);
    MatchResult taken = cells.get(2);
    assertThat(taken.group(3)).as("in the column of b").isEqualTo(b.group(3));
    assertThat(taken.group(4)).as("in the row of a").isEqualTo(a.group(4));
    assertThat(svg.toString()).contains("a taken for b: 3 of 4 (75.0 %)");
  }
}
