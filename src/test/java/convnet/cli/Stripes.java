package convnet.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * A small data set: stripes that lie, stripes that stand, and squares, in many colours and places.
 */
final class Stripes {
  static final String[] CLASSES = {"lying", "squares", "standing"};
  private static final int SIZE = 16;

  /** A network that can tell them apart. */
  static final String NETWORK =
      """
      {"name": "small", "input": [3, 16, 16], "layers": [
        {"type": "Conv2d", "name": "conv", "out_channels": 8, "kernel_size": 5, "stride": 2},
        {"type": "ReLU", "name": "relu"},
        {"type": "MaxPool2d", "name": "pool", "kernel_size": 2},
        {"type": "Flatten", "name": "flatten"},
        {"type": "Dropout", "name": "dropout", "p": 0.1},
        {"type": "Linear", "name": "fc", "out_features": "classes"}],
       "recipe": {"lr": 0.05, "batch_size": 8, "epochs": 4, "augment": "standard"}}
      """;

  private Stripes() {}

  /** Writes a tree with so many images of each class. */
  static Path tree(Path root, int images, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int label = 0; label < CLASSES.length; label++) {
      Path directory = Files.createDirectories(root.resolve(CLASSES[label]));
      for (int i = 0; i < images; i++) {
        draw(label, random, directory.resolve(i + ".png"));
      }
    }
    return root;
  }

  private static void draw(int label, SplittableRandom random, Path file) throws IOException {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    int dark = random.nextInt(0x1000000) & 0x7F7F7F;
    int bright = dark | 0x808080;
    int phaseX = random.nextInt(8);
    int phaseY = random.nextInt(8);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        boolean column = (x + phaseX) % 8 < 4;
        boolean row = (y + phaseY) % 8 < 4;
        boolean on =
            switch (label) {
              case 0 -> row;
              case 1 -> row ^ column;
              default -> column;
            };
        image.setRGB(x, y, on ? bright : dark);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
