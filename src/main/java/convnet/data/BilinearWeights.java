package convnet.data;

/**
 * The weights for scaling an image along one axis: for each scaled sample a run of source samples
 * and a weight for each of them, in fixed point. The filter is a triangle, widened by the scale
 * when the image gets smaller (so that every source sample counts: antialiasing), with exactly the
 * arithmetic of PIL's 8-bit {@code resize(BILINEAR)}.
 *
 * @param first the first source sample of each run
 * @param count how many source samples each run has
 * @param weights {@code taps} for each scaled sample, of which {@code count} are used
 * @param taps the most that a run can have
 */
record BilinearWeights(int[] first, int[] count, int[] weights, int taps) {
  /**
   * Bits of the fraction. With eight bits for the sample and two to spare they make up the 32 bits
   * of an int.
   */
  static final int PRECISION = 22;

  /**
   * Weights for the scaled samples {@code from} to {@code from + size}.
   *
   * @param source the number of source samples along the axis
   * @param scaled the number of samples that they are scaled to
   */
  static BilinearWeights of(int source, int scaled, int from, int size) {
    double scale = (double) source / scaled;
    double support = Math.max(scale, 1);
    int taps = (int) Math.ceil(support) * 2 + 1;
    BilinearWeights made =
        new BilinearWeights(new int[size], new int[size], new int[size * taps], taps);
    double[] triangle = new double[taps];
    for (int i = 0; i < size; i++) {
      double centre = (from + i + 0.5) * scale;
      int first = Math.max((int) (centre - support + 0.5), 0);
      int count = Math.min((int) (centre + support + 0.5), source) - first;
      double sum = 0;
      for (int t = 0; t < count; t++) {
        triangle[t] = Math.max(1 - Math.abs((first + t - centre + 0.5) / support), 0);
        sum += triangle[t];
      }
      for (int t = 0; t < count; t++) {
        made.weights[i * taps + t] = (int) (triangle[t] / sum * (1 << PRECISION) + 0.5);
      }
      made.first[i] = first;
      made.count[i] = count;
    }
    return made;
  }

  /** How many scaled samples there are weights for. */
  int size() {
    return first.length;
  }

  /** One past the last source sample that is used. */
  int end() {
    return first[size() - 1] + count[size() - 1];
  }
}
