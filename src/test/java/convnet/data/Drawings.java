package convnet.data;

import convnet.io.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Images drawn by formulas, and trees of them. */
final class Drawings {
  private Drawings() {}

  /** The picture of {@code golden/resize.py}. */
  static RgbImage picture(int height, int width) {
    byte[] samples = new byte[3 * height * width];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          samples[i++] = (byte) (37 * x + 59 * y + 91 * c + x * y % 23 * 7);
        }
      }
    }
    return new RgbImage(width, height, samples);
  }

  /** Writes a PNG that no other number gives, and the directories that it needs. */
  static Path png(Path file, int height, int width, int number) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, x * 0x010711 + y * 0x130503 + number * 0x031701 & 0xFFFFFF);
      }
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** Makes empty files: what the name promises is enough where nothing is read. */
  static void touch(Path root, String... files) throws IOException {
    for (String name : files) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }
}
