package convnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a command of the shell did that had the packaged program on its path.
 *
 * @param exit its exit code
 * @param out what it printed
 * @param err what it printed on standard error
 */
record Shell(int exit, String out, String err) {
  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** Runs a line of sh in a directory, with nothing on standard input. */
  static Shell run(String command, Path directory) throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = shell.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", ROOT.resolve("target/convnet/bin") + ":" + environment.get("PATH"));
    Process process = shell.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("%s ended", command).isTrue();
    return new Shell(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
