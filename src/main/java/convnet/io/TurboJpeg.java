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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The system's libjpeg-turbo, where it is installed: the same pixels as the JDK's codec, and from
 * quality 50 on the same files but for restart markers and JFIF's revision, about three times as
 * fast. Below, the JDK does not round the scale of its tables. Never needed: whatever it does not
 * do without a complaint is left to the JDK, which also finds the words for what is wrong.
 *
 * <p>The functions are those of TurboJPEG 2, which version 3 has too. To make one callable takes 10
 * ms of a start, so there is no more of them than must be: codecs are kept for the next picture.
 */
@SuppressWarnings("restricted") // calls into C: nothing checks that the signatures are right
abstract sealed class TurboJpeg permits TurboJpegDecoder, TurboJpegEncoder {
  /** The property that turns it off: {@code -Dconvnet.turbojpeg=off}. */
  private static final String PROPERTY = "convnet.turbojpeg";

  private static final List<String> LIBRARIES =
      List.of("libturbojpeg.so.0", "libturbojpeg.0.dylib", "libturbojpeg.dylib");

  /** Pixel formats and an option, from turbojpeg.h. */
  static final int RGB = 0;

  static final int GRAY = 6;

  /** DCT to the bits of libjpeg. */
  static final int ACCURATE_DCT = 4096;

  /** Types of C. */
  static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  static final MemoryLayout INT = ValueLayout.JAVA_INT;

  /** {@code unsigned long} where these libraries are. */
  static final MemoryLayout SIZE = ValueLayout.JAVA_LONG;

  private final MethodHandle init;
  private final Queue<MemorySegment> idle = new ConcurrentLinkedQueue<>();

  /**
   * @param init the function that makes a codec
   */
  TurboJpeg(SymbolLookup library, String init) {
    this.init = function(library, init, POINTER);
  }

  static MethodHandle function(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }

  /** A half of the library, or null where there is none that works. */
  static <T> @Nullable T load(Function<SymbolLookup, T> half) {
    if ("off".equals(System.getProperty(PROPERTY))) {
      return null;
    }
    for (String name : LIBRARIES) {
      try {
        return half.apply(SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (RuntimeException | LinkageError e) {
        // Not here, too old, or not to be called on this machine: the next name, or the JDK's
        // codec.
      }
    }
    return null;
  }

  /** What is done with a codec. */
  interface Call {
    /** The function's result: 0 if all went well. */
    int apply(MemorySegment codec) throws Throwable;
  }

  /** Calls with a codec that no other thread uses meanwhile. */
  final boolean succeeds(Call call) {
    try {
      @Nullable MemorySegment kept = idle.poll();
      MemorySegment codec = kept == null ? (MemorySegment) init.invokeExact() : kept;
      int failed = call.apply(codec);
      idle.add(codec);
      return failed == 0;
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A method handle declares everything; a call into C throws only what Java itself does. */
  static RuntimeException rethrown(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      default -> new IllegalStateException(e);
    };
  }
}
