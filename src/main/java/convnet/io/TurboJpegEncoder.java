package convnet.io;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Encodes with libjpeg-turbo. */
@SuppressWarnings("restricted") // calls into C: nothing checks that the signatures are right
final class TurboJpegEncoder extends TurboJpeg {
  /** The library's own size limit, which it would apply to single strips only. */
  private static final int LARGEST_SIDE = 65_500;

  private static final int SUBSAMPLED_444 = 0;
  private static final int SUBSAMPLED_420 = 2;
  private static final int SUBSAMPLED_GRAY = 3;

  /** Null if the library is not installed. */
  static final @Nullable TurboJpegEncoder INSTALLED = load(TurboJpegEncoder::new);

  private final MethodHandle compress;
  private final MethodHandle free;

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
    free =
        Linker.nativeLinker()
            .downcallHandle(
                library.find("tjFree").orElseThrow(), FunctionDescriptor.ofVoid(POINTER));
  }

  /**
   * Encodes as baseline JPEG. A large picture has restart markers, at the same places whatever the
   * number of threads.
   *
   * @param pixels {@code height · width · bands} samples: grey, or R G B
   * @param quality 1 to 100
   * @param halvesChroma whether colours have half the resolution in both directions (4:2:0)
   * @param loop encodes the parts of a large picture
   * @return the file; empty if it could not be made
   */
  Optional<byte[]> encode(
      byte[] pixels,
      int width,
      int height,
      int bands,
      int quality,
      boolean halvesChroma,
      PartLoop loop) {
    if (Math.max(width, height) > LARGEST_SIDE) {
      return Optional.empty();
    }
    int sampling = bands == 1 ? SUBSAMPLED_GRAY : halvesChroma ? SUBSAMPLED_420 : SUBSAMPLED_444;
    JpegStrips strips = JpegStrips.of(width, height, sampling == SUBSAMPLED_420 ? 16 : 8);
    byte[][] files = new byte[strips.count()][];
    AtomicBoolean complete = new AtomicBoolean(true);
    loop.run(
        files.length,
        i -> {
          int from = strips.top(i) * width * bands;
          Optional<byte[]> file =
              encodeRows(pixels, from, width, strips.rows(i), bands, quality, sampling);
          file.ifPresentOrElse(bytes -> files[i] = bytes, () -> complete.set(false));
        });
    return complete.get() ? strips.join(files) : Optional.empty();
  }

  /**
   * Encodes {@code height} rows, whose first sample has the index {@code from}, as a file of their
   * own.
   */
  private Optional<byte[]> encodeRows(
      byte[] pixels, int from, int width, int height, int bands, int quality, int sampling) {
    int count = width * height * bands;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = arena.allocate(count);
      MemorySegment.copy(pixels, from, samples, ValueLayout.JAVA_BYTE, 0, count);
      MemorySegment pointer = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      try {
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
                            sampling,
                            quality,
                            ACCURATE_DCT))
            ? Optional.of(file(pointer, size))
            : Optional.empty();
      } finally {
        release(pointer.get(ValueLayout.ADDRESS, 0));
      }
    }
  }

  private static byte[] file(MemorySegment pointer, MemorySegment size) {
    return pointer
        .get(ValueLayout.ADDRESS, 0)
        .reinterpret(size.get(ValueLayout.JAVA_LONG, 0))
        .toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * Frees the file that the library allocated. To pass in memory of our own would save this
   * function, but there would have to be enough for the largest possible file.
   */
  private void release(MemorySegment file) {
    try {
      free.invokeExact(file);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }
}
