package convnet.fuzz;

import convnet.cli.CommandLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What people type, which may also come out of a file or from a web form. */
final class CommandLineFuzz {
  private static final byte[] MATRIX = "1 2 3\n4 5 6\n".getBytes(StandardCharsets.UTF_8);

  /** What must not be typed by chance: files that have no end, and places to write to. */
  private static final Pattern ELSEWHERE = Pattern.compile("(?s).*(/dev|/proc|/sys).*");

  private CommandLineFuzz() {}

  static List<Target> targets() {
    return List.of(
        target(
            "kernel", CommandLineFuzz::kernel, "0 -1 0; -1 5 -1; 0 -1 0", "gaussian:1,5", "1/9,2"),
        target(
            "layers",
            CommandLineFuzz::layers,
            "conv:64,k=3,s=4,p=2 relu maxpool:3,s=2 flatten linear:10",
            "nn.Conv2d:8,k=3x1,d=2,g=1,bias=false,mode=zeros lrn:5,k=2 gap dropout:0.5"),
        target(
            "options",
            CommandLineFuzz::options,
            "convolve\n-k\nsobel-x\n-p\nsame\n-s\n2x1\nin.png\n-o\nout.npy\n--map\nscale",
            "pool\n--type\navg\n-k\n3,2\n--ceil-mode\n-",
            "train\ndata\n-o\nrun\n--lr\n0.1\n--epochs\n3\n--class-weights\nbalanced",
            "classify\nm\nx\n--top\n3\n--crops\n10",
            "shape\n--input\n3x4x5\nrelu\n--solve\n1x2x3"),
        target(
            "arguments",
            CommandLineFuzz::arguments,
            "shape --input 3x32x32 # remark\n'conv:8,k=3' \"relu\"\n",
            "pool -k 2\n@@x in -o out.txt"));
  }

  private static Target target(String name, Target.Reading reading, String... seeds) {
    return new Target(
        name,
        input -> !isElsewhere(input) && reading.of(input),
        () -> Stream.of(seeds).map(seed -> seed.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static boolean isElsewhere(byte[] input) {
    return ELSEWHERE.matcher(text(input)).matches();
  }

  /** Holds the answer of the program to the contract. */
  static boolean run(String... args) {
    return within(CommandLines.run(MATRIX, args));
  }

  private static boolean kernel(byte[] input) {
    return run("convolve", "--threads", "1", "-k", text(input), "-");
  }

  private static boolean layers(byte[] input) {
    String[] words = text(input).split(" ", -1);
    if (Stream.of(words).anyMatch(word -> word.startsWith("-") || word.startsWith("@"))) {
      return false; // An option, which might name a file to be written.
    }
    return run(
        Stream.concat(Stream.of("shape", "--input", "3x32x32", "--formula"), Stream.of(words))
            .toArray(String[]::new));
  }

  private static boolean options(byte[] input) {
    return within(CommandLines.understand(text(input).split("\n", -1)));
  }

  private static boolean arguments(byte[] input) throws IOException {
    Path file = InputFile.of(input);
    return within(CommandLines.understand("@" + file));
  }

  private static boolean within(CommandLines.Answer answer) {
    return Contract.answer(answer.exitCode(), answer.err());
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }
}
