package convnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.model.Architectures;
import convnet.model.Initializer;
import convnet.model.LayerSpec;
import convnet.model.NetworkSpec;
import convnet.model.ParameterSpec;
import convnet.op.ConvolutionParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

  @Test
  void parametersAreThoseOfTheSpecificationInItsOrder() {
    Network network = new Network(Architectures.bundled("alexnet-2012", 10).network());
    List<ParameterSpec> specs = network.spec().parameters();
    assertThat(network.parameters().stream().map(Parameter::name))
        .isEqualTo(specs.stream().map(ParameterSpec::name).toList());
    assertThat(network.parameters().stream().map(parameter -> parameter.value().shape()))
        .isEqualTo(specs.stream().map(ParameterSpec::shape).toList());
  }

  @Test
  void theSameSeedGivesTheSameValuesAndAnotherSeedOthers() {
    assertThat(values(3)).isDeepEqualTo(values(3));
    assertThat(values(3)[0]).isNotEqualTo(values(4)[0]);
  }

  private static float[][] values(long seed) {
    Network network = new Network(Architectures.bundled("lenet5", 10).network());
    network.initialize(seed);
    return network.parameters().stream()
        .map(parameter -> parameter.value().toArray())
        .toArray(float[][]::new);
  }

  /** Uniform in ±1/√fan_in: of n draws the mean is off by bound/√(3n), six times that is never. */
  @Test
  void weightsAreDrawnAsTheSpecificationSays() {
    Network network = new Network(Architectures.bundled("alexnet-cifar", 10).network());
    network.initialize(0);
    float[] weights = network.parameters().get(5).value().toArray();
    double bound = 1 / Math.sqrt(32 * 5 * 5);
    assertThat(average(weights)).isCloseTo(0, within(6 * bound / Math.sqrt(3.0 * weights.length)));
    float[] sorted = weights.clone();
    Arrays.sort(sorted);
    assertThat((double) sorted[0]).isCloseTo(-bound, within(bound / 100));
    assertThat((double) sorted[sorted.length - 1]).isCloseTo(bound, within(bound / 100));
    assertThat((double) sorted[sorted.length / 4]).isCloseTo(-bound / 2, within(bound / 20));
  }

  /** As torch.nn.init.dirac_ of the first I filters, whose middle is at size / 2. */
  @ParameterizedTest
  @CsvSource({"5, 3, 3, 4", "5, 2, 2, 3", "2, 3, 1, 1"})
  void diracHandsOnAChannelEachAndLeavesTheOthers(int out, int height, int width, int middle) {
    Tensor filters = filters(out, height, width, new Initializer.Dirac());
    Tensor others = filters(out, height, width, Initializer.DEFAULT);
    int taps = height * width;
    for (int o = 0; o < out; o++) {
      float[] copy = new float[3 * taps];
      copy[Math.min(o, 2) * taps + middle] = 1;
      assertThat(filters.slice(o).toArray()).isEqualTo(o < 3 ? copy : others.slice(o).toArray());
    }
  }

  private static Tensor filters(int out, int height, int width, Initializer init) {
    ConvolutionParameters convolution = ConvolutionParameters.of(Size.of(height, width));
    LayerSpec conv =
        new LayerSpec.Conv2d("conv", out, convolution, false, init, Initializer.DEFAULT);
    Network network = new Network(new NetworkSpec("net", Shape.of(3, 8, 8), List.of(conv)));
    network.initialize(1);
    return network.parameters().getFirst().value();
  }

  private static double average(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
