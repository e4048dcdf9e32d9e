package convnet.op;

/**
 * {@code x^e} in float32. Like PyTorch's {@code pow} with a scalar exponent, it has shortcuts for
 * some exponents, which differ from the general case where x is −0 or −∞. The general case is
 * correctly rounded here but for rare exceptions; PyTorch's is off by at most one unit in the last
 * place.
 */
record Power(float exponent) {

  static Power of(double exponent) {
    return new Power((float) exponent);
  }

  float of(float x) {
    if (exponent == 1) {
      return x;
    } else if (exponent == 2) {
      return x * x;
    } else if (exponent == 3) {
      return x * x * x;
    } else if (exponent == 0.5f) {
      return (float) Math.sqrt(x);
    } else if (exponent == -0.5f) {
      return 1 / (float) Math.sqrt(x);
    } else if (exponent == -1) {
      return 1 / x;
    } else if (exponent == -2) {
      return 1 / (x * x);
    }
    return (float) Math.pow(x, exponent);
  }
}
