package convnet.train;

import java.util.List;

/**
 * What a network does on the validation images, looked at closely.
 *
 * @param metrics the figures
 * @param hardest the images whose loss is highest, the hardest first
 */
public record Review(Metrics metrics, List<HardImage> hardest) {
  public Review {
    hardest = List.copyOf(hardest);
  }
}
