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

/**
 * An image named on the command line.
 *
 * @param name what it is called in the results
 * @param source where it comes from
 */
record ImageInput(String name, Classifier.Source source) implements Classifier.Source {

  /** The images that an argument stands for: a file, all below a directory, or standard input. */
  static List<ImageInput> find(String argument, InputStream in, ImageLimits limits)
      throws IOException {
    if (argument.equals("-")) {
      byte[] bytes = in.readAllBytes();
      return List.of(new ImageInput("-", () -> ImageFiles.readRgb(bytes, "-", limits)));
    }
    Path path = Path.of(argument);
    List<Path> files = Files.isDirectory(path) ? ImageSearch.below(path) : List.of(path);
    return files.stream()
        .map(file -> new ImageInput(file.toString(), () -> ImageFiles.readRgb(file, limits)))
        .toList();
  }

  @Override
  public RgbImage read() throws IOException {
    return source.read();
  }
}
