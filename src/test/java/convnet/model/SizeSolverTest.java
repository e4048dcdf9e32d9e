package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.model.SizeSolution.Kind;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SizeSolverTest {

  @Test
  void everythingIsFoundAndEverythingFoundIsRight() {
    for (int in = 1; in <= 10; in++) {
      for (int out = 1; out <= 14; out++) {
        List<String> found =
            SizeSolver.solve(square(in), square(out), Optional.empty()).stream()
                .map(SizeSolverTest::numbers)
                .toList();
        assertThat(found)
            .as("%d to %d", in, out)
            .containsExactlyInAnyOrderElementsOf(byTrying(in, out));
      }
    }
  }

  /**
   * All windows with a stride up to the kernel and a padding up to half of it, written anew; of the
   * strides that give one window, and of those that need the more output padding the larger they
   * are, the first.
   */
  private static List<String> byTrying(int in, int out) {
    List<String> all = new ArrayList<>();
    int most = Math.max(2, Math.max(in, out));
    for (Kind kind : List.of(Kind.CONV, Kind.MAX_POOL, Kind.CONV_TRANSPOSE)) {
      for (int k = 1; k <= most; k++) {
        for (int p = 0; p <= k / 2; p++) {
          for (int s = 1; s <= k; s++) {
            boolean fits =
                switch (kind) {
                  case CONV -> in + 2 * p >= k && (in + 2 * p - k) / s + 1 == out;
                  case MAX_POOL ->
                      in + 2 * p >= k && (in + 2 * p - k) % s != 0 && ceil(in, k, s, p) == out;
                  case CONV_TRANSPOSE -> out > in && isBelow(out - (in - 1) * s + 2 * p - k, s);
                  case AVG_POOL -> false;
                };
            if (fits) {
              all.add("%s k%d s%d p%d".formatted(kind, k, s, p));
            }
            if (fits && (kind == Kind.CONV_TRANSPOSE ? in : out) == 1) {
              break;
            }
          }
        }
      }
    }
    return all;
  }

  private static boolean isBelow(int outputPadding, int stride) {
    return outputPadding >= 0 && outputPadding < stride;
  }

  /** Windows that start in the input or before it, of which the last may hang over. */
  private static int ceil(int in, int k, int s, int p) {
    int windows = 1;
    while (windows * s - p + k - s < in + p && windows * s < in + p) {
      windows++;
    }
    return windows;
  }

  private static String numbers(SizeSolution s) {
    return "%s k%s s%s p%s".formatted(s.kind(), s.kernel(), s.stride(), s.padding());
  }

  @ParameterizedTest
  @CsvSource({
    "3x224x224, 64x55x55, conv, 'conv:64,k=11,s=4,p=2', false", // both AlexNets' first layers
    "3x227x227, 96x55x55, conv, 'conv:96,k=11,s=4', true",
    "64x55x55, 64x27x27, maxpool, 'maxpool:3,s=2', true",
    "64x56x56, 64x28x28, maxpool, 'maxpool:3,s=2,ceil=true', false",
    "3x224x224, 64x112x112, conv, 'conv:64,k=7,s=2,p=3', false", // a ResNet's
    "64x224x224, 64x224x224, conv, 'conv:64,k=3,p=1', true",
    "8x9x7, 8x7x7, conv, 'conv:8,k=3,p=0x1', true",
    "8x9x7, 8x4x3, avgpool, 'avgpool:2', false",
    "1x9x9, 1x5x5, 'conv:d=2', 'conv:1,k=3,d=2', true",
    "1x5x5, 1x2x2, 'maxpool:2,s=4,ceil', 'maxpool:2,s=4,p=1,ceil=true', false",
    "1x7x7, 1x5x5, 'conv:k=9,p=3', 'conv:1,k=9,p=3', true",
    "1x9x9, 16x8x8, 'conv:16,k=2', 'conv:16,k=2', true",
    "1x112x112, 1x224x224, convtranspose, '--transpose -k box:4 -s 2 -p 1', true",
    "1x7x7, 1x14x14, nn.ConvTranspose2d:k=3,"
        + " '--transpose -k box:3 -s 2 -p 1 --output-padding 1', false",
  })
  void wellKnownLayers(String input, String output, String word, String expected, boolean exact) {
    List<SizeSolution> solutions = SizeSolver.solve(shape(input), shape(output), Optional.of(word));
    assertThat(solutions)
        .filteredOn(solution -> solution.word().equals(expected))
        .singleElement()
        .satisfies(solution -> assertThat(solution.exact()).isEqualTo(exact));
  }

  /** Of a kernel that is given, every stride and padding is an answer. */
  @ParameterizedTest
  @CsvSource({
    "1x56x56, 1x28x28, 'conv:k=1', 'conv:1,k=1,s=2', false",
    "1x224x224, 1x224x224, 'conv:k=3,d=2', 'conv:1,k=3,p=2,d=2', true",
    "1x224x224, 1x56x56, 'conv:k=3', 'conv:1,k=3,s=4', false",
    "1x224x224, 1x56x56, 'maxpool:3', 'maxpool:3,s=4', false",
    "1x10x10, 1x12x12, 'conv:k=3', 'conv:1,k=3,p=2', true",
    "1x4x4, 1x11x11, 'convtranspose:k=2', '--transpose -k box:2 -s 3 -p 0', true",
    "3x8x8, 8x9x9, 'convtranspose:k=4', 'nn.ConvTranspose2d(3, 8, 4, padding=1)', true",
    "1x5x5, 1x10x12, 'convtranspose:k=2x4,s=2', 'nn.ConvTranspose2d(1, 1, (2, 4), stride=2)', true",
  })
  void unusualLayers(String input, String output, String word, String expected, boolean exact) {
    wellKnownLayers(input, output, word, expected, exact);
  }

  @Test
  void unusualOnesComeLast() {
    List<String> words =
        SizeSolver.solve(square(9), square(3), Optional.of("conv:k=3")).stream()
            .map(SizeSolution::word)
            .toList();
    assertThat(words)
        .containsExactly(
            "conv:1,k=3,s=3",
            "conv:1,k=3,s=3,p=1",
            "conv:1,k=3,s=4,p=1",
            "conv:1,k=3,s=5,p=2",
            "conv:1,k=3,s=4,p=2");
  }

  @Test
  void everythingIsFoundOfAKernelThatIsGiven() {
    for (int in = 1; in <= 9; in++) {
      for (int out = 1; out <= 13; out++) {
        for (int k = 1; k <= 4; k++) {
          List<String> found =
              SizeSolver.solve(square(in), square(out), Optional.of("conv:d=2,k=" + k)).stream()
                  .map(SizeSolverTest::numbers)
                  .toList();
          assertThat(found)
              .as("%d to %d by %d", in, out, k)
              .containsExactlyInAnyOrderElementsOf(byTryingDilated(in, out, k));
        }
      }
    }
  }

  private static List<String> byTryingDilated(int in, int out, int k) {
    List<String> all = new ArrayList<>();
    int extent = 2 * (k - 1) + 1;
    for (int p = 0; p < extent; p++) {
      for (int s = 1; s <= in + 2 * p; s++) {
        if (in + 2 * p >= extent && (in + 2 * p - extent) / s + 1 == out) {
          all.add("CONV k%d s%d p%d".formatted(k, s, p));
          if (out == 1) {
            break;
          }
        }
      }
    }
    return all;
  }

  @Test
  void wordsLeadWhereTheyShould() {
    Shape input = Shape.of(3, 50, 31);
    Shape output = Shape.of(7, 17, 15);
    List<SizeSolution> solutions = SizeSolver.solve(input, output, Optional.empty());
    assertThat(solutions).hasSizeGreaterThan(10);
    for (SizeSolution solution : solutions) {
      LayerSpec layer = LayerWords.parse(List.of(solution.word())).getFirst();
      assertThat(layer.outputShape(input)).as(solution.word()).isEqualTo(output);
      assertThat(solution.formula()).isEqualTo(Formula.of(layer, input));
    }
  }

  /** However many smaller windows lead to one number when it is rounded. */
  @ParameterizedTest
  @CsvSource({"48, avgpool, 48", "224, avgpool, 224", "100, conv, 100", "65, conv:d=2, 33"})
  void theWholeInputLeadsToOneNumber(int in, String word, int kernel) {
    SizeSolution first = SizeSolver.solve(square(in), square(1), Optional.of(word)).getFirst();
    assertThat(first.kernel()).isEqualTo(Size.of(kernel));
    assertThat(first.exact()).isTrue();
  }

  /** However many smaller windows lead there when it is rounded; the simplest is the first. */
  @ParameterizedTest
  @CsvSource({
    "1x500x500, 1x5x5, conv, 'conv:1,k=100,s=100'",
    "1x224x224, 1x2x2, conv, 'conv:1,k=112,s=112'",
    "1x1000x1000, 1x10x10, maxpool, 'maxpool:100'",
    "1x500x500, 1x5x5, 'maxpool:s=100', 'maxpool:100'",
    "1x500x500, 1x5x5, 'maxpool:s=100,ceil', 'maxpool:100,ceil=true'",
    "1x500x500, 1x5x5, 'avgpool:p=3', 'avgpool:102,s=101,p=3'",
    "1x500x500, 1x3x3, 'conv:d=3,s=200', 'conv:1,k=34,s=200,d=3'",
    "1x5x5, 1x3x3, 'conv:p=10', 'conv:1,k=9,s=8,p=10'",
    "1x500x300, 1x5x3, conv, 'conv:1,k=100,s=100'",
    "1x500x400, 1x5x4, 'conv:k=90', 'conv:1,k=90,s=103x104,p=1'",
    "1x4000x4000, 1x3x3, 'conv:k=1000', 'conv:1,k=1000,s=1500'",
    "1x7x7, 1x448x448, convtranspose, '--transpose -k box:64 -s 64 -p 0'",
    "1x7x7, 1x448x448, 'convtranspose:s=64', '--transpose -k box:64 -s 64 -p 0'",
    "1x7x10, 1x448x320, convtranspose, 'nn.ConvTranspose2d(1, 1, (64, 32), stride=(64, 32))'",
    "1x3x3, 1x6000x6000, convtranspose, 'nn.ConvTranspose2d(1, 1, 2000, stride=2000)'",
  })
  void exactOnesWithLargeNumbersAreFound(
      String input, String output, String word, String expected) {
    List<SizeSolution> solutions = SizeSolver.solve(shape(input), shape(output), Optional.of(word));
    assertThat(solutions)
        .filteredOn(SizeSolution::exact)
        .first()
        .extracting(SizeSolution::word)
        .isEqualTo(expected);
  }

  /** Wherever some kernel, stride and padding fill the image, an exact solution is listed. */
  @Test
  void anExactOneIsListedIfThereIsOne() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      boolean transposed = random.nextInt(4) == 0;
      boolean pooling = !transposed && random.nextBoolean();
      int dilation = 1 + random.nextInt(4) / 2 * random.nextInt(3);
      int image = 1 + random.nextInt(150);
      int windows = 1 + random.nextInt(random.nextBoolean() ? 10 : image);
      int[] given = new int[3]; // kernel, stride and padding; -1 for none
      Arrays.setAll(given, g -> random.nextInt(4) > 0 ? -1 : random.nextInt(60) + 1 - g / 2);
      String word = transposed ? "convtranspose" : pooling ? "maxpool" : "conv";
      word += ":d=" + dilation;
      for (int g = 0; g < 3; g++) {
        word += given[g] < 0 ? "" : "," + "ksp".charAt(g) + "=" + given[g];
      }
      Shape input = square(transposed ? windows : image);
      Shape output = square(transposed ? image : windows);
      assertThat(SizeSolver.solve(input, output, Optional.of(word)))
          .as("%s from %s to %s", word, input, output)
          .extracting(SizeSolution::exact)
          .matches(
              exact ->
                  exact.contains(true) == canBeFilled(image, windows, dilation, pooling, given));
    }
  }

  private static boolean canBeFilled(
      int image, int windows, int dilation, boolean pooling, int[] given) {
    boolean free = given[0] < 0;
    for (int k = free ? 1 : given[0]; k <= (free ? 300 : given[0]); k++) {
      int extent = dilation * (k - 1) + 1;
      int half = (pooling ? k : extent) / 2;
      int within = pooling || free && given[2] < 0 ? half : Math.max(extent - 1, given[2]);
      for (int p = 0; p <= within; p++) {
        int strides = image + 2 * p - extent;
        int s = windows > 1 ? strides / (windows - 1) : Math.max(1, given[1]);
        boolean fills = s > 0 && strides == s * (windows - 1);
        boolean usual = !free || s <= k || given[1] > 0;
        if (fills && usual && agrees(given[1], s) && agrees(given[2], p)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean agrees(int given, int value) {
    return given < 0 || given == value;
  }

  @Test
  void aLayerBringsItsOwnChannels() {
    Optional<String> word = Optional.of("conv:128,k=3");
    assertThat(SizeSolver.outChannels(square(7), word)).isEqualTo(128);
    assertThat(SizeSolver.outChannels(Shape.of(3, 7, 7), Optional.of("conv:k=3"))).isEqualTo(3);
    assertThat(SizeSolver.outChannels(Shape.of(3, 7, 7), Optional.empty())).isEqualTo(3);
  }

  @Test
  void exactOnesAndSmallKernelsComeFirst() {
    List<SizeSolution> solutions = SizeSolver.solve(square(32), square(16), Optional.of("conv"));
    assertThat(solutions.stream().map(SizeSolution::word).limit(3))
        .containsExactly("conv:1,k=2,s=2", "conv:1,k=4,s=2,p=1", "conv:1,k=6,s=2,p=2");
    List<Boolean> exact = solutions.stream().map(SizeSolution::exact).toList();
    assertThat(exact.lastIndexOf(true)).isLessThan(exact.indexOf(false));
  }

  @Test
  void transposedIsWorkedOut() {
    SizeSolution solution =
        SizeSolver.solve(Shape.of(1, 2, 1), Shape.of(1, 5, 3), Optional.of("convtranspose:k=3,s=2"))
            .getFirst();
    assertThat(solution.padding()).isEqualTo(Size.of(0));
    assertThat(solution.formula())
        .isEqualTo(
            "height (2 − 1)·2 − 2·0 + 1·(3 − 1) + 0 + 1 = 5;"
                + " width (1 − 1)·2 − 2·0 + 1·(3 − 1) + 0 + 1 = 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 4 | conv:k=3,s=1 | no conv:k=3,s=1 leads from 5 to 4: nearest: 3 (k=3, s=1, p=0) and 5"
            + " (k=3, s=1, p=1)",
        "5 | 3 | conv:k=9,p=0 | no conv:k=9,p=0 leads from 5 to 3: its window does not fit the"
            + " input",
        "224 | 55 | maxpool:3 | no maxpool:3 leads from 224 to 55: nearest: 45 (k=3, s=5, p=0) and"
            + " 56 (k=3, s=4, p=0)",
        "224 | 55 | conv:k=3 | no conv:k=3 leads from 224 to 55: nearest: 46 (k=3, s=5, p=2) and 56"
            + " (k=3, s=4, p=0)",
        "5 | 9 | maxpool:3,p=2 | no maxpool:3,p=2 leads from 5 to 9: its padding is more than half"
            + " of its kernel",
        "3 | 5 | convtranspose:k=2,s=1 | no convtranspose:k=2,s=1 leads from 3 to 5: nearest: 4"
            + " (k=2, s=1, p=0)",
      })
  void whyThereIsNone(int in, int out, String word, String why) {
    assertThat(SizeSolver.solve(square(in), square(out), Optional.of(word))).isEmpty();
    assertThat(SizeSolver.whyNothing(square(in), square(out), Optional.of(word))).isEqualTo(why);
  }

  @Test
  void oneLayerDoesNotStretchOneSideAndShrinkTheOther() {
    Shape input = shape("1x100x3");
    Shape output = shape("1x50x9");
    assertThat(SizeSolver.solve(input, output, Optional.empty())).isEmpty();
    assertThat(SizeSolver.whyNothing(input, output, Optional.empty()))
        .isEqualTo(
            "no single layer leads from 1x100x3 to 1x50x9: a convolution makes both sides smaller,"
                + " a transposed one both larger");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "relu | ReLU: only conv, maxpool, avgpool and convtranspose can be solved for",
        "conv:k=3,g=2 | conv:k=3,g=2: groups does not change the size: leave it out",
        "conv:p=same | conv:p=same: padding: a whole number from 0 to 32767, or a [height, width]"
            + " of two is needed, not \"same\"",
        "cnov:k=3 | cnov:k=3: not a layer: did you mean conv?",
      })
  void notUnderstood(String word, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SizeSolver.solve(square(9), square(5), Optional.of(word)))
        .withMessage(message);
  }

  @Test
  void poolingKeepsTheChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SizeSolver.solve(shape("3x9x9"), shape("4x3x3"), Optional.of("maxpool")))
        .withMessage("pooling keeps the number of channels: from 3 it cannot lead to 4");
  }

  private static Shape square(int side) {
    return Shape.of(1, side, side);
  }

  private static Shape shape(String text) {
    return Shape.of(
        java.util.stream.Stream.of(text.split("x")).mapToInt(Integer::parseInt).toArray());
  }
}
