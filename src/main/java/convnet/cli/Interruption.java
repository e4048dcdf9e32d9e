package convnet.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C. It ends the program with {@link ExitCode#INTERRUPTED}, unless a command has said with
 * {@link #stopWith} how to stop in good order: then the first Ctrl-C asks for that and the command
 * returns {@link ExitCode#INTERRUPTED} when it is done, while a second one ends the program at
 * once.
 */
public final class Interruption {
  private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
  private final AtomicBoolean unheard;
  private volatile boolean requested;

  /** One that only {@link #request} asks for. */
  Interruption() {
    this(false);
  }

  private Interruption(boolean keyboard) {
    this.unheard = new AtomicBoolean(keyboard);
  }

  /**
   * One that reacts to the keyboard. To listen takes 20 ms of a start, and until somebody wants a
   * stop in good order the runtime does by itself what is to be done.
   */
  static Interruption ofSignals() {
    return new Interruption(true);
  }

  /**
   * {@code sun.misc.Signal} is reached by reflection because the compiler warns of it; where it is
   * missing, Ctrl-C ends the program as the runtime does, with the same exit code.
   */
  private void listen() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object requesting =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                request();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), requesting);
    } catch (ReflectiveOperationException e) {
      // The runtime's own way remains.
    }
  }

  /** A stop in good order, in force until it is closed. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Sets what the first Ctrl-C does.
   *
   * @param stop runs on a thread of its own and should only leave word for the work to end
   */
  public Registration stopWith(Runnable stop) {
    this.stop.set(stop);
    if (unheard.compareAndSet(true, false)) {
      listen();
    }
    return () -> this.stop.compareAndSet(stop, null);
  }

  /** Whether Ctrl-C was pressed. */
  public boolean requested() {
    return requested;
  }

  /** What Ctrl-C does. */
  void request() {
    boolean again = requested;
    requested = true;
    Runnable inGoodOrder = stop.get();
    if (again) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    } else if (inGoodOrder == null) {
      Runtime.getRuntime().exit(ExitCode.INTERRUPTED);
    } else {
      inGoodOrder.run();
    }
  }
}
