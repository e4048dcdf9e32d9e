package convnet.cli;

import convnet.io.SafeTensorsReader;
import convnet.train.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The models that are asked, whose files stay open as long: large matrices may still lie there. */
final class Models implements AutoCloseable {
  private final List<ModelFile> models = new ArrayList<>();
  private final List<SafeTensorsReader> readers = new ArrayList<>();

  /** Closes a model's file with the others. */
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

  /** The first, which is the one that is looked into. */
  ModelFile first() {
    return models.getFirst();
  }

  /** What the classes are called, the same in all of them. */
  List<String> classes() {
    return first().classes();
  }

  /** What they are called together. */
  String name() {
    String name = first().architecture().network().name();
    return models.size() == 1 ? name : "%s and %d more".formatted(name, models.size() - 1);
  }

  /** Multiply-adds for an image. */
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
