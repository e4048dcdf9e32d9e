package convnet.cli;

/** The kinds of pooling. */
enum PoolingType {
  MAX,
  AVG,
  LP,
  ADAPTIVE_MAX,
  ADAPTIVE_AVG;

  /** Whether the number of windows is given, and their sizes follow from it. */
  boolean isAdaptive() {
    return this == ADAPTIVE_MAX || this == ADAPTIVE_AVG;
  }

  /** Whether the result of a window is one of its elements, which has an index. */
  boolean isMax() {
    return this == MAX || this == ADAPTIVE_MAX;
  }
}
