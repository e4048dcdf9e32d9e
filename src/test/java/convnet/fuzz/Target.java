package convnet.fuzz;

import java.util.List;
import java.util.function.Supplier;

/**
 * A reader or parser that takes what others wrote.
 *
 * @param name what it is called on a command line and in {@code resources/convnet/fuzz}
 * @param reading hands it an input and throws where {@link Contract} is broken
 * @param seeds makes good inputs to begin with, at least one of which it accepts
 */
record Target(String name, Reading reading, Supplier<List<byte[]>> seeds) {
  /** What a target does with an input. */
  @FunctionalInterface
  interface Reading {
    /**
     * @return whether the input was accepted
     * @throws AssertionError if the contract is broken
     */
    boolean of(byte[] input) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
