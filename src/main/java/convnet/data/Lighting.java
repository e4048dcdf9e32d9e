package convnet.data;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Changes the light of an image along the principal axes of the colours (A. Krizhevsky, I.
 * Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks", 2012,
 * section 4.1): to every pixel is added {@code [p₁ p₂ p₃] · [α₁λ₁, α₂λ₂, α₃λ₃]ᵀ}, where p and λ are
 * eigenvectors and eigenvalues of the covariance of the training images' colours (0..1), and the α
 * are drawn from N(0, 0.1) once for an image each time that it is used.
 *
 * @param axes what the pixels' colours vary along
 */
public record Lighting(PrincipalAxes axes) {
  private static final double DEVIATION = 0.1;

  /** From all pixels of the training images, each counted alike. */
  static Lighting of(ColourSums colours) {
    return new Lighting(PrincipalAxes.of(colours.covariance()));
  }

  /** Where it comes from, in a line. */
  public String summary() {
    return "the colours of the images to train with have variances of %s along their principal axes"
        .formatted(
            DoubleStream.of(axes.values())
                .mapToObj("%.2g"::formatted)
                .collect(Collectors.joining(", ")));
  }

  /** What is to be added to each channel of an image, whose samples are 0..1. */
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
