package convnet.train.report;

import convnet.io.OutputFormat;
import convnet.io.TensorFiles;
import convnet.io.WriteOptions;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;

/** Pictures embedded in the page. */
final class DataUri {
  private static final WriteOptions SMALL = new WriteOptions(null, 0, 80);

  private DataUri() {}

  /** A lossless picture. */
  static String png(Tensor picture) throws IOException {
    return "data:image/png;base64," + encoded(picture, OutputFormat.PNG);
  }

  /** A lossy picture, with as few bytes as a photo needs. */
  static String jpeg(Tensor picture) throws IOException {
    return "data:image/jpeg;base64," + encoded(picture, OutputFormat.JPG);
  }

  private static String encoded(Tensor picture, OutputFormat format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TensorFiles.write(bytes, picture, null, format, SMALL);
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
