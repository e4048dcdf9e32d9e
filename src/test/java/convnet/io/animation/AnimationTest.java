package convnet.io.animation;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.animation.Scene.Line;
import convnet.io.animation.Scene.Panel;
import convnet.io.animation.Scene.Step;
import convnet.io.animation.Scene.Term;
import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnimationTest {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  @TempDir Path directory;

  /** A frame of a GIF: what is new, where it goes and how long it stays. */
  private record Frame(BufferedImage part, int x, int y, int delay, String disposal, byte[] loop) {}

  /** Each output doubles a number of the one row that there is. */
  private static Scene doubling(int count) {
    Tensor in = Tensor.zeros(1, 1, count);
    Tensor out = Tensor.zeros(1, 1, count);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.set(i - 2, 0, 0, i);
      out.set(2 * (i - 2), 0, 0, i);
      Line line = new Line("", List.of(new Term(i - 2, 2f)), " + ", " = ", 2f * (i - 2));
      Tensor value = Tensor.of(new float[] {2f * (i - 2)}, 1, 1);
      steps.add(new Step(Window.of(0, i), Window.of(0, i), value, null, List.of(line)));
    }
    Window all = Window.dense(0, 0, 1, count);
    Panel kernel =
        new Panel(List.of("kernel"), Tensor.of(new float[] {2}, 1, 1, 1), Window.of(0, 0));
    return new Scene(
        new Panel(List.of("input"), in, all),
        kernel,
        "×",
        new Panel(List.of("output"), out, all),
        null,
        steps,
        List.of("twice as much"));
  }

  private static List<Frame> read(Path file) throws IOException {
    List<Frame> frames = new ArrayList<>();
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      for (int i = 0; i < reader.getNumImages(true); i++) {
        var root = (IIOMetadataNode) reader.getImageMetadata(i).getAsTree(FORMAT);
        var place = (IIOMetadataNode) root.getElementsByTagName("ImageDescriptor").item(0);
        var control =
            (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
        var loop = (IIOMetadataNode) root.getElementsByTagName("ApplicationExtension").item(0);
        frames.add(
            new Frame(
                reader.read(i),
                Integer.parseInt(place.getAttribute("imageLeftPosition")),
                Integer.parseInt(place.getAttribute("imageTopPosition")),
                Integer.parseInt(control.getAttribute("delayTime")),
                control.getAttribute("disposalMethod"),
                loop == null ? new byte[0] : (byte[]) loop.getUserObject()));
      }
    } finally {
      reader.dispose();
    }
    return frames;
  }

  @Test
  void aFrameForEachStepOneBeforeAndOneAfterForEver() throws IOException {
    Path file = directory.resolve("a.gif");
    Animation.write(file, doubling(5));
    List<Frame> frames = read(file);
    assertThat(frames).extracting(Frame::delay).containsExactly(100, 70, 70, 70, 70, 70, 300);
    assertThat(frames).extracting(Frame::disposal).containsOnly("doNotDispose");
    assertThat(frames.getFirst().loop()).containsExactly(1, 0, 0);
    assertThat(Files.size(file)).isLessThan(60_000);
  }

  /** Put together, the parts are what was painted, but for colours that were too many. */
  @Test
  void partsMakeUpTheFrames() throws IOException {
    Path file = directory.resolve("a.gif");
    Scene scene = doubling(6);
    Animation.write(file, scene);
    ScenePainter painter = new ScenePainter(scene, Lettering.load());
    List<Frame> frames = read(file);
    assertThat(frames).hasSize(painter.frames());
    BufferedImage first = painter.frame(0);
    BufferedImage shown =
        new BufferedImage(first.getWidth(), first.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < frames.size(); i++) {
      Graphics2D g = shown.createGraphics();
      g.drawImage(frames.get(i).part(), frames.get(i).x(), frames.get(i).y(), null);
      g.dispose();
      BufferedImage painted = painter.frame(i);
      int differing = 0;
      int most = 0;
      for (int y = 0; y < painted.getHeight(); y++) {
        for (int x = 0; x < painted.getWidth(); x++) {
          int distance = distance(painted.getRGB(x, y), shown.getRGB(x, y));
          most = Math.max(most, distance);
          differing += distance > 0 ? 1 : 0;
        }
      }
      assertThat(most).as("frame %d", i).isLessThan(64);
      assertThat(differing).isLessThan(painted.getWidth() * painted.getHeight() / 50);
    }
  }

  /** The largest difference of the three colours. */
  private static int distance(int a, int b) {
    int most = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      most = Math.max(most, Math.abs((a >> shift & 0xFF) - (b >> shift & 0xFF)));
    }
    return most;
  }

  @Test
  void manyStepsAreQuickAndWithoutSums() throws IOException {
    Path file = directory.resolve("a.gif");
    Animation.write(file, doubling(12));
    int withSums = read(file).getFirst().part().getHeight();
    assertThat(read(file).get(1).delay()).isEqualTo(70);
    Animation.write(file, doubling(102));
    assertThat(read(file).get(1).delay()).isEqualTo(24);
    assertThat(read(file).getFirst().part().getHeight()).isLessThan(withSums);
  }

  @Test
  void theOutputFillsStepByStep() {
    Scene scene = doubling(4);
    for (int done = 0; done <= 4; done++) {
      Filling filling = Filling.after(scene, done);
      for (int i = 0; i < 4; i++) {
        assertThat(filling.isThere(0, i)).isEqualTo(i < done);
        assertThat(filling.values().get(0, i)).isEqualTo(i < done ? 2 * (i - 2) : 0);
      }
    }
  }

  /** Cells have the colours of their values, and what a step reads and writes is marked. */
  @Test
  void cellsAreShadedAndMarked() throws IOException {
    Scene scene = doubling(5);
    Lettering lettering = Lettering.load();
    ScenePainter painter = new ScenePainter(scene, lettering);
    Layout layout = Layout.of(scene, lettering);
    BufferedImage before = painter.frame(0);
    BufferedImage second = painter.frame(2);
    int left = (before.getWidth() - layout.width()) / 2;
    int top = 30;
    Shades shades = Shades.of(scene.input().values(), true);
    for (int i = 0; i < 5; i++) {
      var cell = layout.input(0).at(0, i);
      int corner = before.getRGB(left + cell.x + 5, top + cell.y + 5);
      assertThat(corner).isEqualTo(shades.of(i - 2).getRGB());
    }
    var read = layout.input(0).at(0, 1);
    assertThat(second.getRGB(left + read.x + 23, top + read.y)).isEqualTo(Colours.READ.getRGB());
    var written = layout.output().at(0, 1);
    assertThat(second.getRGB(left + written.x + 23, top + written.y))
        .isEqualTo(Colours.WRITTEN.getRGB());
    var next = layout.output().at(0, 2);
    assertThat(second.getRGB(left + next.x + 20, top + next.y + 20))
        .isEqualTo(Colours.PAPER.getRGB());
  }

  @Test
  void longSumsLoseTheirMiddle() throws IOException {
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      terms.add(new Term(-i, i % 2 == 0 ? null : -1f));
    }
    Line line = new Line("(", terms, " + ", ") / 2 = ", 12f);
    WorkingText text = new WorkingText(Lettering.load(), 12, new Numerals(0), new Numerals(0));
    List<String> lines =
        text.lines(List.of(line), 400).stream()
            .map(runs -> String.join("", runs.stream().map(WorkingText.Run::text).toList()))
            .toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).startsWith("(0 + (−1)·(−1) + (−2) + ");
    assertThat(lines.getLast()).endsWith(" + …) / 2 = 12");
    assertThat(text.lines(List.of(line), Double.MAX_VALUE)).hasSize(1);
  }
}
