import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Draws the pictures of this directory and computes its weights, the same bytes every time: {@code
 * java samples/DrawSamples.java} from the root of the repository.
 */
final class DrawSamples {
  private static final int TRAIN = 100;
  private static final int TEST = 25;

  private DrawSamples() {}

  /** Draws into {@code samples/}, or into the directory that is named. */
  public static void main(String[] args) throws IOException {
    Path samples = Path.of(args.length == 0 ? "samples" : args[0]);
    for (Figure figure : Figure.values()) {
      String name = figure.name().toLowerCase(Locale.ROOT);
      drawFigures(figure, 0, TRAIN, samples.resolve("shapes/train/" + name));
      drawFigures(figure, TRAIN, TEST, samples.resolve("shapes/test/" + name));
    }
    writeJpeg(Landscape.draw(768, 512), 0.95f, samples.resolve("photo.jpg"));
    FilterBank.write(samples.resolve("weights/rgb-3x3.safetensors"));
  }

  private static void drawFigures(Figure figure, int first, int count, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < count; i++) {
      var random = new SplittableRandom(1000L * figure.ordinal() + first + i);
      Path file = directory.resolve("%03d.png".formatted(i));
      ImageIO.write(Tile.random(figure, random).draw(), "png", file.toFile());
    }
  }

  private static void writeJpeg(BufferedImage image, float quality, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }
}

/**
 * The weights of an {@code nn.Conv2d(3, 16, 3)}: five patterns, each laid over grey, over red
 * against green and over blue against yellow, and the picture in grey as it is. What may become
 * negative has a bias of 1/2, so that it can be seen.
 */
final class FilterBank {
  private static final double[][] COLOURS = {{0.299, 0.587, 0.114}, {1, -1, 0}, {-0.5, -0.5, 1}};
  private static final double[][] PATTERNS = {
    {1 / 9., 1 / 9., 1 / 9., 1 / 9., 1 / 9., 1 / 9., 1 / 9., 1 / 9., 1 / 9.}, // mean
    {-0.25, 0, 0.25, -0.5, 0, 0.5, -0.25, 0, 0.25}, // brighter to the right
    {-0.25, -0.5, -0.25, 0, 0, 0, 0.25, 0.5, 0.25}, // brighter below
    {0.5, 0.25, 0, 0.25, 0, -0.25, 0, -0.25, -0.5}, // brighter above and left
    {0, -1, 0, -1, 4, -1, 0, -1, 0}, // a spot
  };

  private FilterBank() {}

  static void write(Path file) throws IOException {
    String header =
        "{\"weight\":{\"dtype\":\"F32\",\"shape\":[16,3,3,3],\"data_offsets\":[0,1728]},"
            + "\"bias\":{\"dtype\":\"F32\",\"shape\":[16],\"data_offsets\":[1728,1792]}}";
    byte[] json = (header + " ".repeat(-header.length() & 7)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 1792).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    double[] biases = new double[16];
    putFilter(bytes, COLOURS[0], new double[] {0, 0, 0, 0, 1, 0, 0, 0, 0});
    for (int i = 0; i < 15; i++) {
      putFilter(bytes, COLOURS[i / 5], PATTERNS[i % 5]);
      biases[i + 1] = i == 0 ? 0 : 0.5;
    }
    for (double bias : biases) {
      bytes.putFloat((float) bias);
    }
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.array());
  }

  private static void putFilter(ByteBuffer bytes, double[] colour, double[] pattern) {
    for (double channel : colour) {
      for (double tap : pattern) {
        bytes.putFloat((float) (channel * tap));
      }
    }
  }
}

