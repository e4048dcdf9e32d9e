package convnet.io;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The system's libjpeg-turbo, where it is installed: the same pixels as the JDK's codec, about
 * three times as fast. Never needed: whatever it does not do without a complaint is left to the
 * JDK, which also finds the words for what is wrong.
 *
 * <p>The functions are those of TurboJPEG 2, which version 3 has too.
 */
@SuppressWarnings("restricted") // calls into C: nothing checks that the signatures are right
final class TurboJpeg {
  /** The property that turns it off: {@code -Dconvnet.turbojpeg=off}. */
  private static final String PROPERTY = "convnet.turbojpeg";

  private static final List<String> LIBRARIES =
      List.of("libturbojpeg.so.0", "libturbojpeg.0.dylib", "libturbojpeg.dylib");

  /** Pixel formats and the options of its functions, from turbojpeg.h. */
  private static final int RGB = 0;

  private static final int GRAY = 6;
  private static final int SUBSAMPLED_420 = 2;
  private static final int SUBSAMPLED_GRAY = 3;

  /** DCT to the bits of libjpeg, and no more scans than a sane file has. */
  private static final int ACCURATE_DCT = 4096;

  private static final int LIMIT_SCANS = 32768;

  /** The library, or null where there is none that works. */
  static final @Nullable TurboJpeg INSTALLED = load();

  private final MethodHandle initDecompress;
  private final MethodHandle decompress;
  private final MethodHandle initCompress;
  private final MethodHandle compress;
  private final MethodHandle free;
  private final MethodHandle destroy;

  private TurboJpeg(SymbolLookup library) {
    MemoryLayout pointer = ValueLayout.ADDRESS;
    MemoryLayout word = ValueLayout.JAVA_INT;
    MemoryLayout size = ValueLayout.JAVA_LONG; // "unsigned long" where these libraries are
    initDecompress = function(library, "tjInitDecompress", pointer);
    decompress =
        function(
            library,
            "tjDecompress2",
            word,
            pointer,
            pointer,
            size,
            pointer,
            word,
            word,
            word,
            word,
            word);
    initCompress = function(library, "tjInitCompress", pointer);
    compress =
        function(
            library,
            "tjCompress2",
            word,
            pointer,
            pointer,
            word,
            word,
            word,
            word,
            pointer,
            pointer,
            word,
            word,
            word);
    free =
        Linker.nativeLinker()
            .downcallHandle(
                library.find("tjFree").orElseThrow(),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    destroy = function(library, "tjDestroy", word, pointer);
  }

  private static MethodHandle function(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }

  private static @Nullable TurboJpeg load() {
    if ("off".equals(System.getProperty(PROPERTY))) {
      return null;
    }
    for (String name : LIBRARIES) {
      try {
        return new TurboJpeg(SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (RuntimeException | LinkageError e) {
        // Not here, too old, or not to be called on this machine: the next name, or the JDK's
        // codec.
      }
    }
    return null;
  }

  /**
   * Decodes a whole JPEG of 8 bits.
   *
   * @param components 1 for grey, 3 for RGB or YCbCr
   * @return {@code height · width · components} samples, grey or R G B; empty if anything about the
   *     file is odd
   */
  Optional<byte[]> decode(byte[] jpeg, int width, int height, int components) {
    long samples = (long) width * height * components;
    if (samples > Integer.MAX_VALUE - 8) {
      return Optional.empty();
    }
    int pitch = width * components;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = arena.allocate(jpeg.length);
      MemorySegment.copy(jpeg, 0, file, ValueLayout.JAVA_BYTE, 0, jpeg.length);
      MemorySegment pixels = arena.allocate(samples);
      MemorySegment instance = (MemorySegment) initDecompress.invokeExact();
      int failed;
      try {
        failed =
            (int)
                decompress.invokeExact(
                    instance,
                    file,
                    (long) jpeg.length,
                    pixels,
                    width,
                    pitch,
                    height,
                    components == 1 ? GRAY : RGB,
                    ACCURATE_DCT | LIMIT_SCANS);
      } finally {
        int _ = (int) destroy.invokeExact(instance);
      }
      return failed == 0 ? Optional.of(pixels.toArray(ValueLayout.JAVA_BYTE)) : Optional.empty();
    } catch (Throwable e) {
      throw rethrown(e);
    }
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
      MemorySegment file = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment instance = (MemorySegment) initCompress.invokeExact();
      try {
        int failed =
            (int)
                compress.invokeExact(
                    instance,
                    samples,
                    width,
                    width * bands,
                    height,
                    bands == 1 ? GRAY : RGB,
                    file,
                    size,
                    bands == 1 ? SUBSAMPLED_GRAY : SUBSAMPLED_420,
                    quality,
                    ACCURATE_DCT);
        MemorySegment bytes = file.get(ValueLayout.ADDRESS, 0);
        try {
          return failed == 0
              ? Optional.of(
                  bytes
                      .reinterpret(size.get(ValueLayout.JAVA_LONG, 0))
                      .toArray(ValueLayout.JAVA_BYTE))
              : Optional.empty();
        } finally {
          free.invokeExact(bytes);
        }
      } finally {
        int _ = (int) destroy.invokeExact(instance);
      }
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A method handle declares everything; a call into C throws only what Java itself does. */
  private static RuntimeException rethrown(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      default -> new IllegalStateException(e);
    };
  }
}
