import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over every Java file below a directory, as the build calls it: {@code
 * Format check|write DIRECTORY}. {@code check} changes nothing and exits with 1 if a file is not
 * formatted.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean check = args[0].equals("check");
    List<String> files;
    try (var below = Files.walk(Path.of(args[1]))) {
      files = below.map(Path::toString).filter(name -> name.endsWith(".java")).toList();
    }
    int exit = check ? format(files, "--dry-run", "--set-exit-if-changed") : 0;
    // Twice, because a long string that the first pass breaks is only indented by the next.
    for (int pass = 0; pass < 2 && !check; pass++) {
      exit = Math.max(exit, format(files, "--replace"));
    }
    if (check && exit != 0) {
      System.err.println(
          "Not formatted: the files named above. This formats them: mvn -Pformat process-sources");
    }
    System.exit(exit);
  }

  private static int format(List<String> files, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(files);
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    return new Main(out, err, System.in).format(arguments.toArray(new String[0]));
  }
}