/** The classes: what lies within them, about the origin and at most 1 from it. */
enum Figure {
  CRESCENT {
    @Override
    boolean contains(double x, double y) {
      return Math.hypot(x, y) < 0.95 && Math.hypot(x - 0.5, y) > 0.75;
    }
  },
  CROSS {
    @Override
    boolean contains(double x, double y) {
      double nearer = Math.min(Math.abs(x), Math.abs(y));
      return nearer < 0.28 && Math.max(Math.abs(x), Math.abs(y)) < 0.95;
    }
  },
  DISC {
    @Override
    boolean contains(double x, double y) {
      return Math.hypot(x, y) < 0.85;
    }
  },
  HEART {
    @Override
    boolean contains(double x, double y) {
      double u = 1.25 * x;
      double v = 0.12 - 1.25 * y;
      double round = u * u + v * v - 1;
      return round * round * round < u * u * v * v * v;
    }
  },
  RING {
    @Override
    boolean contains(double x, double y) {
      return Math.abs(Math.hypot(x, y) - 0.7) < 0.22;
    }
  },
  SQUARE {
    @Override
    boolean contains(double x, double y) {
      return Math.max(Math.abs(x), Math.abs(y)) < 0.72;
    }
  },
  STAR {
    @Override
    boolean contains(double x, double y) {
      // One tenth of the star, from a tip to the notch beside it: below the line that joins them.
      double tenth = Math.PI / 5;
      double turn = StrictMath.atan2(x, -y) / (2 * tenth);
      double angle = 2 * tenth * Math.abs(turn - Math.rint(turn));
      double r = Math.hypot(x, y);
      double along = r * StrictMath.cos(angle);
      double across = r * StrictMath.sin(angle);
      double notchAlong = 0.45 * StrictMath.cos(tenth);
      double notchAcross = 0.45 * StrictMath.sin(tenth);
      return across * (1 - notchAlong) < (1 - along) * notchAcross;
    }
  },
  TRIANGLE {
    @Override
    boolean contains(double x, double y) {
      return y < 0.5 && Math.sqrt(3) * Math.abs(x) - y < 1;
    }
  };

  abstract boolean contains(double x, double y);
}

/** A pattern over the plane, in pixels, with values 0 to 1. */
interface Texture {
  double at(double x, double y);

  /** Stripes, checks, dots, grain, a slope, or nothing. */
  static Texture random(SplittableRandom random) {
    double period = 3.5 + 4 * random.nextDouble();
    double angle = 2 * Math.PI * random.nextDouble();
    double phase = period * random.nextDouble();
    int seed = random.nextInt();
    double c = StrictMath.cos(angle) / period;
    double s = StrictMath.sin(angle) / period;
    return switch (random.nextInt(6)) {
      case 0 -> (x, y) -> wave(c * x + s * y + phase);
      case 1 -> (x, y) -> wave(c * x + s * y + phase) > 0.5 == wave(s * x - c * y) > 0.5 ? 1 : 0;
      case 2 -> (x, y) -> wave(c * x + s * y + phase) * wave(s * x - c * y);
      case 3 -> (x, y) -> Noise.fractal(seed, x / period, y / period, 3);
      case 4 -> (x, y) -> Math.clamp(0.5 + (c * (x - 16) + s * (y - 16)) * period / 32, 0, 1);
      default -> (x, y) -> 0.5;
    };
  }

  private static double wave(double turns) {
    return 0.5 + 0.5 * StrictMath.sin(2 * Math.PI * turns);
  }
}

