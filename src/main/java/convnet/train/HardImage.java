package convnet.train;

import java.util.List;

/**
 * An image with a high loss.
 *
 * @param index the image's index in the list of evaluated images
 * @param label its true class
 * @param loss its cross entropy
 * @param guesses the network's most probable classes, best first
 */
public record HardImage(int index, int label, double loss, List<Guess> guesses) {
  public HardImage {
    guesses = List.copyOf(guesses);
  }

  /**
   * @param label the class's index
   * @param probability 0..1
   */
  public record Guess(int label, float probability) {}
}
