package convnet.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Handles Ctrl-C, SIGTERM from a scheduler or {@code kill}, and SIGHUP from a terminal that closes,
 * unless the program was started with {@code nohup}. Each ends the program with the {@link Cause}'s
 * exit code, unless a command has registered a graceful stop with {@link #stopWith}: then the first
 * signal requests that stop, after which the command returns {@link #exitCode}, while a second
 * signal ends the program at once.
 */
public final class Interruption {
  private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
  private final AtomicReference<@Nullable Cause> first = new AtomicReference<>();
  private final AtomicBoolean unheard;

  /** Why the program is to end: the signals that are handled, by their names. */
  enum Cause {
    /** Ctrl-C. */
    INT(ExitCode.INTERRUPTED),
    /** The system shuts down, a job's time is up, or a plain {@code kill}. */
    TERM(ExitCode.TERMINATED),
    /** The terminal is gone: its window was closed, or the connection was lost. */
    HUP(ExitCode.HUNG_UP);

    final int exitCode;

    Cause(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  /** An interruption that only {@link #request} triggers. */
  Interruption() {
    this(false);
  }

  private Interruption(boolean signals) {
    this.unheard = new AtomicBoolean(signals);
  }

  /**
   * An interruption that signals trigger. Installing the handlers takes 20 ms, so it waits until a
   * command first registers a graceful stop; until then the runtime's default handling does the
   * same.
   */
  static Interruption ofSignals() {
    return new Interruption(true);
  }

  /**
   * Installs the signal handlers. {@code sun.misc.Signal} is used by reflection because the
   * compiler warns about it; where it is missing, the runtime's default handling ends the program,
   * with the same exit codes.
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
      // The runtime's default handling remains.
    }
  }

  /** A registered graceful stop, in force until it is closed. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Registers a graceful stop: what the first signal does instead of ending the program.
   *
   * @param stop runs on a separate thread and should only tell the work to end
   */
  public Registration stopWith(Runnable stop) {
    this.stop.set(stop);
    if (unheard.compareAndSet(true, false)) {
      listen();
    }
    return () -> this.stop.compareAndSet(stop, null);
  }

  /** The exit code for a command that was asked to stop; {@link ExitCode#DONE} if it was not. */
  public int exitCode() {
    Cause cause = first.get();
    return cause == null ? ExitCode.DONE : cause.exitCode;
  }

  /** Reacts to a signal. */
  void request(Cause cause) {
    boolean again = !first.compareAndSet(null, cause);
    if (again && cause == Cause.HUP) {
      return; // both the system and the shell say that a terminal is gone
    }
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
