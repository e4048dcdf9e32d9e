package convnet.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts floating-point operations where their number depends on the machine's vectors. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class PeakOperations {
  /** Operations done so far; reported a nanosecond, which is GFLOP/s. */
  public long flops;
}
