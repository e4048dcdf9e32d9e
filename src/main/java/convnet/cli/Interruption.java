package convnet.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, and the word of a scheduler or {@code kill} to end. Either ends the program with the
 * {@link Cause}'s exit code, unless a command has said with {@link #stopWith} how to stop in good
 * order: then the first asks for that and the command returns {@link #exitCode} when it is done,
 * while a second one ends the program at once.
 */
public final class Interruption {
  private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
  private final AtomicReference<@Nullable Cause> first = new AtomicReference<>();
  private final AtomicBoolean unheard;

  /** Why the program is to end: the signals that can be heard, by their names. */
  enum Cause {
    /** Ctrl-C. */
    INT(ExitCode.INTERRUPTED),
    /** The system goes down, time is up, or a plain {@code kill}. */
    TERM(ExitCode.TERMINATED);

    final int exitCode;

    Cause(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  /** One that only {@link #request} asks for. */
  Interruption() {
    this(false);
  }

  private Interruption(boolean signals) {
    this.unheard = new AtomicBoolean(signals);
  }

  /**
   * One that reacts to signals. To listen takes 20 ms of a start, and until somebody wants a stop
   * in good order the runtime does by itself what is to be done.
   */
  static Interruption ofSignals() {
    return new Interruption(true);
  }

  /**
   * {@code sun.misc.Signal} is reached by reflection because the compiler warns of it; where it is
   * missing, signals end the program as the runtime does, with the same exit codes.
   */
  private void listen() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      for (Cause cause : Cause.values()) {
        Object requesting =
            Proxy.newProxyInstance(
                handler.getClassLoader(),
                new Class<?>[] {handler},
                (_, _, _) -> {
                  request(cause);
                  return null;
                });
        signal
            .getMethod("handle", signal, handler)
            .invoke(
                null, signal.getConstructor(String.class).newInstance(cause.name()), requesting);
      }
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
   * Sets what the first signal does.
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

  /** What a command returns that was asked to stop; {@link ExitCode#DONE} if none was. */
  public int exitCode() {
    Cause cause = first.get();
    return cause == null ? ExitCode.DONE : cause.exitCode;
  }

  /** What a signal does. */
  void request(Cause cause) {
    boolean again = !first.compareAndSet(null, cause);
    Runnable inGoodOrder = stop.get();
    if (again) {
      Runtime.getRuntime().halt(cause.exitCode);
    } else if (inGoodOrder == null) {
      Runtime.getRuntime().exit(cause.exitCode);
    } else {
      inGoodOrder.run();
    }
  }
}
