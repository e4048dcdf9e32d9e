package convnet.train;

/** Training went wrong beyond repair: a loss or a parameter is not a finite number any more. */
public final class DivergedException extends Exception {

  DivergedException(String message) {
    super(message);
  }
}
