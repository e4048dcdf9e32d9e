package convnet.bench;

import convnet.kernel.Compute;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Nothing but fused multiply-adds in registers: as many a cycle as the machine has units for. What
 * it reaches is the peak that other loops are held against.
 */
final class PeakLoop {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 10;
  private static final int STEPS = 1 << 22;
  private static final int RUNS = 25;

  /** Floating-point operations of a step. */
  static final long OPERATIONS = 2L * SUMS * SPECIES.length();

  private PeakLoop() {}

  /** Runs so many steps; returns something of all sums, so that none is left out. */
  static float run(int steps) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 1e-3f);
    FloatVector s0 = y;
    FloatVector s1 = y;
    FloatVector s2 = y;
    FloatVector s3 = y;
    FloatVector s4 = y;
    FloatVector s5 = y;
    FloatVector s6 = y;
    FloatVector s7 = y;
    FloatVector s8 = y;
    FloatVector s9 = y;
    for (int i = 0; i < steps; i++) {
      s0 = s0.fma(x, y);
      s1 = s1.fma(x, y);
      s2 = s2.fma(x, y);
      s3 = s3.fma(x, y);
      s4 = s4.fma(x, y);
      s5 = s5.fma(x, y);
      s6 = s6.fma(x, y);
      s7 = s7.fma(x, y);
      s8 = s8.fma(x, y);
      s9 = s9.fma(x, y);
    }
    return s0.add(s1).add(s2).add(s3).add(s4).add(s5).add(s6).add(s7).add(s8).add(s9).lane(0);
  }

  /** The peak of all threads together: GFLOP/s, the best of several runs. */
  static double gigaflops(Compute compute) {
    int threads = compute.parallel().threads();
    float[] kept = new float[threads];
    double best = 0;
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      compute.parallel().run(threads, (part, worker) -> kept[part] = run(STEPS));
      best = Math.max(best, (double) OPERATIONS * STEPS * threads / (System.nanoTime() - start));
    }
    return best;
  }
}
