package convnet.data;

import convnet.io.RgbImage;

/**
 * A decoded image of 8 bits per sample, channel after channel (planar).
 *
 * @param channels 1 (luma) or 3 (red, green, blue)
 * @param samples {@code channels · height · width} bytes; never modified after construction
 */
record Pixels(int channels, int height, int width, byte[] samples) {

  static Pixels of(RgbImage image, int channels) {
    byte[] rgb = image.samples();
    int size = rgb.length / 3;
    byte[] samples = new byte[size * channels];
    if (channels == 1) {
      for (int i = 0; i < size; i++) {
        samples[i] = luma(rgb[3 * i] & 0xFF, rgb[3 * i + 1] & 0xFF, rgb[3 * i + 2] & 0xFF);
      }
    } else {
      for (int i = 0; i < size; i++) {
        samples[i] = rgb[3 * i];
        samples[size + i] = rgb[3 * i + 1];
        samples[2 * size + i] = rgb[3 * i + 2];
      }
    }
    return new Pixels(channels, image.height(), image.width(), samples);
  }

  /** ITU-R 601: 0.299 R + 0.587 G + 0.114 B in 16 bits of fraction, as PIL's convert("L"). */
  private static byte luma(int red, int green, int blue) {
    return (byte) ((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
  }
}
