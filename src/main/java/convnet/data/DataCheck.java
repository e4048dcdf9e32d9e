package convnet.data;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of reading every image of a data set once, before the first step.
 *
 * @param bad the images that cannot be read, training images first
 * @param warnings oddities of the data set, each in one line
 * @param lighting how the colours of the training images vary; null if that was not asked for
 */
public record DataCheck(List<BadImage> bad, List<String> warnings, @Nullable Lighting lighting) {
  /** How many duplicates a warning shows: enough to see what they have in common. */
  private static final int SHOWN = 3;

  public DataCheck {
    bad = List.copyOf(bad);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads all images.
   *
   * @param store reads the images, and keeps them if there is room
   * @param threads how many threads help the calling one
   * @param colours whether to compute the lighting
   * @param progress is given the number of images done now and then, on the calling thread
   * @throws InterruptedIOException if the calling thread is interrupted
   */
  public static DataCheck run(
      DataSet data, ImageStore store, int threads, boolean colours, IntConsumer progress)
      throws InterruptedIOException {
    List<Sample> samples = new ArrayList<>(data.training());
    int training = samples.size();
    samples.addAll(data.validation());
    @Nullable ContentHash[] contents = new ContentHash[samples.size()];
    ColourSums sums = new ColourSums(store.channels());
    List<BadImage> bad =
        ImageCheck.run(
            samples,
            store,
            threads,
            progress,
            (index, file, pixels) -> {
              contents[index] = ContentHash.of(file);
              if (colours && index < training) {
                sums.add(pixels);
              }
            });
    Duplicates duplicates = Duplicates.of(samples, training, Arrays.asList(contents));
    return new DataCheck(bad, warnings(data, duplicates), colours ? Lighting.of(sums) : null);
  }

  private static List<String> warnings(DataSet data, Duplicates duplicates) {
    List<String> warnings = new ArrayList<>();
    List<String> single = classesOfOneImage(data);
    if (!single.isEmpty()) {
      warnings.add(
          "%s: one training image is hardly enough to learn %s from"
              .formatted(ImageFolder.listed(single), single.size() == 1 ? "it" : "each"));
    }
    if (!duplicates.acrossClasses().isEmpty()) {
      warnings.add(
          "training images that are in another class too, byte for byte: %,d (%s): one of the two is wrong"
              .formatted(duplicates.acrossClasses().size(), listed(duplicates.acrossClasses())));
    }
    if (!duplicates.acrossSets().isEmpty()) {
      warnings.add(
          "validation images that are trained on too, byte for byte: %,d of %,d (%s): validation results will be too good"
              .formatted(
                  duplicates.acrossSets().size(),
                  data.validation().size(),
                  listed(duplicates.acrossSets())));
    }
    return warnings;
  }

  private static List<String> classesOfOneImage(DataSet data) {
    int[] images = data.imagesToTrainWith();
    List<String> names = new ArrayList<>();
    for (int label = 0; label < images.length; label++) {
      if (images[label] == 1) {
        names.add(data.classes().get(label));
      }
    }
    return names;
  }

  private static String listed(List<Duplicates.Pair> pairs) {
    String first =
        pairs.stream()
            .limit(SHOWN)
            .map(pair -> pair.second().file() + " = " + pair.first().file())
            .collect(Collectors.joining(", "));
    return pairs.size() > SHOWN ? first + ", …" : first;
  }
}
