package convnet.kernel;

/**
 * What an operation computes with: the kernels, the threads and the scratch memory. One is made at
 * the start of a program and handed down; it serves one caller at a time.
 *
 * @param kernels the inner loops
 * @param parallel the threads
 * @param scratch temporary memory, kept between calls
 */
public record Compute(Kernels kernels, Parallel parallel, Scratch scratch)
    implements AutoCloseable {

  /**
   * Multiply-adds that {@link LoopKernels} are done with before {@link VectorKernels} are compiled
   * and have caught up.
   */
  private static final long LITTLE = 8_000_000_000L;

  /** The fastest kernels that this Java runtime has, on so many threads. */
  public static Compute create(int threads) {
    return create(VectorModule.load() ? new VectorKernels() : new LoopKernels(), threads);
  }

  /** The kernels that are done first with a program's only work: so many multiply-adds. */
  public static Compute forWork(long macs, int threads) {
    return macs <= LITTLE ? create(new LoopKernels(), threads) : create(threads);
  }

  /** These kernels, on so many threads. */
  public static Compute create(Kernels kernels, int threads) {
    return new Compute(kernels, new Parallel(threads), new Scratch(threads));
  }

  @Override
  public void close() {
    parallel.close();
  }
}
