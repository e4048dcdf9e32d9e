package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdditionTest {
  /** Into itself, beside itself in the same array, and into another array. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 2", "2, 0"})
  void addsViewsOfOneArray(int first, int result) {
    Tensor all = Tensor.zeros(3, 1, 2, 2);
    for (int i = 0; i < all.size(); i++) {
      all.data()[i] = i - 5;
    }
    float[] a = all.slice(first).toArray();
    float[] b = all.slice(1).toArray();
    try (Compute compute = Compute.create(2)) {
      Addition.forward(all.slice(first), all.slice(1), false, all.slice(result), compute);
    }
    for (int i = 0; i < a.length; i++) {
      assertThat(all.slice(result).toArray()[i]).isEqualTo(a[i] + b[i]);
    }
  }

  @Test
  void rectifiesTheSum() {
    Tensor a = Tensor.zeros(1, 1, 1, 3);
    Tensor b = Tensor.zeros(1, 1, 1, 3);
    System.arraycopy(new float[] {1, -2, 3}, 0, a.data(), 0, 3);
    System.arraycopy(new float[] {1, 1, -4}, 0, b.data(), 0, 3);
    try (Compute compute = Compute.create(1)) {
      Addition.forward(a, b, true, a, compute);
    }
    assertThat(a.toArray()).containsExactly(2, 0, 0);
  }
}
