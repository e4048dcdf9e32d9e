package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PixelPermutationTest {

  /** By an implementation in Python: a model that was trained once must always see the same. */
  @Test
  void theOrderOfASeedNeverChanges() {
    assertThat(PixelPermutation.of(12, 0)).containsExactly(4, 6, 8, 3, 10, 0, 7, 5, 1, 11, 2, 9);
    assertThat(PixelPermutation.of(12, -5)).containsExactly(11, 10, 2, 7, 8, 0, 5, 4, 9, 3, 1, 6);
    int[] cifar = PixelPermutation.of(1024, 7);
    assertThat(Arrays.copyOf(cifar, 8)).containsExactly(763, 212, 43, 752, 387, 798, 523, 786);
    assertThat(IntStream.range(0, 1024).map(i -> i * cifar[i]).sum()).isEqualTo(263_089_787);
  }

  @Test
  void everyPixelHasAPlaceOfItsOwn() {
    for (int n : new int[] {1, 2, 7, 1000}) {
      assertThat(PixelPermutation.of(n, 3))
          .containsExactlyInAnyOrder(IntStream.range(0, n).toArray());
    }
  }

  @Test
  void theInputIsPutInOrderLast() {
    int[] places = PixelPermutation.of(6, 9);
    Preprocess plain = new Preprocess(0, 2, 3, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    Preprocess permuted = new Preprocess(0, 2, 3, plain.mean(), plain.std(), 9L);
    Pixels pixels = Pixels.of(Drawings.picture(5, 7), 3);
    // Mirrored, and beyond the image on the left: all that can be done before.
    Framing framing =
        new Framing(new Framing.Box(0, 0, 5, 7), 3, 4, new Framing.Box(0, -1, 2, 3), true);
    Tensor straight = Tensor.zeros(3, 2, 3);
    Tensor mixed = Tensor.zeros(3, 2, 3);
    float[] light = {0.25f, 0.5f, 0.125f};
    new ImageTransform(plain).render(pixels, framing, light, straight, new Resampler());
    new ImageTransform(permuted).render(pixels, framing, light, mixed, new Resampler());
    assertThat(mixed.toArray()).isNotEqualTo(straight.toArray());
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < 6; i++) {
        assertThat(mixed.data()[channel * 6 + places[i]])
            .isEqualTo(straight.data()[channel * 6 + i]);
      }
    }
  }
}
