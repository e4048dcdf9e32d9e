package convnet.data;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Changes the lighting of an image along the principal axes of the colours (A. Krizhevsky, I.
 * Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks", 2012,
 * section 4.1): adds {@code [p₁ p₂ p₃] · [α₁λ₁, α₂λ₂, α₃λ₃]ᵀ} to every pixel, where p and λ are
 * eigenvectors and eigenvalues of the covariance of the training images' colours (0..1), and the α
 * are drawn from N(0, 0.1), once each time that an image is used.
 *
 * @param axes the principal axes of the pixels' colours, with the variances along them
 */
public record Lighting(PrincipalAxes axes) {
  private static final double DEVIATION = 0.1;

  /**
   * The lighting for the colours of the training images, in which all pixels have the same weight.
   */
  static Lighting of(ColourSums colours) {
    return new Lighting(PrincipalAxes.of(colours.covariance()));
  }

  /** The variances that it is based on, in one line for the user. */
  public String summary() {
    return "the colours of the training images have variances of %s along their principal axes"
        .formatted(
            DoubleStream.of(axes.values())
                .mapToObj("%.2g"::formatted)
                .collect(Collectors.joining(", ")));
  }

  /** Draws what to add to each channel of an image with samples in 0..1. */
  float[] draw(RandomGenerator random) {
    int channels = axes.values().length;
    double[] shift = new double[channels];
    for (int axis = 0; axis < channels; axis++) {
      double amount = DEVIATION * random.nextGaussian() * axes.values()[axis];
      for (int channel = 0; channel < channels; channel++) {
        shift[channel] += amount * axes.vectors()[axis][channel];
      }
    }
    float[] rounded = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      rounded[channel] = (float) shift[channel];
    }
    return rounded;
  }
}
