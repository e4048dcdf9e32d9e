package convnet.train;

import convnet.io.MalformedFileException;
import convnet.io.SafeTensors;
import convnet.io.SafeTensorsReader;
import convnet.model.Architecture;
import convnet.model.Recipe;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run: a model file that also holds the optimiser's state, under names that begin
 * with {@code optimizer.}, and the position of the run, so that it can be resumed as if it had
 * never stopped. Everything random follows from the seed, the step or epoch, and the place of an
 * image in the list, so nothing else needs to be saved.
 *
 * @param file the checkpoint's file
 * @param architecture network, preprocessing and recipe
 * @param classes the name of the class of each output
 * @param position the progress of the run
 * @param seed the seed of all random numbers
 * @param images the fingerprint of the images
 */
public record Checkpoint(
    Path file,
    Architecture architecture,
    List<String> classes,
    Position position,
    long seed,
    String images) {
  private static final String EPOCH = "convnet.epoch";
  private static final String BATCH = "convnet.batch";
  private static final String STEP = "convnet.step";
  private static final String TALLY = "convnet.tally";
  private static final String SEED = "convnet.seed";
  private static final String IMAGES = "convnet.images";

  /** Writes the state of a run to {@code file}, whole or not at all. */
  static void write(
      Path file, ModelFile model, Optimizer optimizer, Position position, long seed, String images)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.tensors());
    optimizer.state().forEach((name, t) -> tensors.put(ModelFile.OPTIMIZER_PREFIX + name, t));
    Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
    metadata.put(EPOCH, Integer.toString(position.epoch()));
    metadata.put(BATCH, Integer.toString(position.batch()));
    metadata.put(STEP, Long.toString(position.step()));
    metadata.put(TALLY, position.tally().text());
    metadata.put(SEED, Long.toString(seed));
    metadata.put(IMAGES, images);
    SafeTensors.writeChecked(file, tensors, model.counters(), metadata);
  }

  /**
   * The checkpoint to resume a run from: the last one, or the one before if that is damaged or
   * missing.
   *
   * @param damage is told what is wrong with the last one if the one before is taken instead
   * @return null if there is none yet
   * @throws MalformedFileException if all existing checkpoints are damaged, or the run has lost
   *     them; the message is about the last one
   * @throws IOException if one cannot be read
   */
  public static @Nullable Checkpoint newest(RunDirectory run, Consumer<String> damage)
      throws IOException {
    try {
      if (Files.exists(run.last())) {
        return read(run.last());
      }
      if (Files.exists(run.previous())) {
        throw new MalformedFileException(run.last().toString(), "is missing");
      }
      run.requireNothingLost();
      return null;
    } catch (MalformedFileException e) {
      if (!Files.exists(run.previous())) {
        throw e;
      }
      try {
        Checkpoint previous = read(run.previous());
        damage.accept(e.getMessage());
        return previous;
      } catch (MalformedFileException both) {
        e.addSuppressed(both);
        throw e;
      }
    }
  }

  /**
   * Reads a checkpoint without its tensors.
   *
   * @throws MalformedFileException if the file is damaged or not a checkpoint
   * @throws IOException if it cannot be read
   */
  public static Checkpoint read(Path file) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      if (!reader.verify()) {
        throw new MalformedFileException(
            file.toString(),
            "is not a checkpoint that training can resume from: it has no checksum");
      }
      Position position =
          new Position(
              Math.toIntExact(number(reader, file, EPOCH)),
              Math.toIntExact(number(reader, file, BATCH)),
              number(reader, file, STEP),
              Tally.ofText(text(reader, file, TALLY)));
      return new Checkpoint(
          file,
          ModelFile.architecture(reader, file),
          ModelFile.classes(reader, file),
          position,
          number(reader, file, SEED),
          text(reader, file, IMAGES));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedFileException(file.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Checks that a run can go on from here.
   *
   * @throws IllegalArgumentException if it has other images or, in the middle of an epoch, another
   *     batch size
   */
  void requireFits(TrainConfig config, RunImages now) {
    if (!now.isSameTree(images)) {
      throw new IllegalArgumentException(
          "%s was trained on other images than %s has now: resume with the same images, --val and --val-split%s, or begin a new run with --init-from %s"
              .formatted(
                  file,
                  config.data(),
                  RunImages.leftOut(images) ? ", and those that --skip-bad left out" : "",
                  file));
    }
    int batchSize = architecture.recipe().batchSize();
    if (position.batch() > 0 && batchSize != config.architecture().recipe().batchSize()) {
      throw new IllegalArgumentException(
          "%s is in the middle of an epoch with batches of %d: --batch-size can change only between epochs"
              .formatted(file, batchSize));
    }
  }

  /**
   * Checks, once the unreadable images are known, that the same ones are left out as before.
   *
   * @throws IOException if not
   */
  void requireSameLeftOut(RunImages now) throws IOException {
    if (!images.equals(now.fingerprint())) {
      throw new IOException(
          "%s: its run was begun with other images: some can be read now that could not be, or the other way round: restore them, or begin anew with --overwrite"
              .formatted(file));
    }
  }

  /**
   * Restores the parameters of {@code model} and the state of {@code optimizer}, which keeps its
   * initial state if it is of another kind than the checkpoint's.
   *
   * @param recipe the recipe that {@code optimizer} was made for
   * @throws MalformedFileException if a tensor is missing or has another shape
   */
  void restore(ModelFile model, Optimizer optimizer, Recipe recipe) throws IOException {
    ModelFile.load(file, model.network());
    if (recipe.optimizer().getClass() != architecture.recipe().optimizer().getClass()) {
      return;
    }
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      Map<String, Shape> shapes = reader.shapes();
      for (Map.Entry<String, Tensor> state : optimizer.state().entrySet()) {
        String name = ModelFile.OPTIMIZER_PREFIX + state.getKey();
        if (!state.getValue().shape().equals(shapes.get(name))) {
          throw new MalformedFileException(
              file.toString(),
              "the optimizer needs %s of %s, the file has %s"
                  .formatted(
                      name,
                      state.getValue().shape(),
                      shapes.containsKey(name) ? shapes.get(name) : "none"));
        }
        reader.read(name, state.getValue());
      }
    }
  }

  private static long number(SafeTensorsReader reader, Path file, String key)
      throws MalformedFileException {
    String text = text(reader, file, key);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedFileException(file.toString(), key + " is not a number: " + text, e);
    }
  }

  private static String text(SafeTensorsReader reader, Path file, String key)
      throws MalformedFileException {
    String text = reader.metadata().get(key);
    if (text == null) {
      throw new MalformedFileException(
          file.toString(), "is not a checkpoint that training can resume from: it lacks " + key);
    }
    return text;
  }
}
