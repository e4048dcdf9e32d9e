package convnet.kernel;

/**
 * What operations compute with: kernels, threads and scratch memory. A program creates one when it
 * starts and passes it down; it serves one caller at a time.
 *
 * @param kernels the inner loops
 * @param parallel the thread pool
 * @param scratch temporary memory, kept between calls
 */
public record Compute(Kernels kernels, Parallel parallel, Scratch scratch)
    implements AutoCloseable {

  /**
   * Up to this many multiply-adds {@link LoopKernels} finish sooner than {@link VectorKernels}, JIT
   * warm-up included.
   */
  private static final long LITTLE = 8_000_000_000L;

  /** Uses the fastest kernels that this Java runtime has. */
  public static Compute create(int threads) {
    return create(VectorModule.load() ? new VectorKernels() : new LoopKernels(), threads);
  }

  /** Uses the kernels that finish a run of {@code macs} multiply-adds first. */
  public static Compute forWork(long macs, int threads) {
    return macs <= LITTLE ? create(new LoopKernels(), threads) : create(threads);
  }

  /** Suits a process that filters a few pictures and ends. */
  public static Compute forPictures(int threads) {
    return new Compute(
        new PictureKernels(), new Parallel(threads, PictureKernels.ALONE), new Scratch(threads));
  }

  /** Uses these kernels. */
  public static Compute create(Kernels kernels, int threads) {
    return new Compute(kernels, new Parallel(threads), new Scratch(threads));
  }

  @Override
  public void close() {
    parallel.close();
  }
}