/** A figure on a ground, both textured. */
record Tile(
    Figure figure,
    double x,
    double y,
    double radius,
    double angle,
    Texture front,
    Texture ground,
    Color[] palette) {

  private static final int SIZE = 32;
  private static final int SHADES = 4;
  private static final int STEPS = 4;

  static Tile random(Figure figure, SplittableRandom random) {
    double radius = 8.5 + 4.5 * random.nextDouble();
    double room = SIZE - 1.9 * radius;
    double x = 0.95 * radius + room * random.nextDouble();
    double y = 0.95 * radius + room * random.nextDouble();
    return new Tile(
        figure,
        x,
        y,
        radius,
        0.25 * Math.PI * (random.nextDouble() - 0.5),
        Texture.random(random),
        Texture.random(random),
        palette(random));
  }

  /** The ground's shades, the figure's shades, and what is between them along the edge. */
  private static Color[] palette(SplittableRandom random) {
    double dark = 0.32 + 0.15 * random.nextDouble();
    double light = dark + 0.35 + 0.15 * random.nextDouble();
    boolean onDark = random.nextBoolean();
    double hue = random.nextDouble();
    double other = hue + 0.2 + 0.6 * random.nextDouble();
    Color[] colors = new Color[2 * SHADES + STEPS - 1];
    for (int i = 0; i < SHADES; i++) {
      double shade = 0.1 * (i / (SHADES - 1.0) - 0.5);
      colors[i] = Color.lightnessChromaHue((onDark ? dark : light) + shade, 0.09, hue);
      colors[SHADES + i] = Color.lightnessChromaHue((onDark ? light : dark) + shade, 0.09, other);
    }
    for (int i = 1; i < STEPS; i++) {
      colors[2 * SHADES + i - 1] =
          colors[SHADES / 2].mix(colors[SHADES + SHADES / 2], (double) i / STEPS);
    }
    return colors;
  }

  BufferedImage draw() {
    var image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_BINARY, colors());
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        image.getRaster().setSample(column, row, 0, index(column, row));
      }
    }
    return image;
  }

  private IndexColorModel colors() {
    int[] argb = new int[16];
    for (int i = 0; i < palette.length; i++) {
      argb[i] = palette[i].rgb();
    }
    return new IndexColorModel(4, palette.length, argb, 0, false, -1, 0);
  }

  private int index(int column, int row) {
    int covered = (int) Math.rint(STEPS * coverage(column, row));
    if (covered > 0 && covered < STEPS) {
      return 2 * SHADES + covered - 1;
    }
    Texture texture = covered == 0 ? ground : front;
    int shade = (int) Math.min(SHADES - 1, SHADES * texture.at(column, row));
    return (covered == 0 ? 0 : SHADES) + shade;
  }

  /** How much of a pixel the figure covers, counted at 8 × 8 points. */
  private double coverage(int column, int row) {
    double c = StrictMath.cos(angle) / radius;
    double s = StrictMath.sin(angle) / radius;
    int inside = 0;
    for (int i = 0; i < 64; i++) {
      double dx = column + (i % 8 + 0.5) / 8 - x;
      double dy = row + (i / 8 + 0.5) / 8 - y;
      if (figure.contains(c * dx + s * dy, c * dy - s * dx)) {
        inside++;
      }
    }
    return inside / 64.0;
  }
}

/** Light: linear red, green and blue, 0 to 1 where a screen can show them. */
record Color(double red, double green, double blue) {

  /** A colour as the web writes it, {@code 0xRRGGBB}. */
  static Color of(int rgb) {
    return new Color(decode(rgb >> 16), decode(rgb >> 8), decode(rgb));
  }

  /** Ottosson's OKLCH: equal lightness looks equally light; the hue in turns. */
  static Color lightnessChromaHue(double lightness, double chroma, double hue) {
    double a = chroma * StrictMath.cos(2 * Math.PI * hue);
    double b = chroma * StrictMath.sin(2 * Math.PI * hue);
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return new Color(
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
  }

  Color mix(Color other, double part) {
    return times(1 - part).plus(other.times(part));
  }

  Color plus(Color other) {
    return new Color(red + other.red, green + other.green, blue + other.blue);
  }

  Color times(double factor) {
    return new Color(factor * red, factor * green, factor * blue);
  }

  /** As a screen wants it, {@code 0xFFRRGGBB}. */
  int rgb() {
    return 0xFF000000 | encode(red) << 16 | encode(green) << 8 | encode(blue);
  }

  private static double decode(int bits) {
    double value = (bits & 0xFF) / 255.0;
    return value <= 0.04045 ? value / 12.92 : StrictMath.pow((value + 0.055) / 1.055, 2.4);
  }

  private static int encode(double light) {
    double value = Math.clamp(light, 0, 1);
    double curved =
        value <= 0.0031308 ? 12.92 * value : 1.055 * StrictMath.pow(value, 1 / 2.4) - 0.055;
    return (int) Math.rint(255 * curved);
  }

  private static double cube(double value) {
    return value * value * value;
  }
}

/** Smooth randomness over the plane. */
final class Noise {
  private Noise() {}

