package convnet.io;

import com.twelvemonkeys.imageio.plugins.hdr.HDRImageReadParam;
import com.twelvemonkeys.imageio.plugins.hdr.tonemap.NullToneMapper;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes an in-memory image by its content. Decoders are not trusted: the size is checked before
 * they allocate memory, and whatever they throw means that the file is malformed. Most truncated
 * and corrupt JPEGs decode as if they were whole, with a warning as the only sign, so warnings of
 * damage count as errors.
 */
final class ImageDecoder {
  /** An 8x8 block takes at least one bit; four times as many pixels are beyond any real file. */
  private static final int JPEG_PIXELS_PER_BYTE = 2048;

  /** An LZW code has at least two bits and stands for at most 4096 pixels. */
  private static final int GIF_PIXELS_PER_BYTE = 4 * 4096;

  /** Some readers quote the data that they stumbled over, however long they are. */
  private static final int LONGEST_DETAIL = 120;

  private static final List<String> SEVERAL_FRAMES =
      List.of("gif", "webp", "tiff", "ico", "cur", "dcx");

  private static final List<String> DAMAGE =
      List.of("corrupt", "truncated", "premature", "unexpected end", "inconsistent progression");

  /** What readers say of an intact file of a kind that they do not support. */
  private static final Pattern UNSUPPORTED =
      Pattern.compile("unsupported|not supported|unknown", Pattern.CASE_INSENSITIVE);

  /**
   * ImageIO's readers, loaded on demand: to find them takes 15 ms, and not every image needs one.
   */
  private static final class Readers {
    /**
     * Every installed reader, in the order in which they are tried: PNG's first, TwelveMonkeys'
     * before the JDK's.
     */
    private static final List<ImageReaderSpi> ALL = installedReaders();

    private static final ImageReaderSpi PLAIN_JPEG = readerOfTheJdk("jpeg");

    private Readers() {}
  }

  private ImageDecoder() {}

  /**
   * A decoded image.
   *
   * @param samples the pixels as stored
   * @param orientation how to turn them upright
   * @param frames the number of frames in the file, of which this is the first
   */
  record Decoded(Samples samples, Orientation orientation, int frames) {
    private Decoded on(@Nullable FrameScreen screen, String name, ImageLimits limits)
        throws MalformedFileException {
      return screen == null
          ? this
          : new Decoded(screen.place(samples, name, limits), orientation, frames);
    }
  }

  /**
   * Decodes the first frame.
   *
   * @throws MalformedFileException if this is no image, or one that is damaged or too large
   */
  static Decoded decode(byte[] bytes, String name, ImageLimits limits)
      throws MalformedFileException {
    if (bytes.length == 0) {
      throw new MalformedFileException(name, "is empty");
    }
    if (JpegHeader.isJpeg(bytes)) {
      JpegHeader header = JpegHeader.read(bytes, name);
      limits.check(name, header.width(), header.height(), bytes.length, JPEG_PIXELS_PER_BYTE);
      header.checkReadable(name);
      header.checkScans(bytes, name);
      if (header.isPlain()) {
        return new Decoded(readPlainJpeg(bytes, name, header), header.orientation(), 1);
      }
      byte[] named = header.components() == 4 ? JpegHeader.withCmykNames(bytes) : bytes;
      byte[] believable = header.profile().hiddenUnlessWhole(named);
      return read(believable, name, limits, JPEG_PIXELS_PER_BYTE, false, header.orientation());
    }
    if (PngChunks.isPng(bytes)) {
      PngChunks chunks = PngChunks.check(bytes, name);
      Decoded image =
          read(
              bytes,
              name,
              limits,
              PngChunks.PIXELS_PER_BYTE,
              chunks.palette(),
              chunks.orientation());
      return new Decoded(chunks.apply(image.samples), image.orientation, chunks.frames());
    }
    if (WebpChunks.isWebp(bytes)) {
      WebpChunks chunks = WebpChunks.check(bytes, name, limits);
      Decoded image =
          chunks.lossy() == null
              ? read(
                  WebpChunks.hideProfilesUnlessWhole(chunks.whole(bytes)),
                  name,
                  limits,
                  0,
                  false,
                  chunks.orientation())
              : new Decoded(
                  chunks.lossy().decode(bytes, name, limits),
                  chunks.orientation(),
                  chunks.frames());
      return image.on(chunks.screen(), name, limits);
    }
    if (PortableFloatMap.isFloatMap(bytes)) {
      return new Decoded(PortableFloatMap.read(bytes, name, limits), Orientation.UPRIGHT, 1);
    }
    if (NetpbmReader.isNetpbm(bytes)) {
      return new Decoded(
          NetpbmReader.read(bytes, name, limits),
          Orientation.UPRIGHT,
          NetpbmReader.count(bytes, name));
    }
    checkClaims(bytes, name, limits);
    Orientation orientation = TiffDirectory.orientation(bytes, 0, bytes.length);
    int pixelsPerByte = isGif(bytes) ? GIF_PIXELS_PER_BYTE : 0;
    Decoded image = read(bytes, name, limits, pixelsPerByte, false, orientation);
    return image.on(FrameScreen.ofGif(bytes), name, limits);
  }

