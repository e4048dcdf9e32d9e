package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files by the JDK's reader, and chunk by chunk. */
class PngEncoderTest {
  private static final PartLoop TOGETHER =
      (parts, part) -> IntStream.range(0, parts).parallel().forEach(part);

  /** One pixel; rows that are a strip each; several strips, the last one short. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 8",
    "1, 1, 4, 16",
    "7, 5, 2, 8",
    "7, 5, 2, 16",
    "1, 70000, 3, 8",
    "700000, 3, 2, 8",
    "1000, 801, 3, 8",
    "500, 801, 3, 16",
    "900, 700, 4, 8",
    "1100, 1000, 1, 8",
  })
  void whatIsWrittenIsReadBack(int width, int height, int bands, int depth) throws IOException {
    PictureRaster raster = raster(width, height, bands, depth);
    byte[] file = encoded(raster, PartLoop.IN_TURN);
    assertThat(encoded(raster, TOGETHER)).isEqualTo(file);
    requireSoundChunks(file, (bands * depth / 8 * width + 1) * height);
    BufferedImage read = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(file)));
    assertThat(read.getWidth()).isEqualTo(width);
    assertThat(read.getHeight()).isEqualTo(height);
    assertThat(read.getRaster().getNumBands()).isEqualTo(bands);
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      read.getRaster().getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i++) {
        if (row[i] != sample(raster, y * row.length + i)) {
          assertThat(row[i]).as("row %d, %d", y, i).isEqualTo(sample(raster, y * row.length + i));
        }
      }
    }
  }

  /** A picture of bands that suit one filter each: noise, and what each of the others predicts. */
  @Test
  void eachFilterHasItsRows() throws IOException {
    int width = 64;
    int rows = 16;
    PictureRaster raster = raster(width, 5 * rows, 1, 8);
    byte[] values = ((RasterSamples.Bytes) raster.samples()).values();
    SplittableRandom random = new SplittableRandom(1);
    for (int y = 0; y < 5 * rows; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        int left = x == 0 ? 0 : values[at - 1] & 0xFF;
        int up = y == 0 ? 0 : values[at - width] & 0xFF;
        values[at] =
            (byte)
                switch (y / rows) {
                  case 0 -> random.nextInt(-3, 4);
                  case 1 -> x == 0 ? random.nextInt(256) : left;
                  case 2 -> y % rows == 0 ? random.nextInt(256) : up;
                  case 3 -> (left + up) / 2;
                  default -> 40 * (x / 9) + 30 * (y % rows / 3);
                };
      }
    }
    byte[] file = encoded(raster, PartLoop.IN_TURN);
    byte[] filtered = requireSoundChunks(file, (width + 1) * 5 * rows);
    Set<Integer> filters = new TreeSet<>();
    for (int y = 0; y < 5 * rows; y++) {
      filters.add((int) filtered[y * (width + 1)]);
    }
    assertThat(filters).containsExactly(0, 1, 2, 3, 4);
    BufferedImage read = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(file)));
    int[] pixels = read.getRaster().getPixels(0, 0, width, 5 * rows, (int[]) null);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(pixels[i]).isEqualTo(values[i] & 0xFF);
    }
  }

  @Test
  void photosAreSmallerThanWithoutFilters() throws IOException {
    int width = 400;
    PictureRaster raster = new PictureRaster(width, 300, 1, 1, 8, false);
    byte[] values = ((RasterSamples.Bytes) raster.samples()).values();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % width / 3 + i / width / 4 + random.nextInt(4));
    }
    ByteArrayOutputStream unfiltered = new ByteArrayOutputStream();
    ImageIO.write(ImageBuffers.of(raster), "png", unfiltered);
    assertThat(encoded(raster, PartLoop.IN_TURN)).hasSizeLessThan(unfiltered.size() * 3 / 4);
  }

  @Test
  void floatsAreRefused() {
    assertThatThrownBy(() -> new PngEncoder(new PictureRaster(1, 1, 1, 1, 32, false)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Noise on a slope, so that no byte is like another by chance alone. */
  private static PictureRaster raster(int width, int height, int bands, int depth) {
    PictureRaster raster =
        new PictureRaster(width, height, Math.min(bands, 3), bands, depth, false);
    SplittableRandom random = new SplittableRandom(width);
    switch (raster.samples()) {
      case RasterSamples.Bytes(byte[] values) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (byte) (i / 50 + random.nextInt(9));
        }
      }
      case RasterSamples.Shorts(short[] values) -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (short) (i * 3 + random.nextInt(999));
        }
      }
      case RasterSamples.Floats _ -> throw new IllegalArgumentException();
    }
    return raster;
  }

  private static int sample(PictureRaster raster, int i) {
    return switch (raster.samples()) {
      case RasterSamples.Bytes(byte[] values) -> values[i] & 0xFF;
      case RasterSamples.Shorts(short[] values) -> values[i] & 0xFFFF;
      case RasterSamples.Floats _ -> throw new IllegalArgumentException();
    };
  }

  private static byte[] encoded(PictureRaster raster, PartLoop loop) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PngEncoder(raster).write(out, loop);
    return out.toByteArray();
  }

  /** Checks the checksum of each chunk and of the whole, and returns the filtered rows. */
  private static byte[] requireSoundChunks(byte[] file, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(file);
    assertThat(rest.getLong()).isEqualTo(0x89504E470D0A1A0AL);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    String names = "";
    while (rest.hasRemaining()) {
      byte[] chunk = new byte[Integer.BYTES + rest.getInt()];
      rest.get(chunk);
      CRC32 crc = new CRC32();
      crc.update(chunk);
      assertThat(rest.getInt()).isEqualTo((int) crc.getValue());
      String name = new String(chunk, 0, 4, StandardCharsets.US_ASCII);
      names += name.charAt(1);
      if (name.equals("IDAT")) {
        data.write(chunk, 4, chunk.length - 4);
      }
    }
    assertThat(names).matches("HD+E");
    // The stream's own checksum is verified at its end.
    byte[] rows =
        new InflaterInputStream(new ByteArrayInputStream(data.toByteArray())).readAllBytes();
    assertThat(rows).hasSize(length);
    return rows;
  }
}