  /** Octaves of {@link #smooth}, each twice as fine and half as strong; about 0 to 1. */
  static double fractal(int seed, double x, double y, int octaves) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < octaves; i++) {
      double scale = 1 << i;
      sum += smooth(seed + i, x * scale, y * scale) / scale;
      weight += 1 / scale;
    }
    return sum / weight;
  }

  /** Random numbers at the integer points, 0 to 1, and smooth between them. */
  static double smooth(int seed, double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double u = ease(x - column);
    double v = ease(y - row);
    double above = (1 - u) * at(seed, column, row) + u * at(seed, column + 1, row);
    double below = (1 - u) * at(seed, column, row + 1) + u * at(seed, column + 1, row + 1);
    return (1 - v) * above + v * below;
  }

  /** The random number of a point, 0 to 1. */
  static double at(int seed, int column, int row) {
    int x = seed * 0x9E3779B9 + column * 0x85EBCA6B + row * 0xC2B2AE35;
    x = (x ^ x >>> 16) * 0x7FEB352D;
    x = (x ^ x >>> 15) * 0x846CA68B;
    return ((x ^ x >>> 16) >>> 8) * 0x1p-24;
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }
}

/**
 * An evening by a lake: balloons over mountains, and all of it in the water again. The picture is 1
 * high; x goes to the right, y down.
 */
final class Landscape {
  private static final double SHORE = 0.62;
  private static final double SUN_X = 0.915;
  private static final double SUN_Y = 0.425;

  private static final List<Balloon> BALLOONS =
      List.of(
          new Balloon(0.40, 0.235, 0.118, 0xC8323C, 0xF7E6C4, 0xE9A13B),
          new Balloon(0.795, 0.145, 0.048, 0x2C6E8F, 0xF2F0E4, 0xE86A4A),
          new Balloon(1.265, 0.20, 0.07, 0xEDB63E, 0x7A3B69, 0xF6F0DC));

  /** From the farthest to the nearest. */
  private static final List<Ridge> RIDGES =
      List.of(
          new Ridge(11, 0.50, 0.42, 2.3, 0xA689AE, 0xE2A99F),
          new Ridge(23, 0.57, 0.34, 3.1, 0x6C6394, 0xB98A9C),
          new Ridge(37, 0.605, 0.20, 4.7, 0x3D4674, 0x73658F),
          new Ridge(41, 0.625, 0.10, 7.9, 0x20304F, 0x3C4A6B));

  private static final List<Pine> PINES =
      List.of(
          new Pine(0.035, 0.985, 0.62, 1),
          new Pine(0.155, 0.97, 0.45, 2),
          new Pine(0.245, 0.99, 0.31, 3),
          new Pine(-0.02, 1.0, 0.40, 4),
          new Pine(0.335, 1.0, 0.19, 5),
          new Pine(1.465, 0.985, 0.52, 6),
          new Pine(1.375, 0.995, 0.35, 7),
          new Pine(1.30, 1.0, 0.20, 8));

  private Landscape() {}

  static BufferedImage draw(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    IntStream.range(0, width * height)
        .parallel()
        .forEach(
            pixel -> {
              Color sum = new Color(0, 0, 0);
              for (int i = 0; i < 9; i++) {
                double x = pixel % width + (i % 3 + 0.5) / 3;
                double y = pixel / width + (i / 3 + 0.5) / 3;
                sum = sum.plus(at(x / height, y / height));
              }
              image.setRGB(pixel % width, pixel / width, sum.times(1 / 9.0).rgb());
            });
    return image;
  }