  /** Checks the headers of formats whose readers allocate as much memory as these claim. */
  private static void checkClaims(byte[] bytes, String name, ImageLimits limits)
      throws MalformedFileException {
    if (IconEntries.isIcon(bytes)) {
      IconEntries.check(bytes, name, limits);
    } else if (BmpHeader.isBmp(bytes)) {
      BmpHeader.check(bytes, name);
    } else if (PsdSections.isPsd(bytes)) {
      PsdSections.check(bytes, name);
    } else if (IffChunks.isIff(bytes)) {
      IffChunks.check(bytes, name);
    } else {
      TiffLimits.check(bytes, name, limits);
      String misread = TiffDirectory.misread(bytes);
      if (misread != null) {
        throw new MalformedFileException(name, misread);
      }
    }
  }

  private static boolean isGif(byte[] bytes) {
    return bytes.length > 4 && bytes[0] == 'G' && bytes[1] == 'I' && bytes[2] == 'F';
  }

  /** Whether a reader accepts these bytes as an image of its format. */
  static boolean isImage(byte[] bytes) {
    return JpegHeader.isJpeg(bytes)
        || PortableFloatMap.isFloatMap(bytes)
        || NetpbmReader.isNetpbm(bytes)
        || readerOf(bytes) != null;
  }

  private static Decoded read(
      byte[] bytes,
      String name,
      ImageLimits limits,
      long pixelsPerByte,
      boolean colour,
      Orientation orientation)
      throws MalformedFileException {
    @Nullable ImageReaderSpi spi = readerOf(bytes);
    if (spi == null) {
      @Nullable String foreign = ForeignFormat.reason(bytes);
      throw new MalformedFileException(
          name, foreign == null ? "is not an image of a known format" : foreign);
    }
    return decodeWith(
        spi,
        bytes,
        name,
        reader -> {
          limits.check(name, reader.getWidth(0), reader.getHeight(0), bytes.length, pixelsPerByte);
          boolean many = SEVERAL_FRAMES.stream().anyMatch(format -> hasFormat(spi, format));
          return new Decoded(
              samples(reader, bytes, colour), orientation, many ? reader.getNumImages(true) : 1);
        });
  }

  private static Samples samples(ImageReader reader, byte[] bytes, boolean colour)
      throws IOException {
    Samples samples;
    if (TiffDirectory.isFloatingPoint(bytes)) {
      // When it makes an image, the reader clips the samples to 0..1.
      samples = ImageSamples.ofNumbers(reader.readRaster(0, null));
    } else {
      ImageReadParam param = reader.getDefaultReadParam();
      if (param instanceof HDRImageReadParam radiance) {
        radiance.setToneMapper(new NullToneMapper());
      }
      samples = ImageSamples.of(reader.read(0, param), colour);
    }
    if (TiffDirectory.hasAssociatedAlpha(bytes)) {
      samples.divideByAlpha();
    }
    return samples;
  }

  /**
   * Decodes a JPEG of the kind that nearly all training data is: with the system's libjpeg-turbo,
   * or else with the JDK's reader for the raw components and the conversion from YCbCr here, which
   * takes two thirds of the time of asking that reader for RGB.
   */
  private static Samples readPlainJpeg(byte[] bytes, String name, JpegHeader header)
      throws MalformedFileException {
    byte[] values = plainJpegSamples(bytes, name, header);
    Samples samples =
        new Samples.Bytes(header.width(), header.height(), header.components(), values);
    @Nullable ColourProfile profile = header.profile().colours();
    return profile == null ? samples : profile.toSrgb(samples);
  }

