package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images side by side. */
class SheetTest {
  private static final Padding ONE = Padding.of(1);

  @ParameterizedTest(name = "{0} images of {1} × {1}")
  @CsvSource({
    // 4 tiles of 4 for each image, 7 for two with a column of zeros between them
    "32, 13, 2, 2, 8",
    "1, 13, 1, 1, 1",
    // three in a row take 44 tiles, a sheet with room for four 49
    "3, 13, 1, 3, 1",
    "2, 13, 1, 2, 1",
    // nothing hangs over
    "32, 8, 1, 1, 32",
    // 3 images: 11 tiles in place of 12
    "9, 14, 3, 3, 1",
  })
  void takesTheFewestTiles(int images, int size, int down, int across, int sheets) {
    Shape shape = Shape.of(images, 5, size, size);
    Sheet sheet = Sheet.of(shape, ONE, shape, 4);
    assertThat(List.of(sheet.down(), sheet.across(), sheet.count()))
        .containsExactly(down, across, sheets);
  }

  /** Every row of every image is somewhere, once, and nothing else. */
  @Test
  void everyImageHasAPlace() {
    Shape shape = Shape.of(7, 1, 13, 9);
    Sheet sheet = new Sheet(7, 2, 3, 14, 10);
    assertThat(sheet.count()).isEqualTo(2);
    List<Integer> found = new ArrayList<>();
    for (int number = 0; number < sheet.count(); number++) {
      for (int y = -3; y < 60; y++) {
        for (int i = 0; i < 5; i++) {
          int image = sheet.image(number, y, i, shape.height());
          if (image >= 0) {
            assertThat(i).isLessThan(3);
            found.add(image * 13 + y % 14);
          }
        }
      }
    }
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 7 * 13).boxed().toList());
  }

  /** Between two images there are as many zeros as the larger padding has. */
  @Test
  void paddingIsShared() {
    Shape src = Shape.of(4, 1, 13, 12);
    Sheet sheet = Sheet.of(src, new Padding(1, 2, 0, 1), Shape.of(4, 1, 14, 11), 4);
    assertThat(sheet.pitchDown()).isEqualTo(15);
    assertThat(sheet.pitchAcross()).isEqualTo(13);
    assertThat(Sheet.alone(src, ONE).count()).isEqualTo(4);
  }
}
