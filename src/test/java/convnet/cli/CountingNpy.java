package convnet.cli;

import convnet.io.Npy;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Files of the numbers 1, 2, 3 and so on. */
final class CountingNpy {
  private CountingNpy() {}

  static Path write(Path file, int... dims) throws IOException {
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = i + 1;
    }
    Npy.write(file, tensor);
    return file;
  }
}
