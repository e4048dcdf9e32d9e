package convnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Too little memory is said in one line, of training before it begins, and not by a crash. */
class TooLittleMemoryIT {
  @TempDir Path directory;

  @BeforeEach
  void draw() throws IOException {
    for (String name : new String[] {"black", "white"}) {
      Path folder = Files.createDirectories(directory.resolve("data").resolve(name));
      for (int i = 0; i < 64; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, name.equals("white") ? 0xFFFFFF : i);
        ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      }
    }
  }

  private Shell train(String memory, String options) throws IOException, InterruptedException {
    return Shell.run(
        "CONVNET_JAVA_OPTS=-Xmx%s convnet train data -o run %s".formatted(memory, options),
        directory);
  }

  @Test
  void parametersThatDoNotFit() throws IOException, InterruptedException {
    Shell shell = train("300m", "--arch alexnet");
    assertThat(shell.exit()).isEqualTo(1);
    assertThat(shell.err())
        .startsWith("convnet: training needs about ")
        .contains("CONVNET_JAVA_OPTS=-Xmx")
        .hasLineCount(1);
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void aSmallerBatchIsProposedAndFits() throws IOException, InterruptedException {
    String net = "--arch lenet5 --image-size 256 --val-split 0 --max-steps 2 ";
    Shell shell = train("512m", net + "--batch-size 100");
    assertThat(shell.exit()).as(shell.err()).isEqualTo(1);
    assertThat(shell.err()).contains("--batch-size ").hasLineCount(1);
    String proposed = shell.err().replaceAll("(?s).*--batch-size (\\d+) .*", "$1");
    Shell again = train("512m", net + "--batch-size " + proposed);
    assertThat(again.exit()).as(again.err()).isZero();
  }

  /** A frame of one pixel on a screen that takes half a gigabyte. */
  @Test
  void anImageThatDoesNotFitIsNamed() throws IOException, InterruptedException {
    byte[] gif =
        HexFormat.of()
            .parseHex("474946383961ec2cf82a800000000000ffffff2c00000000010001000002024401003b");
    Files.write(directory.resolve("large.gif"), gif);
    String pool = "CONVNET_JAVA_OPTS=-Xmx300m convnet pool large.gif -o out.png";
    Shell shell = Shell.run(pool, directory);
    assertThat(shell.exit()).isEqualTo(1);
    assertThat(shell.err())
        .isEqualTo("convnet: large.gif: needs more memory to decode than there is\n");
  }
}
