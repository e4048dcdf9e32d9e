package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trees that would lead a careless program astray: each is gone through in time and done, or
 * refused in one line.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class HostileTreesTest {
  private static final String TRAIN =
      "train ~/data --arch ~/net.json -o ~/run -q --max-steps=1 --batch-size=2";
  private static final String CLASSIFY = "classify ~/model ~/data --top=1 -q";
  private static final String EVALUATE = "classify ~/model ~/data --evaluate --json -q";

  /** Images in {@code data} as it is before it is spoilt. */
  private static final int IMAGES = 6;

  @TempDir(factory = MemoryDirectory.class)
  static Path shared;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @FunctionalInterface
  interface Spoiling {
    void spoil(Path directory) throws Exception;
  }

  /**
   * A tree and what is done with it.
   *
   * @param spoiling makes the tree in a directory with {@code data}, {@code model}, {@code
   *     net.json}
   * @param command {@code ~} is that directory
   * @param images how many lines {@code classify} is to print; −1 where it does not matter
   * @param said what is said on standard error, as a pattern; nothing if it goes well
   */
  record Tree(String name, Spoiling spoiling, String command, int images, String said) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Tree trains(String name, Spoiling spoiling) {
    return new Tree(name + ", train", spoiling, TRAIN, -1, "");
  }

  private static Tree finds(String name, int images, Spoiling spoiling) {
    return new Tree(name + ", classify", spoiling, CLASSIFY, images, "");
  }

  private static Tree refuses(String name, String command, String said, Spoiling spoiling) {
    return new Tree(name + ", " + command.split(" ")[0], spoiling, command, -1, said);
  }

  static Stream<Tree> trees() {
    return Stream.of(
            loops(), specialFiles(), brokenLinks(), namesOfKinds(), sizes(), commandLines())
        .flatMap(trees -> trees);
  }

  private static Stream<Tree> loops() {
    Spoiling self = d -> link(d, "data/lying/self", "data/lying");
    Spoiling root = d -> link(d, "data/lying/root", "data");
    Spoiling mutual =
        d -> {
          link(d, "data/lying/there", "data/squares");
          link(d, "data/squares/back", "data/lying");
        };
    Spoiling file = d -> Files.createSymbolicLink(d.resolve("data/lying/x.png"), Path.of("x.png"));
    String fileLoop = "~/data/lying/x\\.png: Too many levels of symbolic links.*";
    String ways = "~/bomb/.*: more than 100 ways lead to this directory through links: remove some";
    return Stream.of(
        trains("a link to its own class", self),
        finds("a link to its own class", IMAGES, self),
        trains("a link to the root", root),
        finds("a link to the root", IMAGES, root),
        trains("two classes that hold each other", mutual),
        // Those of the other class once more each, but not theirs in turn.
        finds("two classes that hold each other", 2 * IMAGES - 2, mutual),
        refuses("a link to itself", TRAIN, fileLoop + ": replace or remove it.*", file),
        refuses("a link to itself", CLASSIFY, fileLoop, file),
        refuses(
            "a billion ways without a loop",
            TRAIN.replace("~/data", "~/bomb"),
            ways,
            HostileTreesTest::bomb),
        refuses(
            "a billion ways without a loop",
            CLASSIFY.replace("~/data", "~/bomb"),
            ways,
            HostileTreesTest::bomb));
  }

  private static Stream<Tree> specialFiles() {
    Spoiling pipe = d -> run(d, "mkfifo", "data/lying/x.png");
    Spoiling linkedPipe =
        d -> {
          run(d, "mkfifo", "pipe");
          link(d, "data/lying/x.png", "pipe");
        };
    Spoiling socket = d -> socket(d.resolve("data/lying/x.png"));
    Spoiling zero =
        d -> Files.createSymbolicLink(d.resolve("data/lying/x.png"), Path.of("/dev/zero"));
    return Stream.of(
        trains("a pipe that nobody writes", pipe),
        finds("a pipe that nobody writes", IMAGES, pipe),
        trains("a link to such a pipe", linkedPipe),
        finds("a link to such a pipe", IMAGES, linkedPipe),
        trains("a socket", socket),
        finds("a socket", IMAGES, socket),
        trains("a device without an end", zero),
        finds("a device without an end", IMAGES, zero),
        refuses(
            "a pipe for a tree",
            TRAIN.replace("~/data", "~/pipe"),
            "~/pipe: is a file: a directory of class directories is needed",
            d -> run(d, "mkfifo", "pipe")),
        refuses(
            "a device for a model",
            CLASSIFY.replace("~/model", "/dev/null"),
            "/dev/null: .*",
            _ -> {}),
        refuses(
            "a directory for a model",
            CLASSIFY.replace("~/model", "~/data"),
            "~/data: is a directory, but a model file is needed",
            _ -> {}));
  }

  private static Stream<Tree> brokenLinks() {
    Spoiling image = d -> link(d, "data/lying/x.png", "nowhere");
    String lost = "~/data/lying/x\\.png: no such file or directory";
    return Stream.of(
        refuses("a link to nowhere", TRAIN, lost + ": replace or remove it.*", image),
        refuses("a link to nowhere", CLASSIFY, lost, image),
        trains("a class that is a link", d -> moveAndLink(d, "data/lying", "elsewhere")),
        finds("a tree that is a link", IMAGES, d -> moveAndLink(d, "data", "elsewhere")),
        trains(
            "a link to nowhere that is not an image", d -> link(d, "data/lying/notes", "nowhere")),
        trains("a link to nowhere beside the classes", d -> link(d, "data/lost", "nowhere")));
  }

  private static Stream<Tree> namesOfKinds() {
    Spoiling empty = d -> Files.createFile(d.resolve("data/lying/x.png"));
    Spoiling hidden =
        d -> {
          Files.createFile(d.resolve("data/lying/.x.png"));
          Files.createFile(Files.createDirectory(d.resolve("data/.thumbs")).resolve("x.png"));
          Files.createFile(Files.createDirectory(d.resolve("data/..foo")).resolve("x.png"));
        };
    return Stream.of(
        trains("a directory called x.png", d -> copies(d, "data/lying/x.png", 2)),
        finds("a directory called x.png", IMAGES + 2, d -> copies(d, "data/lying/x.png", 2)),
        trains("a class called x.png", d -> copies(d, "data/x.png", 2)),
        refuses("an empty file", TRAIN, "~/data/lying/x\\.png: is empty: replace.*", empty),
        refuses("an empty file", CLASSIFY, "~/data/lying/x\\.png: is empty", empty),
        new Tree("an empty file left out, train", empty, TRAIN + " --skip-bad", -1, ""),
        trains("what is hidden", hidden),
        finds("what is hidden", IMAGES, hidden),
        new Tree("what is hidden, evaluate", hidden, EVALUATE, -1, ""),
        trains("classes that differ in case", d -> copies(d, "data/LYING", 2)),
        finds("images that differ in case", IMAGES + 2, HostileTreesTest::cases),
        new Tree(
            "pictures of such images, classify",
            HostileTreesTest::cases,
            CLASSIFY + " --saliency -o ~/seen",
            IMAGES + 2,
            ""),
        refuses(
            "classes that differ in what is not UTF-8",
            TRAIN,
            "~/data/.*: another class is called so, but for bytes that are not UTF-8: rename one of"
                + " them",
            d ->
                run(
                    d,
                    "sh",
                    "-c",
                    "cd data; cp -r lying \"$(printf 'a\\377')\"; cp -r lying \"$(printf"
                        + " 'a\\376')\"")),
        finds(
            "an image whose name is not UTF-8",
            IMAGES + 1,
            d ->
                run(
                    d,
                    "sh",
                    "-c",
                    "cp data/lying/0.png \"data/lying/$(printf 'a\\377\\033.png')\"")));
  }

  private static Stream<Tree> sizes() {
    return Stream.of(
        finds(
            "300 directories deep", IMAGES + 2, d -> copies(d, "data/lying" + "/d".repeat(300), 2)),
        refuses(
            "deeper than a path can say",
            CLASSIFY,
            "~/data/lying/d.*: File name too long",
            HostileTreesTest::tooDeep),
        trains("20,000 images in a directory", d -> copies(d, "data/lying", 20_000)),
        trains(
            "2,000 classes",
            d -> {
              for (int i = 0; i < 2000; i++) {
                copies(d, "data/c" + i, 1);
              }
            }));
  }

  private static Stream<Tree> commandLines() {
    return Stream.of(
        refuses("no name at all", "classify ~/model _", "INPUT : it is empty", _ -> {}),
        refuses("no name at all", "convolve -k box _", "INPUT : it is empty", _ -> {}),
        refuses("no name at all", "pool _", "INPUT : it is empty", _ -> {}),
        refuses("no name at all", CLASSIFY.replace("~/model", "_"), "MODEL : it is empty", _ -> {}),
        refuses("no name at all", TRAIN.replace("~/data", "_"), "DATA : it is empty", _ -> {}),
        refuses(
            "a run inside its images",
            TRAIN.replace("~/run", "~/data/run"),
            "--output ~/data/run: it is inside of ~/data, where a directory is a class.*",
            d -> Files.createDirectory(d.resolve("data/run"))),
        refuses(
            "an output in a file's place",
            "pool ~/data/lying/0.png -o ~/net.json/x.png",
            "~/net\\.json/x\\.png: ~/net\\.json is not a directory",
            _ -> {}),
        refuses(
            "an output in a directory's place",
            "pool ~/data/lying/0.png -o ~/x.png/ --format=png",
            "~/x\\.png/?.*: .*",
            d -> Files.createDirectories(d.resolve("x.png/0.png"))));
  }

  @BeforeAll
  static void train() throws IOException {
    Stripes.tree(shared.resolve("data"), IMAGES / 3, 1);
    Files.writeString(shared.resolve("net.json"), Stripes.NETWORK);
    String[] args = TRAIN.replace("~", shared.toString()).split(" ");
    assertThat(Run.convnet(args).out()).isEmpty();
  }

  @BeforeEach
  void makeATreeAndAModel() throws IOException {
    Stripes.tree(directory.resolve("data"), IMAGES / 3, 1);
    Files.copy(shared.resolve("run/best.safetensors"), directory.resolve("model"));
    Files.copy(shared.resolve("net.json"), directory.resolve("net.json"));
  }

  /** Some paths are too long for Java to delete. */
  @AfterEach
  void remove() throws Exception {
    run(directory, "rm", "-rf", "data");
  }

  @ParameterizedTest
  @MethodSource("trees")
  void isDoneOrRefusedInOneLine(Tree tree) throws Exception {
    tree.spoiling.spoil(directory);
    String[] args = tree.command.replace("~", directory.toString()).split(" ");
    for (int i = 0; i < args.length; i++) {
      args[i] = args[i].equals("_") ? "" : args[i];
    }
    Run run = Run.convnet(args);
    if (tree.said.isEmpty()) {
      String out = run.out();
      if (tree.images >= 0) {
        assertThat(out).hasLineCount(tree.images);
      }
    } else {
      assertThat(run.exitCode()).as(run.err()).isIn(ExitCode.FAILED, ExitCode.USAGE);
      assertThat(run.err())
          .matches("convnet: " + tree.said.replace("~", directory.toString()) + "\n")
          .hasLineCount(1);
      assertThat(directory.resolve("run")).doesNotExist();
    }
  }

  private static void link(Path directory, String from, String to) throws IOException {
    Files.createSymbolicLink(directory.resolve(from), directory.resolve(to));
  }

  private static void moveAndLink(Path directory, String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to));
    link(directory, from, to);
  }

  private static void copies(Path directory, String to, int count) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(to));
    for (int i = 0; i < count; i++) {
      Files.createLink(
          folder.resolve("copy" + i + ".png"), directory.resolve("data/squares/0.png"));
    }
  }

  private static void cases(Path directory) throws IOException {
    for (String name : new String[] {"a.png", "A.PNG"}) {
      Files.copy(
          directory.resolve("data/lying/0.png"), directory.resolve("data/lying").resolve(name));
    }
  }

  private static void bomb(Path directory) throws IOException {
    for (int i = 0; i < 30; i++) {
      Path folder = Files.createDirectories(directory.resolve("bomb/" + i));
      for (String name : new String[] {"a", "b"}) {
        Files.createSymbolicLink(folder.resolve(name), directory.resolve("bomb/" + (i + 1)));
      }
    }
    copies(directory, "bomb/30", 1);
  }

  /** Made of two halves, for the whole has no path. */
  private static void tooDeep(Path directory) throws Exception {
    String half = ("/" + "d".repeat(200)).repeat(14);
    Files.createDirectories(Path.of(directory + "/data/half" + half));
    Files.createDirectories(Path.of(directory + "/data/lying" + half));
    run(directory, "mv", "data/half", "data/lying" + half);
  }

  /** One that stays when it is closed. */
  private static void socket(Path file) throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(file));
    }
    assertThat(file).exists();
  }

  private static void run(Path directory, String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
