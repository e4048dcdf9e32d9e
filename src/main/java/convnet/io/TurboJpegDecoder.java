package convnet.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes with libjpeg-turbo. */
final class TurboJpegDecoder extends TurboJpeg {
  /** The option to refuse files with more scans than a sane one has. */
  private static final int LIMIT_SCANS = 32768;

  /** Null if the library is not installed. */
  static final @Nullable TurboJpegDecoder INSTALLED = load(TurboJpegDecoder::new);

  private TurboJpegDecoder(SymbolLookup library) {
    super(library, "tjInitDecompress", "tjDecompress2");
  }

  /**
   * Decodes a complete 8-bit JPEG.
   *
   * @param components 1 for grey, 3 for RGB or YCbCr
   * @return {@code height · width · components} samples, grey or R G B; empty if anything about the
   *     file is odd, or if the samples do not fit into an array
   */
  Optional<byte[]> decode(byte[] jpeg, int width, int height, int components) {
    long samples = (long) width * height * components;
    if (samples > Integer.MAX_VALUE - 8) {
      return Optional.empty();
    }
    byte[] pixels = new byte[(int) samples];
    return call(
        codec -> {
          int failed =
              (int)
                  invoke(
                      function,
                      codec.handle(),
                      MemorySegment.ofArray(jpeg),
                      jpeg.length,
                      MemorySegment.ofArray(pixels),
                      width,
                      width * components,
                      MemorySegment.ofAddress(height),
                      MemorySegment.ofAddress(components == 1 ? GRAY : RGB),
                      ACCURATE_DCT | LIMIT_SCANS,
                      0,
                      0);
          return failed == 0 ? pixels : null;
        });
  }
}
