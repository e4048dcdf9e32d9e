package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PictureWriterTest {
  @ParameterizedTest
  @CsvSource({
    "PNG, 8, 1",
    "PNG, 8, 3",
    "PNG, 16, 1",
    "PNG, 16, 3",
    "TIFF, 8, 1",
    "TIFF, 8, 3",
    "TIFF, 16, 1",
    "TIFF, 16, 3",
    "TIFF, 32, 1",
    "TIFF, 32, 3",
    "BMP, 8, 1",
    "BMP, 8, 3",
    "PPM, 8, 3",
    "PPM, 16, 3",
    "PGM, 8, 1",
    "PGM, 16, 1",
    "PFM, 32, 1",
    "PFM, 32, 3",
  })
  void samplesComeBackAsRounded(OutputFormat format, int bitDepth, int maps) throws IOException {
    Tensor tensor = random(maps, 11, 17);
    Picture read = roundTrip(tensor, null, format, new WriteOptions(null, bitDepth, 90));
    assertThat(read.pixels().shape()).isEqualTo(tensor.shape());
    assertThat(read.alpha()).isNull();
    double max = Math.pow(2, bitDepth) - 1;
    for (int i = 0; i < tensor.size(); i++) {
      float expected =
          bitDepth == 32
              ? tensor.data()[i]
              : (float) (Math.floor(tensor.data()[i] * max + 0.5) / max);
      assertThat(read.pixels().data()[i]).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PNG, 8, 1",
    "PNG, 8, 3",
    "PNG, 16, 1",
    "PNG, 16, 3",
    "TIFF, 8, 1",
    "TIFF, 8, 3",
    "TIFF, 16, 1",
    "TIFF, 16, 3",
    "TIFF, 32, 1",
    "TIFF, 32, 3",
  })
  void alphaIsCarriedOver(OutputFormat format, int bitDepth, int maps) throws IOException {
    Tensor tensor = random(maps, 5, 6);
    Tensor alpha = random(1, 5, 6);
    Picture read = roundTrip(tensor, alpha, format, new WriteOptions(null, bitDepth, 90));
    assertThat(read.alpha()).isNotNull();
    assertThat(read.pixels().shape()).isEqualTo(tensor.shape());
    assertThat(read.alpha().toArray()).containsExactly(alpha.toArray(), within(0.002f));
    assertThat(read.pixels().toArray()).containsExactly(tensor.toArray(), within(0.002f));
  }

  @ParameterizedTest
  @EnumSource(names = {"JPG", "BMP", "PPM", "PFM"})
  void alphaIsDroppedWhereThereIsNoPlaceForIt(OutputFormat format) throws IOException {
    Picture read = roundTrip(random(3, 8, 8), random(1, 8, 8), format, WriteOptions.DEFAULT);
    assertThat(read.pixels().shape()).isEqualTo(Shape.of(3, 8, 8));
    assertThat(read.alpha()).isNull();
  }

  @Test
  void alphaOfAnotherSizeIsDropped() throws IOException {
    assertThat(roundTrip(random(3, 4, 4), random(1, 5, 4), OutputFormat.PNG, WriteOptions.DEFAULT))
        .extracting(Picture::alpha)
        .isNull();
  }

  @Test
  void fourMapsAreColoursAndAlpha() throws IOException {
    Tensor maps = random(4, 3, 5);
    Picture read = roundTrip(maps, null, OutputFormat.PNG, new WriteOptions(null, 16, 90));
    assertThat(read.pixels().shape()).isEqualTo(Shape.of(3, 3, 5));
    assertThat(read.alpha()).isNotNull();
    assertThat(read.alpha().toArray()).containsExactly(maps.narrow(3, 4).toArray(), within(1e-5f));
  }

  @Test
  void samplesAreHeldWithinTheirRangeAndNeverWrap() throws IOException {
    float[] values = {-1, -1e30f, 2, 1e30f, Float.NaN, 1 / 0f, -1 / 0f, 0.5f, 1.002f, -0.001f};
    for (int depth : new int[] {8, 16}) {
      Picture read =
          roundTrip(
              Tensor.of(values.clone(), 1, 2, 5),
              null,
              OutputFormat.PNG,
              new WriteOptions(null, depth, 90));
      float half = depth == 8 ? 128 / 255f : 32768 / 65535f;
      assertThat(read.pixels().toArray()).containsExactly(0, 0, 1, 1, 0, 1, 0, half, 1, 0);
    }
  }

  @Test
  void floatingPointSamplesHoldTheNumbersUnlessAMapIsAskedFor() throws IOException {
    Tensor tensor = Tensor.of(new float[] {-4, 0, 2, 4}, 1, 2, 2);
    for (OutputFormat format : new OutputFormat[] {OutputFormat.TIFF, OutputFormat.PFM}) {
      assertThat(roundTrip(tensor, null, format, new WriteOptions(null, 32, 90)).pixels().toArray())
          .containsExactly(-4, 0, 2, 4);
      assertThat(
              roundTrip(tensor, null, format, new WriteOptions(ValueMap.CLIP, 32, 90))
                  .pixels()
                  .toArray())
          .containsExactly(0, 0, 1, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CLIP, 0 0 0 128 255 255", "SCALE, 0 51 102 128 153 255",
    "ABS, 255 255 0 128 255 255", "CENTER, 0 64 128 143 159 223",
  })
  void valuesAreMapped(ValueMap map, String expected) throws IOException {
    // -2 and 3 are the ends of the range, 2 and 3 the largest absolute values.
    float[] values =
        map == ValueMap.CENTER
            ? new float[] {-2, -1, 0, 0.25f, 0.5f, 1.5f}
            : new float[] {-2, -1, 0, 0.5f, 1, 3};
    Picture read =
        roundTrip(Tensor.of(values, 1, 1, 6), null, OutputFormat.PNG, new WriteOptions(map, 8, 90));
    int[] samples = new int[6];
    for (int i = 0; i < 6; i++) {
      samples[i] = Math.round(read.pixels().data()[i] * 255);
    }
    assertThat(samples)
        .isEqualTo(Arrays.stream(expected.split(" ")).mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void equalValuesHaveAMapToo() {
    Tensor zeros = Tensor.zeros(1, 1, 2);
    assertThat(ValueMap.SCALE.apply(zeros).toArray()).containsExactly(0, 0);
    assertThat(ValueMap.CENTER.apply(zeros).toArray()).containsExactly(0.5f, 0.5f);
    Tensor strange = Tensor.of(new float[] {Float.NaN, 1 / 0f, 1, 3}, 1, 1, 4);
    assertThat(ValueMap.SCALE.apply(strange).toArray())
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY, 0, 1);
  }

  @Test
  void otherCountsMakeAContactSheet() throws IOException {
    Tensor maps = Tensor.zeros(5, 2, 3);
    for (int i = 0; i < 5; i++) {
      maps.slice(i).fill(i / 10f);
    }
    Picture sheet = roundTrip(maps, null, OutputFormat.PGM, WriteOptions.DEFAULT);
    // Two columns of cells of 3x2 and three rows, a pixel between.
    assertThat(sheet.pixels().shape()).isEqualTo(Shape.of(1, 8, 7));
    int[][] corners = {{0, 0}, {0, 4}, {3, 0}, {3, 4}, {6, 0}};
    for (int i = 0; i < 5; i++) {
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 3; x++) {
          assertThat(sheet.pixels().get(0, corners[i][0] + y, corners[i][1] + x))
              .isCloseTo(i / 10f, within(0.003f));
        }
      }
    }
    assertThat(sheet.pixels().get(0, 2, 0)).isEqualTo(1);
    assertThat(sheet.pixels().get(0, 0, 3)).isEqualTo(1);
    assertThat(sheet.pixels().get(0, 7, 6)).isEqualTo(1);
  }

  /** Full rows where the sheet stays about square; larger maps have thicker gaps. */
  @ParameterizedTest
  @CsvSource({
    "96, 11, 11, 95, 143", // 8 rows of 12
    "96, 127, 191, 1557, 1549", // 12 rows of 8
    "64, 55, 55, 447, 447",
    "16, 64, 64, 262, 262",
    "10, 5, 5, 17, 23", // 3 rows of 4, two places empty
    "2, 200, 600, 404, 600",
    "5, 1, 50, 9, 50",
  })
  void sheetsAreAboutSquare(int count, int height, int width, int sheetHeight, int sheetWidth)
      throws IOException {
    Tensor maps = Tensor.zeros(count, height, width);
    assertThat(roundTrip(maps, null, OutputFormat.PGM, WriteOptions.DEFAULT).pixels().shape())
        .isEqualTo(Shape.of(1, sheetHeight, sheetWidth));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "1, 1, 0", "0, 1, 0.5", "0.5, 0.5, 1", "0.9, 0.5, 0"})
  void gapsStandOutFromTheMaps(float even, float odd, float gap) throws IOException {
    Tensor maps = Tensor.zeros(6, 4, 4);
    for (int i = 0; i < 6; i++) {
      maps.slice(i).fill(i % 2 == 0 ? even : odd);
    }
    Picture sheet = roundTrip(maps, null, OutputFormat.PGM, WriteOptions.DEFAULT);
    assertThat(sheet.pixels().get(0, 4, 0)).isCloseTo(gap, within(0.003f));
  }

  @Test
  void coloursBecomeLumaInAGraymapAndGreyIsRepeatedInAPixmap() throws IOException {
    Tensor red = Tensor.zeros(3, 1, 1);
    red.data()[0] = 1;
    assertThat(write(red, OutputFormat.PGM, WriteOptions.DEFAULT))
        .isEqualTo("P5\n1 1\n255\nL".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(write(Tensor.of(new float[] {1}, 1, 1, 1), OutputFormat.PPM, WriteOptions.DEFAULT))
        .isEqualTo("P6\n1 1\n255\n\u00ff\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(write(red, OutputFormat.PPM, new WriteOptions(null, 16, 90)))
        .isEqualTo("P6\n1 1\n65535\n\u00ff\u00ff\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void floatMapsBeginWithTheLastRow() throws IOException {
    byte[] file =
        write(Tensor.of(new float[] {1, 2}, 1, 2, 1), OutputFormat.PFM, WriteOptions.DEFAULT);
    ByteBuffer expected = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    expected.put("Pf\n1 2\n-1.0\n".getBytes(StandardCharsets.US_ASCII)).putFloat(2).putFloat(1);
    assertThat(file).isEqualTo(expected.array());
  }

  @Test
  void qualityMattersToAJpeg() throws IOException {
    Tensor tensor = random(3, 64, 64);
    int poor = write(tensor, OutputFormat.JPG, new WriteOptions(null, 0, 10)).length;
    int good = write(tensor, OutputFormat.JPG, new WriteOptions(null, 0, 98)).length;
    assertThat(poor * 3).isLessThan(good);
    Tensor flat = Tensor.zeros(1, 16, 16);
    flat.fill(0.5f);
    Picture read = roundTrip(flat, null, OutputFormat.JPG, WriteOptions.DEFAULT);
    assertThat(read.pixels().shape()).isEqualTo(flat.shape());
    assertThat(read.pixels().data()[0]).isEqualTo(128 / 255f);
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatWould() {
    Tensor tensor = Tensor.zeros(1, 2, 2);
    assertThatThrownBy(() -> write(tensor, OutputFormat.JPG, new WriteOptions(null, 16, 90)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jpg cannot have 16 bits a sample; possible are [8]");
    assertThatThrownBy(() -> new WriteOptions(null, 8, 101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 100, not 101");
    assertThatThrownBy(() -> write(Tensor.zeros(3, 0, 5), OutputFormat.PNG, WriteOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing to draw");
  }

  private static Tensor random(int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) random.nextDouble();
    }
    return tensor;
  }

  private static byte[] write(Tensor tensor, OutputFormat format, WriteOptions options)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TensorFiles.write(out, tensor, null, format, options);
    return out.toByteArray();
  }

  /** A picture, written and read again. */
  static Picture roundTrip(
      Tensor tensor, @Nullable Tensor alpha, OutputFormat format, WriteOptions options)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TensorFiles.write(out, tensor, alpha == null ? null : PlaneSource.of(alpha), format, options);
    return ImageFiles.readPicture(out.toByteArray(), "out", ImageLimits.DEFAULT, false);
  }
}
