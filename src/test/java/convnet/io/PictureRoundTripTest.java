package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of all formats, drawn at random: sizes, depths, channels, contents. */
final class PictureRoundTripTest {
  private static final int CASES = 300;
  private static final int JPEGS = 100;

  private static final List<OutputFormat> LOSSLESS =
      Arrays.stream(OutputFormat.values())
          .filter(format -> format.isPicture() && format != OutputFormat.JPG)
          .toList();

  /** A picture and how it is to be written. */
  private record Drawn(OutputFormat format, int bitDepth, Tensor maps, @Nullable Tensor alpha) {
    static Drawn draw(SplittableRandom random) {
      OutputFormat format = LOSSLESS.get(random.nextInt(LOSSLESS.size()));
      int bitDepth = format.bitDepths().get(random.nextInt(format.bitDepths().size()));
      int height = random.nextInt(1, 33);
      int width = random.nextInt(1, 33);
      // A graymap would make a luma of colours.
      int planes = format == OutputFormat.PGM || random.nextBoolean() ? 1 : 3;
      boolean withAlpha = format.holdsAlpha() && random.nextBoolean();
      return new Drawn(
          format,
          bitDepth,
          samples(random, bitDepth, Shape.of(planes, height, width)),
          withAlpha ? samples(random, bitDepth, Shape.of(1, height, width)) : null);
    }

    /** A pixmap repeats grey; everything else has the channels that came. */
    Tensor expected() {
      if (format != OutputFormat.PPM || maps.shape().channels() == 3) {
        return maps;
      }
      Tensor repeated = Tensor.zeros(3, maps.shape().height(), maps.shape().width());
      for (int band = 0; band < 3; band++) {
        repeated.slice(band).copyFrom(maps);
      }
      return repeated;
    }

    /** To the bit; but ImageIO has one NaN for all. */
    void assertSame(Tensor read, Tensor written, String description) {
      assertThat(read.shape()).as(description).isEqualTo(written.shape());
      assertThat(bits(read)).as(description).isEqualTo(bits(written));
    }

    private int[] bits(Tensor tensor) {
      return format == OutputFormat.TIFF
          ? OddNumbers.bitsOfOneNan(tensor)
          : OddNumbers.bits(tensor);
    }

    @Override
    public String toString() {
      return "%s of %d bits, %s%s"
          .formatted(format, bitDepth, maps.shape(), alpha == null ? "" : " with alpha");
    }
  }

  /** Noise, a flat area, two levels or a slope; floating-point samples may be anything at all. */
  private static Tensor samples(SplittableRandom random, int bitDepth, Shape shape) {
    if (bitDepth == 32 && random.nextBoolean()) {
      return OddNumbers.tensor(random, shape);
    }
    int content = random.nextInt(4);
    int max = bitDepth == 8 ? 255 : 65535;
    int dark = random.nextInt(max + 1);
    int bright = random.nextInt(max + 1);
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      int sample =
          switch (content) {
            case 0 -> random.nextInt(max + 1);
            case 1 -> dark;
            case 2 -> random.nextBoolean() ? dark : bright;
            default -> (int) (dark + (long) (bright - dark) * i / tensor.size());
          };
      tensor.data()[i] = sample / (float) max;
    }
    return tensor;
  }

  @Test
  void losslessFormatsKeepEverySample() throws IOException {
    for (int seed = 0; seed < CASES; seed++) {
      Drawn drawn = Drawn.draw(new SplittableRandom(seed));
      Picture read =
          PictureWriterTest.roundTrip(
              drawn.maps, drawn.alpha, drawn.format, new WriteOptions(null, drawn.bitDepth, 90));
      drawn.assertSame(read.pixels(), drawn.expected(), "seed %d: %s".formatted(seed, drawn));
      @Nullable Tensor alpha = read.alpha();
      assertThat(alpha == null).as("seed %d: %s", seed, drawn).isEqualTo(drawn.alpha == null);
      if (alpha != null && drawn.alpha != null) {
        drawn.assertSame(alpha, drawn.alpha, "seed %d: alpha of %s".formatted(seed, drawn));
      }
    }
  }

  /** A red line of one pixel on black: half its chroma is its neighbours' below quality 90. */
  @ParameterizedTest
  @CsvSource({"90, 0.1", "100, 0.02"})
  void jpegKeepsColoursWhereTheyAreFrom90On(int quality, double most) throws IOException {
    Tensor line = Tensor.zeros(3, 24, 24);
    for (int y = 0; y < 24; y++) {
      line.set(1, 0, y, 11);
    }
    assertThat(jpegDistance(line, quality)).isLessThan(most);
    assertThat(jpegDistance(line, 89)).isGreaterThan(0.2);
  }

  private static double jpegDistance(Tensor pixels, int quality) throws IOException {
    Picture read =
        PictureWriterTest.roundTrip(
            pixels, null, OutputFormat.JPG, new WriteOptions(null, 8, quality));
    return distance(read.pixels(), pixels);
  }

  /** Smooth waves lose little: most where a channel turns. */
  @Test
  void jpegKeepsWhatIsSmooth() throws IOException {
    for (int seed = 0; seed < JPEGS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Tensor waves =
          waves(
              random,
              Shape.of(random.nextBoolean() ? 1 : 3, random.nextInt(1, 50), random.nextInt(1, 50)));
      int quality = random.nextInt(90, 101);
      Picture read =
          PictureWriterTest.roundTrip(
              waves, null, OutputFormat.JPG, new WriteOptions(null, 8, quality));
      assertThat(read.pixels().shape()).as("seed %d", seed).isEqualTo(waves.shape());
      assertThat(distance(read.pixels(), waves))
          .as("seed %d: %s, quality %d", seed, waves.shape(), quality)
          .isLessThan(0.05);
    }
  }

  private static double distance(Tensor a, Tensor b) {
    double most = 0;
    for (int i = 0; i < a.size(); i++) {
      most = Math.max(most, Math.abs(a.data()[i] - b.data()[i]));
    }
    return most;
  }

  /** Each channel a wave of its own, with at least sixty pixels from crest to crest. */
  private static Tensor waves(SplittableRandom random, Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int c = 0; c < shape.channels(); c++) {
      double down = random.nextDouble(-0.07, 0.07);
      double right = random.nextDouble(-0.07, 0.07);
      double phase = random.nextDouble(2 * Math.PI);
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          tensor.set((float) (0.5 + 0.4 * Math.sin(y * down + x * right + phase)), c, y, x);
        }
      }
    }
    return tensor;
  }
}
