package convnet.train;

import convnet.data.BadImage;
import convnet.data.DataCheck;
import convnet.data.DataLoader;
import convnet.data.DataSet;
import convnet.data.ImageStore;
import convnet.data.Lighting;
import convnet.data.Sample;
import convnet.model.Architecture;
import convnet.model.Recipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The images of a run: they are checked before the first step, unreadable ones are left out if that
 * is asked for, and from then on they do not change. Loaders are made when they are first used,
 * since they start threads.
 */
final class RunImages implements AutoCloseable {
  /** Separates the fingerprint of the tree from that of the images that are left out. */
  private static final String WITHOUT = " without ";

  private final Loaders loaders;
  private final long seed;
  private final String located;
  private DataSet data;
  private List<BadImage> leftOut = List.of();
  private String without = "";
  private @Nullable Lighting lighting;
  private @Nullable DataLoader training;
  private @Nullable DataLoader validation;

  /**
   * @param threads how many threads read ahead
   * @param seed the seed of the order and the augmentation
   */
  RunImages(DataSet data, Architecture architecture, ImageStore store, int threads, long seed) {
    this.data = data;
    this.located = data.fingerprint();
    this.loaders = new Loaders(architecture, store, threads);
    this.seed = seed;
  }

  /** The images in use, without those left out. */
  DataSet data() {
    return data;
  }

  /** The store that reads the images. */
  ImageStore store() {
    return loaders.store();
  }

  /** The images left out because they cannot be read. */
  List<BadImage> leftOut() {
    return leftOut;
  }

  /** Reads every image once. */
  DataCheck check(IntConsumer progress) throws IOException {
    boolean colours = loaders.architecture().recipe().augment() == Recipe.Augment.ALEXNET;
    DataCheck found = DataCheck.run(data, loaders.store(), loaders.threads(), colours, progress);
    lighting = found.lighting();
    return found;
  }

  /**
   * Leaves some images out.
   *
   * @throws IOException if a class is left without training images, or all validation images are
   *     left out
   */
  void leaveOut(List<BadImage> bad) throws IOException {
    Set<Path> files = bad.stream().map(BadImage::file).collect(Collectors.toSet());
    DataSet rest = data.without(files);
    without = files.isEmpty() ? "" : places(files);
    data = rest;
    leftOut = List.copyOf(bad);
  }

  /** The training images, shuffled and augmented. */
  DataLoader training() {
    if (training == null) {
      training = loaders.forTraining(data.training(), seed, lighting);
    }
    return training;
  }

  /**
   * Some of the training images, transformed as in use, in batches of one: evenly spaced in the
   * whole list, as that is ordered by class. To be closed by the caller.
   *
   * @param most how many; all, if there are fewer
   */
  DataLoader sample(int most) {
    List<Sample> all = data.training();
    int count = Math.min(most, all.size());
    return loaders.inOrder(
        IntStream.range(0, count)
            .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
            .toList(),
        1);
  }

  /** The validation images, in their order; null if there are none. */
  @Nullable DataLoader validation() {
    List<Sample> samples = data.validation();
    if (validation == null && !samples.isEmpty()) {
      validation = loaders.inOrder(samples, loaders.architecture().recipe().batchSize());
    }
    return validation;
  }

  /** A text that changes when an image is added or removed, in the tree or among those left out. */
  String fingerprint() {
    return located + without;
  }

  /** The fingerprint of the images left out: their number, and a checksum of their positions. */
  private String places(Set<Path> files) {
    CRC32C sum = new CRC32C();
    int place = 0;
    for (List<Sample> samples : List.of(data.training(), data.validation())) {
      for (Sample sample : samples) {
        if (files.contains(sample.file())) {
          sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(place).flip());
        }
        place++;
      }
    }
    return "%s%d %08x".formatted(WITHOUT, files.size(), sum.getValue());
  }

  /** Whether another fingerprint is of the same tree, whatever was left out. */
  boolean isSameTree(String fingerprint) {
    return fingerprint.split(WITHOUT, 2)[0].equals(located);
  }

  /** Whether this is the fingerprint of a run that left images out. */
  static boolean leftOut(String fingerprint) {
    return fingerprint.contains(WITHOUT);
  }

  @Override
  public void close() {
    if (training != null) {
      training.close();
    }
    if (validation != null) {
      validation.close();
    }
  }
}
