package convnet.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads images of every format that ImageIO with the TwelveMonkeys plugins supports, recognised by
 * content; of several frames, the first. EXIF orientation is applied; palettes, CMYK and embedded
 * colour profiles are converted to sRGB as a viewer shows them. A truncated or corrupt file is an
 * error, even where viewers show half a picture. Safe for use by any number of threads.
 */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Loads the codec for JPEGs, for which the first of them would wait otherwise: Java takes some 20
   * ms to make the functions of a library callable.
   *
   * @return whether it is that of a library
   */
  public static boolean loadJpegCodec() {
    return TurboJpegDecoder.INSTALLED != null && TurboJpegEncoder.INSTALLED != null;
  }

  /**
   * Reads an image as 8-bit RGB: grey is repeated, alpha dropped, 16 bits are rounded to 8.
   *
   * @throws MalformedFileException if this is no image, or one that is damaged or too large
   * @throws IOException if the file cannot be read
   */
  public static RgbImage readRgb(Path file, ImageLimits limits) throws IOException {
    return readRgb(FileBytes.read(file), file.toString(), limits);
  }

  /** The same from bytes that came from the file called {@code name}. */
  public static RgbImage readRgb(byte[] bytes, String name, ImageLimits limits)
      throws MalformedFileException {
    try {
      ImageDecoder.Decoded image = ImageDecoder.decode(bytes, name, limits);
      return image.samples().toRgb(image.orientation());
    } catch (OutOfMemoryError e) {
      throw tooLarge(name, e);
    }
  }

  /** Makes lack of memory an error of one image, which does not stop the others. */
  private static MalformedFileException tooLarge(String name, OutOfMemoryError e) {
    return new MalformedFileException(name, "needs more memory to decode than there is", e);
  }

  /**
   * Reads an image as float32 numbers in 0..1: 8-bit samples are divided by 255, 16-bit samples by
   * 65535; floats stay as they are. It has one channel or three, as stored; alpha is kept apart.
   *
   * @param gray whether to reduce colours to one luma channel, 0.299 R + 0.587 G + 0.114 B
   * @throws MalformedFileException if this is no image, or one that is damaged or too large
   * @throws IOException if the file cannot be read
   */
  public static Picture readPicture(Path file, ImageLimits limits, boolean gray)
      throws IOException {
    return readPicture(FileBytes.read(file), file.toString(), limits, gray);
  }

  /** The same from bytes that came from the file called {@code name}. */
  public static Picture readPicture(byte[] bytes, String name, ImageLimits limits, boolean gray)
      throws MalformedFileException {
    try {
      ImageDecoder.Decoded image = ImageDecoder.decode(bytes, name, limits);
      return image.samples().toPicture(image.orientation(), gray).withFrames(image.frames());
    } catch (OutOfMemoryError e) {
      throw tooLarge(name, e);
    }
  }
}
