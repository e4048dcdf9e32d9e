package convnet.bench;

import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.RgbImage;
import convnet.kernel.Compute;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;

/** The sample photo, from the bytes of its file to RGB. One image takes one thread always. */
public class ImageDecodeBenchmark extends OperationBenchmark {
  /** What decoders of JPEG may differ by in a sample: each rounds in its own places. */
  private static final int LEVELS = 3;

  private byte[] photo;

  @Override
  void prepare(Compute reference) throws IOException {
    photo = Files.readAllBytes(Path.of("samples/photo.jpg"));
    RgbImage ours = decode();
    BufferedImage theirs = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(photo)));
    for (int y = 0; y < ours.height(); y++) {
      for (int x = 0; x < ours.width(); x++) {
        for (int c = 0; c < 3; c++) {
          int sample = ours.samples()[(y * ours.width() + x) * 3 + c] & 0xff;
          int right = theirs.getRGB(x, y) >> (16 - 8 * c) & 0xff;
          if (Math.abs(sample - right) > LEVELS) {
            throw new IllegalStateException(
                "pixel %d,%d is %d, and %d to ImageIO".formatted(y, x, sample, right));
          }
        }
      }
    }
  }

  /** Decodes once. */
  @Benchmark
  public RgbImage decode() throws IOException {
    return ImageFiles.readRgb(photo, "photo.jpg", ImageLimits.DEFAULT);
  }
}
