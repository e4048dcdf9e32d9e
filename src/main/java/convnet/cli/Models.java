package convnet.cli;

import convnet.io.SafeTensorsReader;
import convnet.train.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The models to run, and their files, which stay open as long as large matrices may be read from
 * them.
 */
final class Models implements AutoCloseable {
  private final List<ModelFile> models = new ArrayList<>();
  private final List<SafeTensorsReader> readers = new ArrayList<>();

  /** Keeps a model's file, to be closed with the others. */
  SafeTensorsReader keep(SafeTensorsReader reader) {
    readers.add(reader);
    return reader;
  }

  void add(ModelFile model) {
    models.add(model);
  }

  List<ModelFile> all() {
    return models;
  }

  /** The first model, which feature maps and saliency maps are taken from. */
  ModelFile first() {
    return models.getFirst();
  }

  /** The class names, the same in all models. */
  List<String> classes() {
    return first().classes();
  }

  /** A name for all models together. */
  String name() {
    String name = first().architecture().network().name();
    return models.size() == 1 ? name : "%s and %d more".formatted(name, models.size() - 1);
  }

  /** The multiply-adds of all models for one image. */
  long macs() {
    return models.stream().mapToLong(model -> model.architecture().network().macs()).sum();
  }

  @Override
  public void close() throws IOException {
    for (SafeTensorsReader reader : readers) {
      reader.close();
    }
  }
}
