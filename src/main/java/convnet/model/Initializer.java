package convnet.model;

/**
 * Where a parameter's first values come from. What depends on the size of the layer (PyTorch's
 * default, Kaiming) turns into a plain distribution as soon as that size is known.
 *
 * <p>A layer's <em>fan-in</em> is the number of inputs that one output sums up, {@code I/groups ·
 * kH · kW} for a convolution; its <em>fan-out</em> is {@code O · kH · kW}, as in {@code
 * torch.nn.init}.
 */
public sealed interface Initializer {

  /** PyTorch's default, for weights and biases. */
  Initializer DEFAULT = new FanIn();

  /** The distribution for a parameter of a layer with these fans; a bias has its weights' fans. */
  Distribution distribution(long fanIn, long fanOut);

  /** A distribution that knows all its numbers. */
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

  /**
   * Uniform in {@code ±1/√fan_in}: what {@code torch.nn.Conv2d} and {@code Linear} do by
   * themselves.
   */
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
   * Filters that hand on what they get: {@code torch.nn.init.dirac_} of the first {@code I} of a
   * convolution's {@code O} filters. The others begin as PyTorch's default has it, so that all have
   * something to learn (K. Jordan, "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024, section
   * 3.3).
   */
  record Dirac() implements Initializer {
    @Override
    public Distribution distribution(long fanIn, long fanOut) {
      return new Identity(DEFAULT.distribution(fanIn, fanOut));
    }
  }

  /**
   * Filter {@code o} of {@code I} has a 1 in the middle of channel {@code o} and is 0 elsewhere.
   *
   * @param others of the filters from {@code I} on
   */
  record Identity(Distribution others) implements Distribution {}

  /**
   * The first layer's filters, made of the images to train with: the principal axes of their
   * patches, scaled so that each filter's output varies by 1, and the same negated (A. Coates, H.
   * Lee, A. Ng, "An analysis of single-layer networks in unsupervised feature learning", 2011; D.
   * Page, "How to train your ResNet", 2018; Jordan, 2024, section 3.2). Until images have been seen
   * the filters are PyTorch's default.
   */
  record Whitening() implements Initializer {
    @Override
    public Distribution distribution(long fanIn, long fanOut) {
      return DEFAULT.distribution(fanIn, fanOut);
    }
  }

  /** Which fan Kaiming's initialisers keep the variance for. */
  enum Fan {
    /** Of the activations, going forward. */
    FAN_IN,
    /** Of the gradients, going backward. */
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
