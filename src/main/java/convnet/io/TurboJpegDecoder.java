package convnet.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes with libjpeg-turbo. */
final class TurboJpegDecoder extends TurboJpeg {
  /** The option to refuse files with more scans than a sane one has. */
  private static final int LIMIT_SCANS = 32768;

  /** Null if the library is not installed. */
  static final @Nullable TurboJpegDecoder INSTALLED = load(TurboJpegDecoder::new);

  private final MethodHandle decompress;

  private TurboJpegDecoder(SymbolLookup library) {
    super(library, "tjInitDecompress");
    decompress =
        function(
            library,
            "tjDecompress2",
            INT,
            POINTER,
            POINTER,
            SIZE,
            POINTER,
            INT,
            INT,
            INT,
            INT,
            INT);
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
                  decompress.invokeExact(
                      codec.handle(),
                      MemorySegment.ofArray(jpeg),
                      (long) jpeg.length,
                      MemorySegment.ofArray(pixels),
                      width,
                      width * components,
                      height,
                      components == 1 ? GRAY : RGB,
                      ACCURATE_DCT | LIMIT_SCANS);
          return failed == 0 ? pixels : null;
        });
  }
}
