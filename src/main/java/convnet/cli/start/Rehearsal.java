package convnet.cli.start;

import convnet.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Runs what a short command runs, for Java to see which classes it needs: the run from which a
 * {@link StartCache} is made. It may not load the Vector API, which no cache can hold, and does not
 * as long as the module is not exported to it: it is started by its class, not from the jar file.
 */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] args) {
    Main.main(new String[] {"--version"});
    run("", "--help");
    run("", "shape", "alexnet");
    run("", "shape", "alexnet", "--json");
    run("", "shape", "--formula", "--input", "3x224x224", "conv:64,k=11,s=4", "relu", "maxpool:3");
    run("", "shape", "alexnett");
    run("1 2 3 4 5", "convolve", "-k", "1 1", "-p", "0", "-");
    String[] picture = {
      "convolve", "-k", "box", "-k", "edge", "-k", "sobel-x", "-", "-o", "-", "--format", "jpg"
    };
    byte[] photo = run("0 1 0\n1 0 1\n0 1 0", picture);
    run(photo, "convolve", "-k", "sharpen", "-", "-o", "-", "--format", "jpg");
    run(photo, "pool", "-", "-o", "-", "--format", "png");
  }

  private static byte[] run(String input, String... args) {
    return run(input.getBytes(StandardCharsets.UTF_8), args);
  }

  private static byte[] run(byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Main.run(args, new ByteArrayInputStream(input), out, OutputStream.nullOutputStream());
    return out.toByteArray();
  }
}