  private static Color at(double x, double y) {
    double bank = 0.945 - 0.05 * Noise.smooth(51, 3 * x, 0) + 0.09 * bump((x - 0.85) / 0.5);
    double lean = x + 0.3 * (y - bank) * (Noise.smooth(55, 40 * x, 0) - 0.5);
    double blade = 0.045 * Noise.smooth(52, 230 * lean, 0) * Noise.smooth(53, 31 * lean, 0);
    if (y > bank - blade) {
      double light = Noise.fractal(54, 170 * lean, 26 * y, 3);
      return Color.of(0x0B1413).mix(Color.of(0x6E7A34), light * light * light);
    }
    for (Pine pine : PINES) {
      if (pine.covers(x, y)) {
        double light = Noise.fractal(pine.seed(), 130 * x, 90 * y, 2);
        return Color.of(0x0A1518).mix(Color.of(0x2C4A3A), light * light);
      }
    }
    return y < SHORE ? above(x, y) : water(x, y);
  }

  private static Color above(double x, double y) {
    for (Balloon balloon : BALLOONS) {
      if (balloon.covers(x, y)) {
        return balloon.at(x, y);
      }
    }
    for (Ridge ridge : RIDGES.reversed()) {
      if (y > ridge.top(x)) {
        return ridge.at(x, y);
      }
    }
    return sky(x, y);
  }

  private static Color sky(double x, double y) {
    Color air = gradient(y / SHORE, 0x1C2B63, 0x51539A, 0xB3799F, 0xF39C7C, 0xFFD49A);
    double distance = Math.hypot(x - SUN_X, y - SUN_Y);
    Color light = Color.of(0xFFB36B).times(0.8 * StrictMath.exp(-5 * distance));
    double cloud = Noise.fractal(61, 2.2 * x + 0.6 * y, 13 * y, 5);
    double cover = Math.clamp(3.4 * (cloud - 0.50), 0, 0.8) * Math.clamp(6 * (0.5 - y), 0, 1);
    Color lit = Color.of(0xFFB9A3).mix(Color.of(0x8A6CA6), Math.clamp(2.2 * distance - 0.4, 0, 1));
    Color color = air.plus(light).mix(lit, cover);
    double disc = Math.clamp((0.058 - distance) * 350, 0, 1);
    return color.mix(Color.of(0xFFF6DE), disc);
  }

  /** What is above, upside down and broken by waves that come nearer. */
  private static Color water(double x, double y) {
    double depth = y - SHORE;
    double away = 1 / (depth + 0.03);
    double wave = Noise.fractal(71, 1.1 * x * away, 14 * StrictMath.log(away), 3) - 0.5;
    double fine = Noise.fractal(72, 4 * x * away, 55 * StrictMath.log(away), 2) - 0.5;
    double slope = 0.6 * wave + 0.4 * fine;
    double mirroredY = SHORE - depth * (1 + 0.9 * slope);
    Color mirrored = above(x + 0.1 * slope * depth, Math.clamp(mirroredY, 0, SHORE - 0.002));
    double deep = Math.clamp(0.18 + 1.1 * depth + 0.5 * slope, 0, 0.85);
    Color color = mirrored.mix(Color.of(0x12304A), deep);
    double path = bump((x - SUN_X) / (0.045 + 0.22 * depth));
    double glitter = Math.clamp(7 * (fine + 0.25 * wave - 0.06), 0, 1);
    return color.plus(Color.of(0xFFC98A).times(0.9 * path * glitter));
  }

  /** Colours from 0 to 1, equally far apart. */
  private static Color gradient(double t, int... colors) {
    double place = Math.clamp(t, 0, 1) * (colors.length - 1);
    int before = (int) Math.min(place, colors.length - 2);
    return Color.of(colors[before]).mix(Color.of(colors[before + 1]), place - before);
  }

  private static double bump(double t) {
    return StrictMath.exp(-t * t);
  }

