package convnet.data;

import convnet.io.MalformedFileException;
import convnet.io.SystemErrors;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tree of images with a directory for each class, as {@code torchvision.datasets.ImageFolder}
 * reads it: the classes are the directories in the order of their names' code points, and every
 * image at any depth below belongs to its class. Links are followed. Hidden files and directories
 * (names that begin with a dot) are ignored.
 *
 * @param root the directory that holds the classes
 * @param classes the names of the classes; a label is an index into this list
 * @param samples the images, ordered by label, then directory, then name
 * @param leftOut how many files in it are images by their extension, but of formats that a tree is
 *     not searched for; by extension
 */
public record ImageFolder(
    Path root, List<String> classes, List<Sample> samples, SortedMap<String, Integer> leftOut) {
  private static final List<String> EXTENSIONS =
      List.of(".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp");

  /** Of other images, which {@code convolve} reads but torchvision's trees do not have either. */
  private static final List<String> OTHER_EXTENSIONS =
      List.of(".gif", ".jfif", ".jpe", ".jp2", ".heic", ".avif", ".tga", ".psd", ".ico", ".pcx");

  /** By code points, as Python sorts strings. Java's own order is by UTF-16 units. */
  static final Comparator<String> BY_CODE_POINT = ImageFolder::compareCodePoints;

  static final Comparator<Path> BY_DIRECTORY_AND_NAME =
      Comparator.comparing((Path file) -> String.valueOf(file.getParent()), BY_CODE_POINT)
          .thenComparing(ImageFolder::nameOf, BY_CODE_POINT);

  public ImageFolder {
    classes = List.copyOf(classes);
    samples = List.copyOf(samples);
    leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
  }

  /** The extensions of the images that a tree is searched for. */
  public static List<String> extensions() {
    return EXTENSIONS;
  }

  /**
   * Finds the classes and the images, without opening any image.
   *
   * @throws MalformedFileException if there is no class, or one without an image
   * @throws IOException if a directory cannot be read
   */
  public static ImageFolder scan(Path root) throws IOException {
    Tree tree = new Tree();
    Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, tree);
    if (tree.classes.isEmpty()) {
      throw new MalformedFileException(
          root.toString(),
          (tree.looseImages ? "its images are not in class directories" : "holds no directories")
              + ": a directory for each class is needed, with that class's images in it");
    }
    refuseEmptyClasses(root, tree.classes);
    List<Sample> samples = new ArrayList<>();
    int label = 0;
    for (List<Path> files : tree.classes.values()) {
      files.sort(BY_DIRECTORY_AND_NAME);
      for (Path file : files) {
        samples.add(new Sample(file, label));
      }
      label++;
    }
    return new ImageFolder(root, List.copyOf(tree.classes.keySet()), samples, tree.leftOut);
  }

  private static void refuseEmptyClasses(Path root, Map<String, List<Path>> classes)
      throws MalformedFileException {
    List<String> empty =
        classes.entrySet().stream()
            .filter(entry -> entry.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    if (!empty.isEmpty()) {
      throw new MalformedFileException(
          root.resolve(empty.getFirst()).toString(),
          "this class has no image"
              + (empty.size() > 1
                  ? " (neither have " + listed(empty.subList(1, empty.size())) + ")"
                  : "")
              + ": put images into it ("
              + String.join(" ", EXTENSIONS)
              + ") or remove the directory");
    }
  }

  /**
   * The same images with labels that are indices into {@code known}, such as the classes of a
   * model.
   *
   * @throws MalformedFileException if a class of this tree is not among them, or is there twice
   */
  public ImageFolder labelledBy(List<String> known) throws MalformedFileException {
    List<String> unknown = classes.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      String held = DataSet.nameOfValidationTree(unknown);
      throw new MalformedFileException(
          root.toString(),
          "%s not among the classes of the model: %s%s"
              .formatted(
                  listed(unknown) + (unknown.size() == 1 ? " is" : " are"),
                  listed(known),
                  held == null ? "" : ": did you mean " + root.resolve(held) + "?"));
    }
    for (String name : classes) {
      if (known.indexOf(name) != known.lastIndexOf(name)) {
        throw new MalformedFileException(
            root.toString(),
            "its %s could be either of two classes of the model, which have the same name: rename them with --classes"
                .formatted(name));
      }
    }
    int[] labels = classes.stream().mapToInt(known::indexOf).toArray();
    return new ImageFolder(
        root,
        known,
        samples.stream().map(old -> new Sample(old.file(), labels[old.label()])).toList(),
        leftOut);
  }

  /** Names joined by commas, the first few where there are many. */
  static String listed(List<String> names) {
    int shown = names.size() > 6 ? 5 : names.size();
    return String.join(", ", names.subList(0, shown))
        + (shown < names.size() ? " and " + (names.size() - shown) + " more" : "");
  }

  static boolean isHidden(Path path) {
    return nameOf(path).startsWith(".");
  }

  /** Whether this is an image by its name, and is not hidden. */
  static boolean isVisibleImage(Path file, BasicFileAttributes attributes) {
    // A broken link stays in the list: reading it will fail with an error.
    boolean readable = attributes.isRegularFile() || attributes.isSymbolicLink();
    String name = nameOf(file).toLowerCase(Locale.ROOT);
    return readable && !isHidden(file) && EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static int compareCodePoints(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(a.codePointAt(i), b.codePointAt(i));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /**
   * Visits the tree from its root on, so that a link to any directory above is detected as a loop.
   */
  private static final class Tree extends SimpleFileVisitor<Path> {
    final Map<String, List<Path>> classes = new TreeMap<>(BY_CODE_POINT);
    final SortedMap<String, Integer> leftOut = new TreeMap<>();
    boolean looseImages;
    private final LinkPaths linkPaths = new LinkPaths();
    private @Nullable List<Path> images;
    private int depth;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (depth > 0 && isHidden(directory)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      linkPaths.count(directory, attributes);
      if (depth == 1) {
        images = new ArrayList<>();
        if (classes.put(nameOf(directory), images) != null) {
          throw new MalformedFileException(
              directory.toString(),
              "another class is called so, but for bytes that are not UTF-8: rename one of them");
        }
      }
      depth++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw SystemErrors.explain(directory, failure);
      }
      depth--;
      if (depth == 1) {
        images = null;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (depth == 0) {
        throw new IOException(file + ": is a file: a directory of class directories is needed");
      }
      if (isVisibleImage(file, attributes)) {
        if (images == null) {
          looseImages = true;
        } else {
          images.add(file);
        }
      } else if (attributes.isRegularFile() && !isHidden(file)) {
        String name = nameOf(file).toLowerCase(Locale.ROOT);
        OTHER_EXTENSIONS.stream()
            .filter(name::endsWith)
            .forEach(extension -> leftOut.merge(extension, 1, Integer::sum));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof FileSystemLoopException) {
        return FileVisitResult.CONTINUE;
      }
      throw SystemErrors.explain(file, failure);
    }
  }
}
