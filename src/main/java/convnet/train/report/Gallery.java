package convnet.train.report;

import convnet.data.ImageStore;
import convnet.data.Sample;
import convnet.data.Thumbnails;
import convnet.model.drawing.Svg;
import convnet.tensor.Tensor;
import convnet.train.HardImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Draws the images with the highest losses.
 *
 * @param samples all images that were evaluated
 * @param store reads the images
 * @param classes the names
 */
record Gallery(List<Sample> samples, ImageStore store, List<String> classes) {
  private static final int SIDE = 128;

  /**
   * Up to this size a picture is embedded losslessly: its file is small anyway, and its pixels are
   * worth seeing.
   */
  private static final int SMALL = 64;

  void draw(Svg page, List<HardImage> images) {
    page.open("div", "class", "gallery");
    for (HardImage image : images) {
      draw(page, image);
    }
    page.close("div");
  }

  private void draw(Svg page, HardImage image) {
    Path file = samples.get(image.index()).file();
    String name = classes.get(image.label());
    page.open("figure", "class", "card");
    picture(page, file, "%s, image of class %s".formatted(file.getFileName(), name));
    page.open("figcaption").text("strong", name);
    page.open("ul");
    for (HardImage.Guess guess : image.guesses()) {
      boolean right = guess.label() == image.label();
      page.open("li", "class", right ? "right" : "wrong");
      page.text("span", classes.get(guess.label()), "class", "guess");
      page.text("span", "%.1f %%".formatted(100 * guess.probability()), "class", "share");
      page.close("li");
    }
    page.close("ul");
    page.text("span", "loss %.2f".formatted(image.loss()), "class", "loss");
    page.text("span", String.valueOf(file.getFileName()), "class", "file", "title", file);
    page.close("figcaption").close("figure");
  }

  private void picture(Svg page, Path file, String description) {
    try {
      Tensor small = Thumbnails.of(store, file, SIDE);
      boolean tiny = Math.max(small.shape().height(), small.shape().width()) <= SMALL;
      String source = tiny ? DataUri.png(small) : DataUri.jpeg(small);
      page.empty("img", "class", tiny ? "tiny" : "photo", "src", source, "alt", description);
    } catch (IOException e) {
      // It was readable a moment ago. Training must not fail for a report.
      page.text("p", "cannot be read any more", "class", "gone");
    }
  }
}