  private static byte[] plainJpegSamples(byte[] bytes, String name, JpegHeader header)
      throws MalformedFileException {
    // libjpeg-turbo would interpolate chroma of half the rows smoothly, the JDK repeats it.
    if (TurboJpegDecoder.INSTALLED != null && !header.lowColours()) {
      Optional<byte[]> samples =
          TurboJpegDecoder.INSTALLED.decode(
              bytes, header.width(), header.height(), header.components());
      if (samples.isPresent()) {
        return samples.get();
      }
    }
    return decodeWith(
        Readers.PLAIN_JPEG,
        bytes,
        name,
        reader -> {
          var raster = reader.readRaster(0, null);
          byte[] values = ((DataBufferByte) raster.getDataBuffer()).getData();
          if (header.components() == 3 && header.ycc()) {
            YcbcrConversion.toRgb(values);
          }
          return values;
        });
  }

  private interface Decoding<T> {
    T from(ImageReader reader) throws IOException;
  }

  private static <T> T decodeWith(
      ImageReaderSpi spi, byte[] bytes, String name, Decoding<T> decoding)
      throws MalformedFileException {
    List<String> damage = new ArrayList<>();
    try {
      ImageReader reader = spi.createReaderInstance();
      try (ImageInputStream stream = new BytesInputStream(bytes)) {
        reader.addIIOReadWarningListener(
            (_, warning) -> {
              if (isDamage(warning)) {
                damage.add(warning);
              }
            });
        reader.setInput(stream, false, true);
        T image = decoding.from(reader);
        if (damage.isEmpty()) {
          return image;
        }
      } finally {
        reader.dispose();
      }
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError | AssertionError e) {
      String detail = detail(damage, e);
      boolean unsupported = UNSUPPORTED.matcher(detail).find();
      throw new MalformedFileException(
          name, (unsupported ? "cannot be decoded" : "is truncated or corrupt") + detail, e);
    }
    throw new MalformedFileException(name, "is truncated or corrupt: " + damage.getFirst());
  }

  private static String detail(List<String> damage, Throwable failure) {
    String detail =
        damage.isEmpty() && failure instanceof IOException
            ? failure.getMessage()
            : damage.stream().findFirst().orElse(null);
    if (detail == null) {
      return "";
    }
    String line = detail.lines().findFirst().orElse("");
    return ": " + (line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) + "…" : line);
  }

  /**
   * Whether a warning means damaged pixels. A broken colour profile does not: viewers ignore it.
   */
  private static boolean isDamage(String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    return !lower.contains("icc") && DAMAGE.stream().anyMatch(lower::contains);
  }

  private static @Nullable ImageReaderSpi readerOf(byte[] bytes) {
    for (ImageReaderSpi spi : Readers.ALL) {
      if (takes(spi, bytes)) {
        return spi;
      }
    }
    return null;
  }

  private static boolean takes(ImageReaderSpi spi, byte[] bytes) {
    try (ImageInputStream stream = new BytesInputStream(bytes)) {
      return spi.canDecodeInput(stream);
    } catch (IOException | RuntimeException e) {
      // A reader that fails on the first bytes is not the right one; another may be.
      return false;
    }
  }

  private static List<ImageReaderSpi> installedReaders() {
    List<ImageReaderSpi> readers = new ArrayList<>();
    IIORegistry.getDefaultInstance()
        .getServiceProviders(ImageReaderSpi.class, true)
        .forEachRemaining(readers::add);
    readers.sort(
        Comparator.comparing((ImageReaderSpi spi) -> !hasFormat(spi, "png"))
            .thenComparing(spi -> !isTwelveMonkeys(spi))
            .thenComparing(spi -> hasFormat(spi, "tga") || hasFormat(spi, "wbmp"))
            .thenComparing(spi -> spi.getClass().getName()));
    return List.copyOf(readers);
  }

  private static ImageReaderSpi readerOfTheJdk(String format) {
    return Readers.ALL.stream()
        .filter(spi -> !isTwelveMonkeys(spi) && hasFormat(spi, format))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isTwelveMonkeys(ImageReaderSpi spi) {
    return spi.getClass().getName().startsWith("com.twelvemonkeys.");
  }

  private static boolean hasFormat(ImageReaderSpi spi, String format) {
    return Stream.of(spi.getFormatNames()).anyMatch(format::equals);
  }
}
