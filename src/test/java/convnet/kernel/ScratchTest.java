package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Scratch.Purpose;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScratchTest {

  @Test
  void growsAndStays() {
    Scratch scratch = new Scratch(1);
    float[] small = scratch.floats(Purpose.PADDED, 10);
    assertThat(small.length).isGreaterThanOrEqualTo(10);
    float[] large = scratch.floats(Purpose.PADDED, 1000);
    assertThat(large.length).isGreaterThanOrEqualTo(1000);
    assertThat(scratch.floats(Purpose.PADDED, 10)).isSameAs(large);
    assertThat(scratch.floats(Purpose.PADDED, 1000)).isSameAs(large);
    int[] ints = scratch.ints(Purpose.TAPS, 7);
    assertThat(ints.length).isGreaterThanOrEqualTo(7);
    assertThat(scratch.ints(Purpose.TAPS, 7)).isSameAs(ints);
  }

  @Test
  void noTwoBuffersAreTheSameMemory() {
    Scratch scratch = new Scratch(3);
    Set<Object> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Purpose purpose : Purpose.values()) {
      buffers.add(scratch.floats(purpose, 5));
      buffers.add(scratch.ints(purpose, 5));
      for (int worker = 0; worker < 3; worker++) {
        buffers.add(scratch.floats(purpose, worker, 5));
        buffers.add(scratch.ints(purpose, worker, 5));
      }
    }
    assertThat(buffers).hasSize(Purpose.values().length * 2 * 4);
  }
}
