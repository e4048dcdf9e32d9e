package convnet.train;

import java.util.List;

/**
 * A network's results on the validation images.
 *
 * @param metrics the figures
 * @param hardest the images whose loss is highest, the hardest first
 */
public record Review(Metrics metrics, List<HardImage> hardest) {
  public Review {
    hardest = List.copyOf(hardest);
  }
}
