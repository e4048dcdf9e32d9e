package convnet.data;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/**
 * The covariance of the values in image patches. Doubles are summed up, patch after patch, so the
 * same images in the same order give the same bits.
 */
public final class PatchCovariance {
  private final Shape patch;
  private final double[] sums;

  /** The sums of the products of each value with itself and those after it (the upper triangle). */
  private final double[][] products;

  private long patches;

  /**
   * @param patch {@code (C, kH, kW)}
   */
  public PatchCovariance(Shape patch) {
    this.patch = patch;
    this.sums = new double[patch.size()];
    this.products = new double[patch.size()][patch.size()];
  }

  /** Adds the patches at all positions in an image {@code (C, H, W)}. */
  public void add(Tensor image) {
    double[] numbers = new double[sums.length];
    for (int y = 0; y <= image.shape().height() - patch.height(); y++) {
      for (int x = 0; x <= image.shape().width() - patch.width(); x++) {
        read(image, y, x, numbers);
        for (int a = 0; a < numbers.length; a++) {
          sums[a] += numbers[a];
          for (int b = a; b < numbers.length; b++) {
            products[a][b] += numbers[a] * numbers[b];
          }
        }
        patches++;
      }
    }
  }

  private void read(Tensor image, int top, int left, double[] numbers) {
    int next = 0;
    for (int c = 0; c < patch.channels(); c++) {
      for (int i = 0; i < patch.height(); i++) {
        int row = (c * image.shape().height() + top + i) * image.shape().width() + left;
        for (int j = 0; j < patch.width(); j++) {
          numbers[next++] = image.data()[image.offset() + row + j];
        }
      }
    }
  }

  /**
   * The principal axes of the covariance {@code E[ab] − E[a]·E[b]}; a vector's components are in
   * the order of the patch, {@code (C, kH, kW)}.
   */
  public PrincipalAxes axes() {
    double[][] covariance = new double[sums.length][sums.length];
    for (int a = 0; a < sums.length; a++) {
      for (int b = a; b < sums.length; b++) {
        covariance[a][b] = products[a][b] / patches - sums[a] / patches * (sums[b] / patches);
        covariance[b][a] = covariance[a][b];
      }
    }
    return PrincipalAxes.of(covariance);
  }
}
