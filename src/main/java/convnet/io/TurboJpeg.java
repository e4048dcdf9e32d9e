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
import java.util.Objects;
import java.util.Optional;
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
 * <p>The functions are those of TurboJPEG 2, which version 3 has too. To make a kind of function
 * callable takes Java 10 to 30 ms at startup, so all of them are called as if they were of one
 * kind.
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

  /** {@code unsigned long} on the systems of these libraries. */
  static final MemoryLayout SIZE = ValueLayout.JAVA_LONG;

  private final MemorySegment init;

  /** The function that uses a codec, and returns the int 0 if it succeeds. */
  final MemorySegment function;

  private final Queue<Codec> idle = new ConcurrentLinkedQueue<>();

  /**
   * A codec, which one thread at a time uses.
   *
   * @param output where an encoder notes the address and the size of the last file it made; the
   *     file's memory belongs to the codec, which makes its next file there
   */
  record Codec(MemorySegment handle, MemorySegment output) {}

  /**
   * @param init the name of the function that creates a codec
   * @param function the name of the function that uses it
   */
  TurboJpeg(SymbolLookup library, String init, String function) {
    this.init = library.find(init).orElseThrow();
    this.function = library.find(function).orElseThrow();
    Objects.requireNonNull(Functions.CALL); // which not every machine can make
  }

  /** How Java calls functions of the library. */
  private static final class Functions {
    /**
     * Calls the function that its first argument points to, with arguments of types into which
     * those of every function fit. On the 64-bit systems of these libraries an integer or a pointer
     * takes a register of its own, whose upper half means nothing to who reads an int, and no
     * function minds arguments that it does not take. Only beyond eight, where arguments lie in
     * memory, do their types have to be right.
     *
     * <p>Functions take Java's arrays as they are. Java would prepare memory of C's byte by byte,
     * at first in its interpreter, for as long as it takes to decode a photo. While a function
     * runs, the garbage collector waits.
     */
    static final MethodHandle CALL =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT),
                Linker.Option.critical(true));

    private Functions() {}
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
    /** The bytes that come of it; null if the C function failed. */
    byte @Nullable [] apply(Codec codec) throws Throwable;
  }

  /** Makes a call with a codec that no other thread uses meanwhile; empty if it failed. */
  final Optional<byte[]> call(Call call) {
    try {
      @Nullable Codec kept = idle.poll();
      Codec codec = kept == null ? open() : kept;
      byte @Nullable [] bytes = call.apply(codec);
      idle.add(codec);
      return Optional.ofNullable(bytes);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) { // method handles declare it, but a call into C throws none
      throw new IllegalStateException(e);
    }
  }

  private Codec open() throws Throwable {
    MemorySegment none = MemorySegment.NULL;
    long handle = invoke(init, none, none, 0, none, 0, 0, none, none, 0, 0, 0);
    MemorySegment output = Arena.global().allocate(MemoryLayout.sequenceLayout(2, SIZE));
    return new Codec(MemorySegment.ofAddress(handle), output);
  }

  /**
   * Calls a function of the library. Where it takes an int and not a pointer, the argument is
   * {@code MemorySegment.ofAddress} of it; arguments that it does not take are ignored. This is the
   * only call: for a second one like it, Java would make itself ready once more.
   *
   * @param function {@link #init} or {@link #function}
   * @return the result; of a function that returns an int, only the lower half has a meaning
   */
  static long invoke(
      MemorySegment function,
      MemorySegment codec,
      MemorySegment source,
      long third,
      MemorySegment fourth,
      long fifth,
      long sixth,
      MemorySegment seventh,
      MemorySegment eighth,
      int ninth,
      int tenth,
      int eleventh)
      throws Throwable {
    return (long)
        Functions.CALL.invokeExact(
            function, codec, source, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth,
            eleventh);
  }
}
