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
 * The system's libjpeg-turbo, if it is installed, which is about three times as fast as the JDK's
 * codec. It decodes to the same pixels and, from quality 50 on, encodes to the same files but for
 * restart markers and JFIF's revision; below 50, the JDK does not round the scale of its
 * quantisation tables. It is never required: whatever it does not do without complaint is left to
 * the JDK, which also explains what is wrong.
 *
 * <p>The functions are those of TurboJPEG 2, which version 3 has too. To make a function callable
 * takes 10 ms at startup, so there are as few of them as possible: codecs are kept for the next
 * picture.
 */
@SuppressWarnings("restricted") // calls into C: nothing checks that the signatures are right
abstract sealed class TurboJpeg permits TurboJpegDecoder, TurboJpegEncoder {
  /** The property that turns it off: {@code -Dconvnet.turbojpeg=off}. */
  private static final String PROPERTY = "convnet.turbojpeg";

  private static final List<String> LIBRARIES =
      List.of("libturbojpeg.so.0", "libturbojpeg.0.dylib", "libturbojpeg.dylib");

  /** Pixel formats, from turbojpeg.h. */
  static final int RGB = 0;

  static final int GRAY = 6;

  /** The option for a DCT that matches that of libjpeg bit for bit. */
  static final int ACCURATE_DCT = 4096;

  /** C types. */
  static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  static final MemoryLayout INT = ValueLayout.JAVA_INT;

  /** {@code unsigned long} on the systems of these libraries. */
  static final MemoryLayout SIZE = ValueLayout.JAVA_LONG;

  private final MethodHandle init;
  private final Queue<MemorySegment> idle = new ConcurrentLinkedQueue<>();

  /**
   * @param init the name of the function that creates a codec
   */
  TurboJpeg(SymbolLookup library, String init) {
    this.init = function(library, init, POINTER);
  }

  static MethodHandle function(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }

  /**
   * Loads the encoder's or the decoder's half of the library; null if no working one is installed.
   */
  static <T> @Nullable T load(Function<SymbolLookup, T> half) {
    if ("off".equals(System.getProperty(PROPERTY))) {
      return null;
    }
    for (String name : LIBRARIES) {
      try {
        return half.apply(SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (RuntimeException | LinkageError e) {
        // Missing, too old, or not callable on this machine: try the next name, or use the JDK's
        // codec.
      }
    }
    return null;
  }

  /** Something to do with a codec. */
  interface Call {
    /** The result of the C function: 0 for success. */
    int apply(MemorySegment codec) throws Throwable;
  }

  /**
   * Makes a call with a codec that no other thread uses meanwhile; returns whether it succeeded.
   */
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

  /** Method handles declare any exception; a call into C throws only unchecked ones. */
  static RuntimeException rethrown(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      default -> new IllegalStateException(e);
    };
  }
}
