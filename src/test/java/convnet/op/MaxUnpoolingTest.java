package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MaxUnpoolingTest {
  private static final Machines MACHINES = new Machines();

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  private static Tensor forward(Tensor src, int[] indices, Shape dst) {
    return MACHINES.sameBits(
        compute -> {
          Tensor result = Views.unwritten(dst);
          MaxUnpooling.forward(src, indices, result, compute);
          return result;
        });
  }

  private static Tensor backward(Tensor diffDst, int[] indices, Shape src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor diffSrc = Views.unwritten(src);
          MaxUnpooling.backward(diffDst, indices, diffSrc, compute);
          return diffSrc;
        });
  }

  @Test
  void valuesGoToTheirPlacesAndGradientsComeFromThere() {
    int[] indices = {3, 0, 2, 2};
    Shape planes = Shape.of(1, 2, 1, 2);
    Shape large = Shape.of(1, 2, 2, 2);
    Views.assertNumbers(
        forward(Views.of(planes, 1, 2, 3, 4), indices, large), 2, 0, 0, 1, 0, 0, 4, 0);
    Views.assertNumbers(
        backward(Views.of(large, 1, 2, 3, 4, 5, 6, 7, 8), indices, planes), 4, 1, 7, 7);
  }

  /** Windows side by side share nothing: what is put back is found again. */
  @Test
  void poolingAgainGivesTheSame() {
    Random random = new Random(5);
    PoolingParameters p = PoolingParameters.of(Size.of(3, 2), Size.of(3, 2));
    Tensor src = Views.random(random, Shape.of(2, 3, 7, 9));
    for (int i = 0; i < src.size(); i++) {
      // Above 0, which is what stands everywhere else.
      src.data()[src.offset() + i] += 1.5f;
    }
    Tensor dst = Tensor.zeros(p.outputShape(src.shape()));
    int[] indices = new int[dst.size()];
    MaxPooling.forward(p, src, dst, indices, MACHINES.any());
    Tensor back = forward(dst, indices, src.shape());
    Tensor again = Tensor.zeros(dst.shape());
    int[] places = new int[dst.size()];
    MaxPooling.forward(p, back, again, places, MACHINES.any());
    assertThat(again.data()).isEqualTo(dst.data());
    assertThat(places).isEqualTo(indices);
  }

  /** PyTorch: (i − 1)·s − 2p + k. */
  @Test
  void theSizeThatAPoolingCameFrom() {
    assertThat(MaxUnpooling.outputSize(2, 0, 2, 1, 2)).isEqualTo(4);
    assertThat(MaxUnpooling.outputSize(3, 1, 3, 1, 2)).isEqualTo(5);
    assertThat(MaxUnpooling.outputSize(4, 0, 2, 3, 1)).isEqualTo(7);
    for (int size = 4; size < 30; size++) {
      PoolingParameters p =
          new PoolingParameters(Size.of(3), Size.of(2), Size.of(1), Size.of(2), false);
      int pooled = p.outputHeight(size);
      if (pooled > 0) {
        assertThat(size - MaxUnpooling.outputSize(pooled, 1, 3, 2, 2)).isBetween(0, 1);
      }
    }
  }
}
