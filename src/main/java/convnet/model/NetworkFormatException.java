package convnet.model;

import java.io.IOException;

/** A network's JSON is invalid; the message says in one line which file, where in it, and why. */
public final class NetworkFormatException extends IOException {
  /**
   * An error at one place.
   *
   * @param file the file's name, or what stands for it
   * @param place the path to the value, such as {@code layers[3].kernel_size}; empty for the whole
   *     document
   * @param reason what is wrong and what would be right
   */
  public NetworkFormatException(String file, String place, String reason) {
    super(file + ": " + (place.isEmpty() ? "" : place + ": ") + reason);
  }
}
