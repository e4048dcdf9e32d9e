package convnet.cli;

/** The kinds of pooling. */
enum PoolingType {
  MAX,
  AVG,
  LP,
  ADAPTIVE_MAX,
  ADAPTIVE_AVG;

  /** Whether the number of windows is asked for, and their sizes follow from it. */
  boolean isAdaptive() {
    return this == ADAPTIVE_MAX || this == ADAPTIVE_AVG;
  }

  /** Whether a window gives an element of its own, which stood somewhere. */
  boolean isMax() {
    return this == MAX || this == ADAPTIVE_MAX;
  }
}
