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
 * The images of a run: they are checked before the first step, what cannot be read is left out if
 * that is asked for, and from then on nothing changes any more. Loaders are made when they are
 * first asked for, for they have threads.
 */
final class RunImages implements AutoCloseable {
  /** What parts the fingerprint of the tree from that of the images which are left out. */
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
   * @param seed what order and variation are drawn from
   */
  RunImages(DataSet data, Architecture architecture, ImageStore store, int threads, long seed) {
    this.data = data;
    this.located = data.fingerprint();
    this.loaders = new Loaders(architecture, store, threads);
    this.seed = seed;
  }

  /** Those that are in use. */
  DataSet data() {
    return data;
  }

  /** Where they come from. */
  ImageStore store() {
    return loaders.store();
  }

  /** Those that are not, because they cannot be read. */
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
   * Does without some images.
   *
   * @throws IOException if then a class has none left
   */
  void leaveOut(List<BadImage> bad) throws IOException {
    Set<Path> files = bad.stream().map(BadImage::file).collect(Collectors.toSet());
    DataSet rest = data.without(files);
    without = files.isEmpty() ? "" : places(files);
    data = rest;
    leftOut = List.copyOf(bad);
  }

  /** The images to train with, shuffled and varied. */
  DataLoader training() {
    if (training == null) {
      training = loaders.forTraining(data.training(), seed, lighting);
    }
    return training;
  }

  /**
   * Some of the images to train with as the network is to see them in use, one by one: evenly from
   * the whole list, for that is in the order of the classes. To be closed by the caller.
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

  /** The images to validate with, in their order; null if there are none. */
  @Nullable DataLoader validation() {
    List<Sample> samples = data.validation();
    if (validation == null && !samples.isEmpty()) {
      validation = loaders.inOrder(samples, loaders.architecture().recipe().batchSize());
    }
    return validation;
  }

  /** A text that changes when an image comes or goes, in the tree or among those left out. */
  String fingerprint() {
    return located + without;
  }

  /** Which of the images are left out. */
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

  /** Whether images were left out by what had this fingerprint. */
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
