package convnet.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.model.drawing.Svg;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurveChartTest {

  /** Between the axes there are 356 x 172 pixels, from (52, 38) on; an epoch has 356/3 of them. */
  @Test
  void aGreaterValueIsHigherAndTheAxisBeginsAtZero() {
    assertThat(drawn(4.0, null, 1.0)).contains("points=\"111.3,38.0 348.7,167.0\"");
  }

  /** From 8 to 10, as from 0 on it would be flat. */
  @Test
  void ofNearlyEqualValuesTheDifferenceIsDrawn() {
    assertThat(drawn(8.0, 9.0, 10.0)).contains("points=\"111.3,210.0 230.0,124.0 348.7,38.0\"");
  }

  private static String drawn(Double... values) {
    Svg page = new Svg();
    Curve curve = new Curve("training", "training", Arrays.asList(values));
    new CurveChart("loss", List.of(curve), Ticks::label, List.of(1, 2, 3), 3).draw(page);
    return page.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4, 1, 0, 4",
    "0, 4.2, 1, 0, 5",
    "0.13, 1.03, 0.2, 0, 1.2",
    "-3, 7, 2, -4, 8",
    "1e-4, 3e-4, 5e-5, 1e-4, 3e-4",
    "5, 5, 1, 5, 6"
  })
  void roundNumbersCoverAllValues(
      double least, double greatest, double step, double first, double last) {
    Ticks ticks = Ticks.over(least, greatest);
    assertThat(Ticks.label(ticks.step())).isEqualTo(Ticks.label(step));
    assertThat(Ticks.label(ticks.first())).isEqualTo(Ticks.label(first));
    assertThat(Ticks.label(ticks.last())).isEqualTo(Ticks.label(last));
  }
}
