package convnet.train;

/** Training has diverged: a loss or a parameter is no longer finite. */
public final class DivergedException extends Exception {

  DivergedException(String message) {
    super(message);
  }
}
