package convnet.io.vp8;

/**
 * How the samples of a block are predicted from those above it and to its left (RFC 6386, sections
 * 12.2 and 12.3). The first four are for whole macroblocks too. The order is that of the tables.
 */
enum Mode {
  DC,
  TRUE_MOTION,
  VERTICAL,
  HORIZONTAL,
  LEFT_DOWN,
  RIGHT_DOWN,
  VERTICAL_RIGHT,
  VERTICAL_LEFT,
  HORIZONTAL_DOWN,
  HORIZONTAL_UP
}
