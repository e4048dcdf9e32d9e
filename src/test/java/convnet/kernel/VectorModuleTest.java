package convnet.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loading the Vector API, tried on processes of their own that start without it. */
final class VectorModuleTest {

  /** Says whether the module could be loaded, and computes with it. */
  static final class Probe {
    public static void main(String[] args) {
      System.out.println(VectorModule.load());
      try (Compute compute = Compute.create(1)) {
        float[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};
        System.out.println(compute.kernels().getClass().getSimpleName());
        System.out.println(compute.kernels().sum(x.length, x, 0));
      }
    }
  }

  @Test
  void loadsWithoutAWordWhereTheProgramMay() throws Exception {
    assertThat(probe("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"))
        .isEqualTo("true\nVectorKernels\n153.0\n");
  }

  @Test
  void doesWithoutWhereItMayNot() throws Exception {
    assertThat(probe()).isEqualTo("false\nLoopKernels\n153.0\n");
  }

  /** What the probe prints, on standard error too. */
  private static String probe(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
