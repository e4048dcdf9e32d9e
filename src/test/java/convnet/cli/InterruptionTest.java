package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import convnet.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C and the word to end, tried on processes of their own. */
@Isolated("signals reach the whole process")
@Timeout(60)
final class InterruptionTest {

  @BeforeEach
  void signalsWork() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")));
    assumeFalse(Signals.interruptIsIgnored(), "Ctrl-C is ignored here, as in what runs with &");
  }

  /** Waits for a signal: for ever, or to stop in good order, or to ignore the first. */
  static final class Waiting {
    public static void main(String[] args) throws Exception {
      Interruption interruption = Interruption.ofSignals();
      CountDownLatch stop = new CountDownLatch(1);
      if (!args[0].equals("for ever")) {
        interruption.stopWith(
            () -> {
              System.out.println("asked");
              if (args[0].equals("in good order")) {
                stop.countDown();
              }
            });
      }
      System.out.println("ready");
      stop.await();
      System.out.println("saved");
      System.exit(interruption.exitCode());
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void endsTheProgram(String signal, int exitCode) throws Exception {
    try (Child child = new Child("for ever")) {
      child.send(signal);
      assertThat(child.rest()).isEmpty();
      assertThat(child.exitCode()).isEqualTo(exitCode);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void asksForAStopInGoodOrder(String signal, int exitCode) throws Exception {
    try (Child child = new Child("in good order")) {
      child.send(signal);
      assertThat(child.rest()).containsExactly("asked", "saved");
      assertThat(child.exitCode()).isEqualTo(exitCode);
    }
  }

  @Test
  void aSecondOneDoesNotWait() throws Exception {
    try (Child child = new Child("stubborn")) {
      child.send("INT");
      assertThat(child.line()).isEqualTo("asked");
      child.send("TERM");
      assertThat(child.rest()).isEmpty();
      assertThat(child.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void aTerminalMayBeGoneTwice() throws Exception {
    try (Child child = new Child("stubborn")) {
      child.send("HUP");
      assertThat(child.line()).isEqualTo("asked");
      child.send("HUP");
      child.send("TERM");
      assertThat(child.rest()).isEmpty();
      assertThat(child.exitCode()).isEqualTo(143);
    }
  }

  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    Child(String behaviour) throws Exception {
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      process =
          new ProcessBuilder(
                  java.toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Waiting.class.getName(),
                  behaviour)
              .redirectErrorStream(true)
              .start();
      output = process.inputReader();
      assertThat(line()).isEqualTo("ready");
    }

    void send(String signal) throws Exception {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    String line() throws Exception {
      return String.valueOf(output.readLine());
    }

    List<String> rest() {
      return output.lines().toList();
    }

    int exitCode() throws Exception {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
