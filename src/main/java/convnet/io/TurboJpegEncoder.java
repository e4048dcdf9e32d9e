package convnet.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

  private TurboJpegEncoder(SymbolLookup library) {
    super(library, "tjInitCompress", "tjCompress2");
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
    List<Optional<byte[]>> files =
        new ArrayList<>(Collections.nCopies(strips.count(), Optional.empty()));
    loop.run(
        files.size(),
        i -> {
          int from = strips.top(i) * width * bands;
          files.set(i, encodeRows(pixels, from, width, strips.rows(i), bands, quality, sampling));
        });
    List<byte[]> complete = files.stream().flatMap(Optional::stream).toList();
    return complete.size() == files.size() ? strips.join(complete) : Optional.empty();
  }

  /**
   * Encodes {@code height} rows, whose first sample has the index {@code from}, as a file of their
   * own.
   */
  private Optional<byte[]> encodeRows(
      byte[] pixels, int from, int width, int height, int bands, int quality, int sampling) {
    MemorySegment rows = MemorySegment.ofArray(pixels).asSlice(from, width * height * bands);
    return call(
        codec -> {
          MemorySegment output = codec.output();
          int failed =
              (int)
                  invoke(
                      function,
                      codec.handle(),
                      rows,
                      width,
                      MemorySegment.ofAddress(width * bands),
                      height,
                      bands == 1 ? GRAY : RGB,
                      output,
                      output.asSlice(SIZE.byteSize()),
                      sampling,
                      quality,
                      ACCURATE_DCT);
          return failed == 0 ? file(output) : null;
        });
  }

  private static byte[] file(MemorySegment output) {
    // Numbers in an array, because to be ready to read a pointer takes Java 5 ms at startup.
    long[] addressAndSize = output.toArray(ValueLayout.JAVA_LONG);
    return MemorySegment.ofAddress(addressAndSize[0])
        .reinterpret(addressAndSize[1])
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
