package convnet.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes with libjpeg-turbo. */
final class TurboJpegEncoder extends TurboJpeg {
  private static final int SUBSAMPLED_420 = 2;
  private static final int SUBSAMPLED_GRAY = 3;

  /** The memory for the file is the caller's. */
  private static final int NO_REALLOCATION = 1024;

  /** Null where the library is not installed. */
  static final @Nullable TurboJpegEncoder INSTALLED = load(TurboJpegEncoder::new);

  private final MethodHandle compress;

  private TurboJpegEncoder(SymbolLookup library) {
    super(library, "tjInitCompress");
    compress =
        function(
            library,
            "tjCompress2",
            INT,
            POINTER,
            POINTER,
            INT,
            INT,
            INT,
            INT,
            POINTER,
            POINTER,
            INT,
            INT,
            INT);
  }

  /**
   * Encodes as baseline JPEG, colours with halved chroma (4:2:0), as the JDK's codec does.
   *
   * @param pixels {@code height · width · bands} samples: grey, or R G B
   * @param quality 1 to 100
   * @return the file; empty if it could not be made
   */
  Optional<byte[]> encode(byte[] pixels, int width, int height, int bands, int quality) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = arena.allocate(pixels.length);
      MemorySegment.copy(pixels, 0, samples, ValueLayout.JAVA_BYTE, 0, pixels.length);
      MemorySegment file = arena.allocate(most(width, height, bands));
      MemorySegment pointer = arena.allocateFrom(ValueLayout.ADDRESS, file);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_LONG, file.byteSize());
      return succeeds(
              codec ->
                  (int)
                      compress.invokeExact(
                          codec,
                          samples,
                          width,
                          width * bands,
                          height,
                          bands == 1 ? GRAY : RGB,
                          pointer,
                          size,
                          bands == 1 ? SUBSAMPLED_GRAY : SUBSAMPLED_420,
                          quality,
                          ACCURATE_DCT | NO_REALLOCATION))
          ? Optional.of(
              file.asSlice(0, size.get(ValueLayout.JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE))
          : Optional.empty();
    }
  }

  /**
   * The most bytes that a file may have, {@code tjBufSize} of turbojpeg.c: two for each sample of
   * whole blocks, half as many samples of chroma as of luma, and the headers.
   */
  private static long most(int width, int height, int bands) {
    int block = bands == 1 ? 8 : 16;
    long luma = (long) Math.ceilDiv(width, block) * Math.ceilDiv(height, block) * block * block;
    return luma * (bands == 1 ? 2 : 3) + 2048;
  }
}
