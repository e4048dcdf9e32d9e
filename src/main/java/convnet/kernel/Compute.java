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

  /** The fastest kernels that this Java runtime has, on so many threads. */
  public static Compute create(int threads) {
    return create(VectorModule.load() ? new VectorKernels() : new ScalarKernels(), threads);
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
