package convnet.data;

import convnet.io.MalformedFileException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Training images and validation images.
 *
 * @param classes the names of the classes, in the order of the labels of both lists
 * @param training the training images
 * @param validation the validation images; empty if there are none
 * @param leftOut see {@link ImageFolder}; of both trees
 */
public record DataSet(
    List<String> classes,
    List<Sample> training,
    List<Sample> validation,
    SortedMap<String, Integer> leftOut) {
  private static final List<String> TRAINING = List.of("train", "training");
  private static final List<String> VALIDATION = List.of("val", "validation", "valid", "test");

  public DataSet {
    classes = List.copyOf(classes);
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
  }

  /** One that nothing was left out of. */
  public DataSet(List<String> classes, List<Sample> training, List<Sample> validation) {
    this(classes, training, validation, Collections.emptySortedMap());
  }

  /**
   * Finds the images of a directory that is a tree of classes (see {@link ImageFolder}), or that
   * holds such a tree called {@code train} and, for validation, one called {@code val}, {@code
   * validation} or {@code valid} or, if there is none, {@code test}. The validation trees are
   * ignored if {@code validation} or {@code fraction} is given.
   *
   * @param validation a tree of the validation images, or null
   * @param fraction the share of each class to hold out for validation, 0 for none
   * @param seed decides which images are held out
   * @throws MalformedFileException if a tree is malformed, or the two have different classes
   * @throws IllegalArgumentException if {@code fraction} is not in 0 (inclusive) to 1 (exclusive),
   *     or is given with {@code validation}
   */
  public static DataSet locate(Path data, @Nullable Path validation, double fraction, long seed)
      throws IOException {
    if (validation != null && fraction != 0) {
      throw new IllegalArgumentException(
          "--val and --val-split exclude each other: other images, or some of DATA's");
    }
    Path training = trainingTree(data);
    if (training == null) {
      return of(ImageFolder.scan(data), validation, fraction, seed);
    }
    Path held = validation == null && fraction == 0 ? validationTree(data) : validation;
    return of(ImageFolder.scan(training), held, fraction, seed);
  }

  /**
   * Whether a directory, which need not exist, is where {@link #locate} would look for classes and
   * their images.
   */
  public static boolean takesIn(Path data, Path directory) throws IOException {
    if (!isInside(data, directory)) {
      return false;
    }
    String first = real(data).relativize(real(directory)).getName(0).toString();
    return trainingTree(data) == null
        || validationTree(data) == null
        || Stream.concat(TRAINING.stream(), VALIDATION.stream()).anyMatch(first::equalsIgnoreCase);
  }

  /**
   * Whether a directory, which need not exist, is inside {@code tree}, where each directory is a
   * class, and not hidden there or inside a hidden one.
   */
  public static boolean isInside(Path tree, Path directory) throws IOException {
    Path root = real(tree);
    Path inside = real(directory);
    if (!inside.startsWith(root) || inside.equals(root)) {
      return false;
    }
    for (Path part : root.relativize(inside)) {
      if (ImageFolder.isHidden(part)) {
        return false;
      }
    }
    return true;
  }

  /** The real path: links are followed in the part of it that exists. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path there = absolute;
    while (!Files.exists(there)) {
      there = Objects.requireNonNull(there.getParent());
    }
    return there.toRealPath().resolve(there.relativize(absolute));
  }

  private static DataSet of(
      ImageFolder training, @Nullable Path validation, double fraction, long seed)
      throws IOException {
    if (fraction != 0) {
      return StratifiedSplit.of(training, fraction, seed);
    }
    if (validation == null) {
      return new DataSet(training.classes(), training.samples(), List.of(), training.leftOut());
    }
    ImageFolder held = ImageFolder.scan(validation);
    requireSameClasses(training, held);
    SortedMap<String, Integer> leftOut = new TreeMap<>(training.leftOut());
    held.leftOut().forEach((extension, count) -> leftOut.merge(extension, count, Integer::sum));
    return new DataSet(training.classes(), training.samples(), held.samples(), leftOut);
  }

  /**
   * The training tree in {@code data}, or null. A directory "train" beside others, none of them a
   * validation tree, is a class of that name instead.
   */
  private static @Nullable Path trainingTree(Path data) throws IOException {
    Path training = child(data, TRAINING);
    return training != null && (validationTree(data) != null || isOnlyDirectory(training, data))
        ? training
        : null;
  }

  private static @Nullable Path validationTree(Path data) throws IOException {
    return child(data, VALIDATION);
  }

  /** The first of some names of directories that a validation tree may have; or null. */
  static @Nullable String nameOfValidationTree(List<String> names) {
    return names.stream()
        .filter(name -> VALIDATION.contains(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElse(null);
  }

  /** The directory in {@code parent} that has the first of these names, in any case; or null. */
  private static @Nullable Path child(Path parent, List<String> names) throws IOException {
    for (String name : names) {
      Path exact = parent.resolve(name);
      if (Files.isDirectory(exact)) {
        return exact;
      }
    }
    if (!Files.isDirectory(parent)) {
      return null;
    }
    DirectoryStream.Filter<Path> named =
        path -> names.stream().anyMatch(path.getFileName().toString()::equalsIgnoreCase);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, named)) {
      List<Path> directories = new ArrayList<>();
      found.forEach(directories::add);
      return directories.stream()
          .filter(Files::isDirectory)
          .min(
              Comparator.comparingInt(
                  path -> names.indexOf(path.getFileName().toString().toLowerCase(Locale.ROOT))))
          .orElse(null);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean isOnlyDirectory(Path directory, Path parent) throws IOException {
    DirectoryStream.Filter<Path> others =
        path -> Files.isDirectory(path) && !path.equals(directory) && !ImageFolder.isHidden(path);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, others)) {
      return !found.iterator().hasNext();
    }
  }

  private static void requireSameClasses(ImageFolder training, ImageFolder validation)
      throws MalformedFileException {
    List<String> missing = without(training.classes(), validation.classes());
    List<String> unknown = without(validation.classes(), training.classes());
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new MalformedFileException(
          validation.root().toString(),
          "its classes are not those of "
              + training.root()
              + (missing.isEmpty() ? "" : ": it lacks " + ImageFolder.listed(missing))
              + (unknown.isEmpty()
                  ? ""
                  : (missing.isEmpty() ? ": " : "; ")
                      + "it alone has "
                      + ImageFolder.listed(unknown)));
    }
  }

  private static List<String> without(List<String> names, List<String> others) {
    return names.stream().filter(name -> !others.contains(name)).toList();
  }

  /** The number of training images of each class. */
  int[] imagesToTrainWith() {
    int[] images = new int[classes.size()];
    training.forEach(sample -> images[sample.label()]++);
    return images;
  }

  /**
   * The same data set without some images.
   *
   * @throws IOException if a class is left without training images, or no validation image is left
   *     of those that there were
   */
  public DataSet without(Set<Path> files) throws IOException {
    Predicate<Sample> stays = sample -> !files.contains(sample.file());
    DataSet rest =
        new DataSet(
            classes,
            training.stream().filter(stays).toList(),
            validation.stream().filter(stays).toList());
    int[] images = rest.imagesToTrainWith();
    for (int label = 0; label < images.length; label++) {
      if (images[label] == 0) {
        throw new IOException(
            "%s: no training image of this class can be read: repair one, or remove the class"
                .formatted(classes.get(label)));
      }
    }
    if (rest.validation.isEmpty() && !validation.isEmpty()) {
      throw new IOException(
          "none of the %,d validation images can be read: repair some, or give others with --val"
              .formatted(validation.size()));
    }
    return rest;
  }

  /**
   * A text that changes when an image, a class or a directory in it is added, removed or renamed,
   * but not when the whole tree moves.
   */
  public String fingerprint() {
    CRC32C sum = new CRC32C();
    for (String name : classes) {
      update(sum, name, 0);
    }
    for (List<Sample> samples : List.of(training, validation)) {
      Path root = commonDirectory(samples);
      for (Sample sample : samples) {
        update(sum, relative(root, sample.file()), sample.label());
      }
    }
    return "%d+%d %08x".formatted(training.size(), validation.size(), sum.getValue());
  }

  /** The innermost directory that contains all images. */
  private static Path commonDirectory(List<Sample> samples) {
    Path common = Path.of("");
    for (int i = 0; i < samples.size(); i++) {
      Path file = samples.get(i).file();
      common = i == 0 ? directory(file) : common;
      while (!common.toString().isEmpty() && !file.startsWith(common)) {
        common = directory(common);
      }
    }
    return common;
  }

  private static Path directory(Path path) {
    return Objects.requireNonNullElse(path.getParent(), Path.of(""));
  }

  private static String relative(Path root, Path file) {
    Path path = root.toString().isEmpty() ? file : root.relativize(file);
    return path.toString().replace(File.separatorChar, '/');
  }

  private static void update(CRC32C sum, String name, int label) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    sum.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(bytes.length).putInt(label).flip());
    sum.update(bytes);
  }
}
