package convnet.kernel;

/**
 * The kernels of a process that filters a few pictures and ends: plain loops, and vectors for
 * filtering once there is much of it. Until the compiler has done with them vectors are slower than
 * plain loops, and it takes half a second: most pictures are finished by then.
 */
public final class PictureKernels extends ScalarKernels {
  /** Cycles of filtering from which on vectors pay. */
  private static final double WORTH_COMPILING = 4e8;

  /** Cycles of filtering so far. */
  private double filtered;

  @Override
  public FilterKernels filters(double work) {
    filtered += work;
    return filtered >= WORTH_COMPILING && VectorModule.load()
        ? new VectorFilterKernels()
        : super.filters(work);
  }
}
