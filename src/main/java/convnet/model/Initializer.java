package convnet.model;

/**
 * How a parameter is initialised. Initialisers that depend on the layer's size (PyTorch's default,
 * Kaiming) become a plain distribution once that size is known.
 *
 * <p>A layer's <em>fan-in</em> is the number of inputs that one output sums up, {@code I/groups ·
 * kH · kW} for a convolution; its <em>fan-out</em> is {@code O · kH · kW}, as in {@code
 * torch.nn.init}.
 */
public sealed interface Initializer {

  /** PyTorch's default, for weights and biases. */
  Initializer DEFAULT = new FanIn();

  /**
   * The distribution for a parameter of a layer with these fans; a bias has the fans of its layer's
   * weights.
   */
  Distribution distribution(long fanIn, long fanOut);

  /** A distribution with all its numbers known, whatever the layer's size. */
  sealed interface Distribution extends Initializer {
    @Override
    default Distribution distribution(long fanIn, long fanOut) {
      return this;
    }
  }

  /** Every element is {@code value}. */
  record Constant(float value) implements Distribution {
    /**
     * @throws IllegalArgumentException if the value is not finite
     */
    public Constant {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a constant must be finite, not " + value);
      }
    }
  }

  /** Uniform in {@code −bound} to {@code bound}. */
  record Uniform(float bound) implements Distribution {
    /**
     * @throws IllegalArgumentException if the bound is negative or not finite
     */
    public Uniform {
      requireSpread("a uniform distribution's bound", bound);
    }
  }

  /** Normal with mean 0. */
  record Normal(float std) implements Distribution {
    /**
     * @throws IllegalArgumentException if the standard deviation is negative or not finite
     */
    public Normal {
      requireSpread("a normal distribution's standard deviation", std);
    }
  }

  /** Uniform in {@code ±1/√fan_in}: the default of {@code torch.nn.Conv2d} and {@code Linear}. */
  record FanIn() implements Initializer {
    @Override
    public Distribution distribution(long fanIn, long fanOut) {
      return new Uniform((float) (1 / Math.sqrt(fanIn)));
    }
  }

  /** Uniform in {@code ±√(6/fan)}: {@code torch.nn.init.kaiming_uniform_} for ReLU. */
  record KaimingUniform(Fan fan) implements Initializer {
    @Override
    public Distribution distribution(long fanIn, long fanOut) {
      return new Uniform((float) Math.sqrt(6.0 / fan.of(fanIn, fanOut)));
    }
  }

  /** Normal with variance {@code 2/fan}: {@code torch.nn.init.kaiming_normal_} for ReLU. */
  record KaimingNormal(Fan fan) implements Initializer {
    @Override
    public Distribution distribution(long fanIn, long fanOut) {
      return new Normal((float) Math.sqrt(2.0 / fan.of(fanIn, fanOut)));
    }
  }

  /**
   * Filters that copy their input: {@code torch.nn.init.dirac_} for the first {@code I} of a
   * convolution's {@code O} filters. The others have PyTorch's default, so that all have something
   * to learn (K. Jordan, "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024, section 3.3).
   */
  record Dirac() implements Initializer {
    @Override
    public Distribution distribution(long fanIn, long fanOut) {
      return new Identity(DEFAULT.distribution(fanIn, fanOut));
    }
  }

  /**
   * Filter {@code o}, for each {@code o} below {@code I}, is 1 in the middle of input channel
   * {@code o} and 0 elsewhere.
   *
   * @param others the distribution of the filters from {@code I} on
   */
  record Identity(Distribution others) implements Distribution {}

  /**
   * The first layer's filters, computed from the training images: the principal axes of their
   * patches, scaled so that each filter's output has variance 1, and their negatives (A. Coates, H.
   * Lee, A. Ng, "An analysis of single-layer networks in unsupervised feature learning", 2011; D.
   * Page, "How to train your ResNet", 2018; Jordan, 2024, section 3.2). Until they have been
   * computed, the filters have PyTorch's default.
   */
  record Whitening() implements Initializer {
    @Override
    public Distribution distribution(long fanIn, long fanOut) {
      return DEFAULT.distribution(fanIn, fanOut);
    }
  }

  /** The fan that Kaiming initialisation divides by. */
  enum Fan {
    /** Keeps the variance of the activations in the forward pass. */
    FAN_IN,
    /** Keeps the variance of the gradients in the backward pass. */
    FAN_OUT;

    private long of(long fanIn, long fanOut) {
      return this == FAN_IN ? fanIn : fanOut;
    }
  }

  private static void requireSpread(String what, float spread) {
    if (!Float.isFinite(spread) || spread < 0) {
      throw new IllegalArgumentException(what + " must be 0 or more, not " + spread);
    }
  }
}
