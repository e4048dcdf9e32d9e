package convnet.io.vp8;

import java.io.IOException;
import java.util.Arrays;

/** Decodes a key frame of VP8 (RFC 6386), as libwebp does, bit for bit. */
public final class Vp8Decoder {
  private final FrameHeader frame;
  private final Plane luma;
  private final Plane u;
  private final Plane v;

  /**
   * Reads the header of the frame in the bytes from {@code start} to {@code end}. This takes memory
   * for the whole frame.
   *
   * @throws IOException if that is no key frame, or one that is cut off
   */
  public Vp8Decoder(byte[] data, int start, int end) throws IOException {
    this.frame = FrameHeader.read(data, start, end);
    int columns = frame.columns();
    int rows = frame.rows();
    this.luma = Plane.ofSize(16 * columns, 16 * rows);
    this.u = Plane.ofSize(8 * columns, 8 * rows);
    this.v = Plane.ofSize(8 * columns, 8 * rows);
  }

  /** The width of the frame. */
  public int width() {
    return frame.width();
  }

  /** The height of the frame. */
  public int height() {
    return frame.height();
  }

  /**
   * Decodes the frame; to be called once.
   *
   * @param bands 3, or more for an image with bands behind blue, which stay 0
   * @return {@code height · width · bands} samples, interleaved
   * @throws IOException if the data end early
   */
  public byte[] decode(int bands) throws IOException {
    LoopFilter filter = new LoopFilter(frame);
    ModeReader modes = new ModeReader(frame);
    CoefficientReader coefficients = new CoefficientReader(frame);
    Macroblock block = new Macroblock();
    int columns = frame.columns();
    for (int row = 0; row < frame.rows(); row++) {
      BoolDecoder partition = frame.partitions()[row % frame.partitions().length];
      modes.startRow();
      coefficients.startRow();
      for (int column = 0; column < columns; column++) {
        modes.read(block, column);
        coefficients.read(partition, block, column, frame.dequantizers()[block.segment]);
        if (frame.modes().isExhausted() || partition.isExhausted()) {
          throw new IOException("its VP8 frame is cut off");
        }
        reconstruct(block, column, row);
        filter.add(block, row * columns + column);
      }
      repeatLast(16 * columns, 16 * row + 15);
    }
    filter.apply(luma, u, v);
    byte[] samples =
        new byte[Math.multiplyExact(bands, Math.multiplyExact(frame.width(), frame.height()))];
    new RgbConversion(frame, luma, u, v).write(samples, bands);
    return samples;
  }

  private void reconstruct(Macroblock block, int column, int row) {
    // All subblocks in the last column look to the row above the macroblock.
    int right = luma.position(16 * column + 16, 16 * row - 1);
    if (block.luma != null) {
      Prediction.whole(luma, column, row, 16, block.luma);
    }
    for (int i = 0; i < block.subblocks.length; i++) {
      int position = luma.position(16 * column + 4 * (i % 4), 16 * row + 4 * (i / 4));
      if (block.luma == null) {
        int next = i % 4 == 3 ? right : position - luma.stride() + 4;
        Prediction.subblock(luma, position, next, block.subblocks[i]);
      }
      addDifferences(block, i, luma, position);
    }
    reconstructChroma(block, u, Macroblock.U, column, row);
    reconstructChroma(block, v, Macroblock.V, column, row);
  }

  private static void reconstructChroma(
      Macroblock block, Plane plane, int first, int column, int row) {
    Prediction.whole(plane, column, row, 8, block.chroma);
    for (int i = 0; i < 4; i++) {
      int position = plane.position(8 * column + 4 * (i % 2), 8 * row + 4 * (i / 2));
      addDifferences(block, first + i, plane, position);
    }
  }

  private static void addDifferences(Macroblock block, int subblock, Plane plane, int position) {
    if ((block.coded >> subblock & 1) != 0) {
      int at = subblock * Macroblock.COEFFICIENTS;
      InverseTransform.add(block.coefficients, at, plane, position);
    }
  }

  /** Repeats the last sample of a row of luma, for what stands below it and looks to the right. */
  private void repeatLast(int width, int y) {
    int end = luma.position(width, y);
    Arrays.fill(luma.samples(), end, end + Plane.RIGHT, luma.samples()[end - 1]);
  }
}
