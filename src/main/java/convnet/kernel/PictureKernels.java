package convnet.kernel;

import java.time.Duration;

/**
 * The kernels of a process that filters a few pictures and ends: plain loops, and for filtering the
 * Vector API once there is much of it. Until the JIT compiler is done, which takes half a second,
 * vectors are slower than plain loops: most pictures are finished by then.
 */
final class PictureKernels extends ScalarKernels {
  /** Processor cycles of filtering from which on vectors pay off. */
  private static final double WORTH_COMPILING = 4e8;

  /** How long it takes until the plain loops are compiled well. */
  static final Duration ALONE = Duration.ofMillis(25);

  /** Processor cycles of filtering so far. */
  private double filtered;

  @Override
  public FilterKernels filters(double work) {
    filtered += work;
    return filtered >= WORTH_COMPILING && VectorModule.load()
        ? new VectorFilterKernels()
        : super.filters(work);
  }
}
