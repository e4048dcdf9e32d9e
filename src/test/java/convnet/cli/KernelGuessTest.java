package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.op.filter.NamedKernel;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelGuessTest {
  @ParameterizedTest
  @CsvSource({
    "sobel, sobel-x sobel-y",
    "Gauss, gaussian",
    "gausian:1.5, gaussian",
    "laplace, laplacian",
    "lapla, laplacian",
    "sobelx, sobel-x",
    "prewit-x, prewitt-x",
    "schar_y, scharr-y",
    "roberts, roberts-x roberts-y",
    "edges, edge",
    "shrapen:2, sharpen",
    "blur, gaussian box",
    "mean:5, box",
    "Mexican_Hat, log",
    "xyz, ''",
    "ab, ''",
    "photo.png, ''",
    "kernels/sobel, ''",
  })
  void whatWasMeant(String text, String names) {
    assertThat(
            KernelGuess.of(text).stream()
                .map(NamedKernel::kernelName)
                .collect(Collectors.joining(" ")))
        .isEqualTo(names);
  }
}
