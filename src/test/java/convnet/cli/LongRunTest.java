package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.ResourceUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What is taken of the machine does not grow; {@code src/bench/long-run.sh} looks for longer. */
@Isolated("what other tests hold would count")
class LongRunTest {
  /** Until everything is loaded that there is to load. */
  private static final int WARM_UP = 10;

  /** A leak of an image or a gradient a step would be far more; records of epochs are less. */
  private static final long BYTES_A_LOOK = 4096;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @Test
  void handlesThreadsAndHeapStayAsTheyAre() throws IOException {
    LongRun run = new LongRun(directory, 6);
    List<ResourceUse> training = run.train(50);
    assertThat(training).hasSize(50);
    assertSteady(training);
    List<ResourceUse> classification = run.classify(40);
    assertThat(classification).hasSize(40);
    assertSteady(classification);
  }

  private static void assertSteady(List<ResourceUse> uses) {
    ResourceUse warm = uses.get(WARM_UP);
    List<ResourceUse> rest = uses.subList(WARM_UP, uses.size());
    // Fewer is well: an idle thread of an earlier test may end, as the JDK's that awaits processes.
    assertThat(rest)
        .allSatisfy(
            use -> {
              assertThat(use.handles()).isLessThanOrEqualTo(warm.handles());
              assertThat(use.threads()).isLessThanOrEqualTo(warm.threads());
            });
    int half = rest.size() / 2;
    long growth = leastHeap(rest.subList(half, rest.size())) - leastHeap(rest.subList(0, half));
    assertThat(growth).isLessThan(BYTES_A_LOOK * half);
  }

  /** Without what other threads happen to be at work on at one look or another. */
  private static long leastHeap(List<ResourceUse> uses) {
    return uses.stream().mapToLong(ResourceUse::heap).min().orElseThrow();
  }
}
