package convnet.cli;

/** The kinds of pooling. */
enum PoolingType {
  MAX,
  AVG,
  ADAPTIVE_AVG
}
