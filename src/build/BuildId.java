import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes a name for what is built, as the build calls it: {@code BuildId TO.txt FILE|DIRECTORY…}.
 * The same contents have the same name and others another one, which the files' times do not tell:
 * they are the same in every build.
 */
final class BuildId {
  private BuildId() {}

  public static void main(String[] args) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String input : Arrays.asList(args).subList(1, args.length)) {
      List<Path> files;
      try (var below = Files.walk(Path.of(input))) {
        files = below.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        digest.update((file + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
    String id = HexFormat.of().formatHex(digest.digest(), 0, 8);
    Files.writeString(Path.of(args[0]), id + "\n");
  }
}
