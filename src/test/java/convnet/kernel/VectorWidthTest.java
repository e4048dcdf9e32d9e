package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/**
 * The build runs tests of kernels and operations three times: as wide as the machine's vectors are,
 * with vectors of 128 bits, and without the Vector API. This says that it does.
 */
class VectorWidthTest {
  /** What the execution in the pom is for: {@code widest}, {@code 128} bits or {@code none}. */
  private static final String EXPECTED = System.getProperty("convnet.test.vectors", "widest");

  /** Touched only where the module is there. */
  private static final class Vectors {
    static int bits() {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
  }

  @Test
  void kernelsAreThoseOfThisExecution() {
    try (Compute compute = Compute.create(1)) {
      assertThat(compute.kernels())
          .isInstanceOf(EXPECTED.equals("none") ? LoopKernels.class : VectorKernels.class);
    }
  }

  @Test
  void vectorsAreAsWideAsThisExecutionSays() {
    switch (EXPECTED) {
      case "none" -> assertThat(VectorModule.load()).isFalse();
      case "widest" -> {
        VMOption widest =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxVectorSize");
        assertThat(widest.getOrigin()).isEqualTo(VMOption.Origin.DEFAULT);
        assertThat(Vectors.bits()).isEqualTo(8 * Integer.parseInt(widest.getValue()));
      }
      default -> assertThat(Vectors.bits()).isEqualTo(Integer.parseInt(EXPECTED));
    }
  }
}
