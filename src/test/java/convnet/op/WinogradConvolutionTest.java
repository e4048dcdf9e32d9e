package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.op.ConvolutionMethod.Direction;
import convnet.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Winograd's way against the definition, and where it is taken. */
class WinogradConvolutionTest {
  private static final ByTheDefinition DEFINITION = new ByTheDefinition(new WinogradConvolution());

  private final WinogradConvolution winograd = new WinogradConvolution();

  @AfterAll
  static void close() {
    DEFINITION.close();
  }

  /**
   * Sizes with every remainder, more channels than a panel or a block of rows, several chunks, odd
   * paddings, groups, both filters.
   */
  @ParameterizedTest
  @CsvSource({
    "5, 32, 32, 13, 13, 3, 1, 1, 1, 1, 1",
    "17, 32, 74, 8, 7, 3, 1, 1, 1, 1, 1",
    "65, 33, 35, 4, 4, 3, 1, 1, 1, 1, 1",
    "3, 64, 96, 13, 11, 3, 2, 0, 1, 2, 2",
    "2, 32, 32, 30, 17, 3, 0, 0, 0, 0, 1",
    "1, 300, 36, 33, 32, 3, 1, 1, 1, 1, 1",
    "4, 32, 32, 9, 10, 5, 2, 2, 2, 2, 1",
    "2, 64, 70, 13, 13, 5, 4, 1, 0, 3, 2",
    "1, 70, 32, 19, 16, 5, 0, 0, 0, 0, 1",
    "120, 24, 25, 13, 13, 3, 1, 1, 1, 1, 1",
    "2, 40, 33, 5, 9, 3, 1, 1, 1, 1, 1",
    "3, 36, 32, 9, 5, 3, 1, 1, 2, 0, 1",
    "2, 64, 40, 19, 15, 3, 0, 0, 0, 0, 2",
    "1, 32, 32, 23, 27, 3, 0, 0, 0, 0, 1",
  })
  void matchesTheDefinition(
      int batch,
      int in,
      int out,
      int height,
      int width,
      int size,
      int top,
      int bottom,
      int left,
      int right,
      int groups) {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(size))
            .withPadding(new Padding(top, bottom, left, right))
            .withGroups(groups);
    DEFINITION.check(p, Shape.of(batch, in, height, width), Shape.of(out, in / groups, size, size));
  }

  /** The padding of the gradient is what the filter reaches over the edge; too much is left out. */
  @Test
  void isTakenWhereItPays() {
    ConvolutionParameters p = ConvolutionParameters.of(Size.of(3)).withPadding(Padding.of(1));
    assertThat(directions(p, 32, 64, 13)).containsExactly(Direction.values());
    assertThat(directions(p, 32, 64, 2)).as("tiles mostly empty").isEmpty();
    assertThat(directions(p, 1, 64, 13)).as("few tiles").containsExactly(Direction.FORWARD);
    assertThat(directions(p, 1, 64, 7)).as("too few tiles").isEmpty();
    assertThat(directions(p, 32, 16, 13)).as("few channels").isEmpty();
    assertThat(directions(p.withPadding(Padding.of(3)), 32, 64, 13)).isEmpty();
    assertThat(directions(p.withStride(Size.of(2)), 32, 64, 13)).isEmpty();
    assertThat(directions(p.withDilation(Size.of(2)), 32, 64, 13)).isEmpty();
    assertThat(directions(p.withPaddingMode(PaddingMode.REFLECT), 32, 64, 13)).isEmpty();
  }

  private List<Direction> directions(ConvolutionParameters p, int batch, int channels, int size) {
    Shape src = Shape.of(batch, channels, size, size);
    Shape weights = Shape.of(channels, channels, 3, 3);
    return Stream.of(Direction.values())
        .filter(
            direction -> winograd.suits(direction, p, src, weights, p.outputShape(src, channels)))
        .toList();
  }

  /** Large images are cut for the threads; those two to a tile are not. */
  @Test
  void onlySmallImagesArePacked() {
    assertThat(PackedTiles.suits(Shape.of(9, 64, 13, 13))).isTrue();
    assertThat(PackedTiles.suits(Shape.of(1, 64, 5, 29))).isTrue();
    assertThat(PackedTiles.suits(Shape.of(9, 64, 13, 33))).isFalse();
    assertThat(PackedTiles.suits(Shape.of(9, 64, 4001, 13))).isFalse();
    assertThat(PackedTiles.suits(Shape.of(9, 64, 13, 14))).isFalse();
    assertThat(PackedTiles.suits(Shape.of(9, 64, 15, 13))).isFalse();
  }
}
