package convnet.fuzz;

import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.ImageSeeds;
import java.util.ArrayList;
import java.util.List;

/** Images, a target for each format so that each gets its share of the time. */
final class ImageFuzz {
  /** Small enough that all that is within it is fast. */
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20);

  private static final List<String> FORMATS =
      List.of(
          "bmp", "gif", "hdr", "ico", "cur", "iff", "jpg", "netpbm", "pcx", "pfm", "png", "psd",
          "sgi", "tga", "tif", "wbmp", "webp");

  private ImageFuzz() {}

  static List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (String format : FORMATS) {
      targets.add(new Target(format, ImageFuzz::picture, () -> ImageSeeds.of(format)));
    }
    targets.add(new Target("image", ImageFuzz::rgb, ImageFuzz::oneOfEach));
    return targets;
  }

  private static List<byte[]> oneOfEach() {
    return FORMATS.stream().map(format -> ImageSeeds.of(format).getFirst()).toList();
  }

  private static boolean picture(byte[] input) {
    byte[] file = ImageSeeds.withRightChecksums(input);
    return Contract.read(
        () -> ImageFiles.readPicture(file, Contract.FILE, LIMITS, false).planes().toTensor());
  }

  private static boolean rgb(byte[] input) {
    return Contract.read(() -> ImageFiles.readRgb(input, Contract.FILE, LIMITS));
  }
}
