package convnet.train;

import java.util.List;

/**
 * An image that a network finds hard.
 *
 * @param index the image's place in the list of those that were looked at
 * @param label the class that it is of
 * @param loss its cross entropy
 * @param guesses what the network takes it for, best first
 */
public record HardImage(int index, int label, double loss, List<Guess> guesses) {
  public HardImage {
    guesses = List.copyOf(guesses);
  }

  /**
   * @param label a class
   * @param probability 0..1
   */
  public record Guess(int label, float probability) {}
}
