package convnet.io.animation;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The colours of a GIF, and one index that leaves a pixel unchanged. The commonest colours of the
 * pictures are kept. All others occur at the edges of lines, where the nearest of those will do.
 */
final class Palette {
  /**
   * The index that leaves a pixel unchanged. Twice as many colours would only make files larger.
   */
  static final byte TRANSPARENT = 127;

  private final int[] colours;
  private final Map<Integer, Byte> indices = new HashMap<>();

  private Palette(int[] colours) {
    this.colours = colours;
    for (int i = 0; i < colours.length; i++) {
      indices.put(colours[i], (byte) i);
    }
  }

  /** The palette for these pictures. */
  static Palette of(Stream<BufferedImage> pictures) {
    Map<Integer, Integer> counts = new HashMap<>();
    pictures.forEach(picture -> count(pixels(picture), counts));
    for (Color colour : Colours.ALL) {
      counts.put(colour.getRGB() & 0xFFFFFF, Integer.MAX_VALUE);
    }
    List<Integer> commonest =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(TRANSPARENT)
            .map(Map.Entry::getKey)
            .toList();
    return new Palette(commonest.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void count(int[] pixels, Map<Integer, Integer> counts) {
    int start = 0;
    for (int i = 1; i <= pixels.length; i++) {
      if (i == pixels.length || pixels[i] != pixels[start]) {
        counts.merge(pixels[start], i - start, Integer::sum);
        start = i;
      }
    }
  }

  /** The pixels of a picture of type {@code INT_RGB}, {@code 0xRRGGBB}, row by row. */
  private static int[] pixels(BufferedImage picture) {
    int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      // Some drawing operations leave a meaningless value in the fourth byte.
      pixels[i] &= 0xFFFFFF;
    }
    return pixels;
  }

  /** The indices of the nearest colours, row by row. */
  byte[] indices(BufferedImage picture) {
    int[] pixels = pixels(picture);
    byte[] nearest = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      boolean same = i > 0 && pixels[i] == pixels[i - 1];
      nearest[i] = same ? nearest[i - 1] : indices.computeIfAbsent(pixels[i], this::nearest);
    }
    return nearest;
  }

  private byte nearest(int colour) {
    int best = 0;
    for (int i = 1; i < colours.length; i++) {
      if (distance(colours[i], colour) < distance(colours[best], colour)) {
        best = i;
      }
    }
    return (byte) best;
  }

  private static int distance(int a, int b) {
    int red = (a >> 16) - (b >> 16);
    int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF);
    int blue = (a & 0xFF) - (b & 0xFF);
    return 3 * red * red + 6 * green * green + blue * blue;
  }

  IndexColorModel model() {
    int[] all = new int[TRANSPARENT + 1];
    System.arraycopy(colours, 0, all, 0, colours.length);
    return new IndexColorModel(8, all.length, all, 0, false, TRANSPARENT, DataBuffer.TYPE_BYTE);
  }
}
