package convnet.cli;

import convnet.data.ImageSearch;
import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.RgbImage;
import convnet.train.Classifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * An image named on the command line.
 *
 * @param name what it is called in the results
 * @param place its path relative to the directory that was searched, or its file name, or stdin
 * @param source reads its pixels
 */
record ImageInput(String name, Path place, Pixels source) implements Classifier.Source {

  /** Reads the pixels of an image. */
  @FunctionalInterface
  interface Pixels {
    RgbImage read() throws IOException;
  }

  /**
   * The images that an argument stands for: a file, all images below a directory, or standard
   * input.
   *
   * @param unreadable is told of each directory that cannot be read
   */
  static List<ImageInput> find(
      String argument, InputStream in, ImageLimits limits, Consumer<IOException> unreadable)
      throws IOException {
    if (argument.equals("-")) {
      byte[] bytes = in.readAllBytes();
      return List.of(
          new ImageInput("-", Path.of("stdin"), () -> ImageFiles.readRgb(bytes, "-", limits)));
    }
    Path path = Path.of(argument);
    if (!Files.isDirectory(path)) {
      return List.of(of(path, Path.of(String.valueOf(path.getFileName())), limits));
    }
    return ImageSearch.below(path, unreadable).stream()
        .map(file -> of(file, path.relativize(file), limits))
        .toList();
  }

  private static ImageInput of(Path file, Path place, ImageLimits limits) {
    return new ImageInput(file.toString(), place, () -> ImageFiles.readRgb(file, limits));
  }

  @Override
  public RgbImage read() throws IOException {
    return source.read();
  }
}