  /** A chain of mountains: rock at the top, in haze at the foot. */
  private record Ridge(int seed, double foot, double height, double peaks, int rock, int haze) {

    double top(double x) {
      double shape = 0.72 * Noise.smooth(seed, peaks * x, 0) + 0.28 * crests(x);
      return foot - height * (shape - 0.25);
    }

    /** A noise folded, which makes edges, in octaves. */
    private double crests(double x) {
      double sum = 0;
      for (int i = 1; i < 5; i++) {
        double noise = Noise.smooth(seed + i, peaks * x * (2 << i), 0);
        sum += (1 - Math.abs(2 * noise - 1)) / (1 << i);
      }
      return sum;
    }

    Color at(double x, double y) {
      double below = (y - top(x)) / height;
      double rough = Noise.fractal(seed + 9, 26 * x + 14 * y, 34 * y - 9 * x, 4) - 0.5;
      Color stone = Color.of(rock).times(1 + 1.6 * rough);
      return stone.mix(Color.of(haze), Math.clamp(1.3 * below + 0.25, 0, 1));
    }
  }

  /** A spruce: a trunk and tiers of branches. */
  private record Pine(double x, double foot, double height, int seed) {

    boolean covers(double px, double py) {
      double down = 1 - (foot - py) / height;
      if (down < 0 || down > 1) {
        return false;
      }
      double across = Math.abs(px - x) / height;
      double tier = 13 * StrictMath.pow(down, 0.8);
      double within = tier - Math.floor(tier);
      double needles = 0.55 + 0.9 * Noise.fractal(seed, 210 * px, 140 * py, 2);
      double branch = 0.2 * down * (0.4 + 0.6 * within) * needles;
      return down < 0.93 && across < branch || across < 0.012 * down;
    }
  }

  /** A hot-air balloon in gores of two colours and a band, lit from the sun. */
  private record Balloon(double x, double y, double radius, int first, int second, int third) {

    boolean covers(double px, double py) {
      double u = Math.abs(px - x) / radius;
      double v = (py - y) / radius;
      boolean ropes = v >= 1.4 && v < 1.75 && Math.abs(u - 0.19 + 0.12 * (v - 1.4)) < 0.02;
      boolean basket = v >= 1.72 && v < 1.98 && u < 0.16;
      return u < halfWidth(v) || ropes || basket;
    }

    /** Of the envelope: a ball, and a skirt that narrows to the burner. */
    private static double halfWidth(double v) {
      if (v < -1 || v > 1.4) {
        return 0;
      }
      if (v < 0.4) {
        return Math.sqrt(1 - v * v);
      }
      double t = v - 0.4;
      return Math.sqrt(0.84) - 0.4364 * t - 0.28 * t * t;
    }

    Color at(double px, double py) {
      double u = (px - x) / radius;
      double v = (py - y) / radius;
      double halfWidth = halfWidth(v);
      if (Math.abs(u) >= halfWidth) {
        double weave = Noise.at(81, (int) Math.floor(24 * u), (int) Math.floor(20 * v));
        return Color.of(0x3A2418).mix(Color.of(0x8A5A34), weave * weave);
      }
      double turn = StrictMath.asin(u / halfWidth) / Math.PI + 0.5;
      double gore = 10 * turn;
      double seam = Math.abs(gore - Math.rint(gore));
      double zigzag = 0.16 * (Math.abs(gore - Math.floor(gore) - 0.5) - 0.25);
      boolean band = Math.abs(v - 0.05 + zigzag) < 0.17;
      int dye = band ? third : (int) gore % 2 == 0 ? first : second;
      double toSun = 0.62 * u + 0.30 * v + 0.55 * Math.sqrt(Math.max(0, 1 - u * u - 0.5 * v * v));
      double light = 0.34 + 0.95 * Math.max(0, toSun) - 0.16 * Math.max(0, 1 - 9 * seam);
      return Color.of(dye).times(light).plus(Color.of(0x2A2C5A).times(0.12));
    }
  }
}
