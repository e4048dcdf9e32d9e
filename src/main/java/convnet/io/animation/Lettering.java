package convnet.io.animation;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * Draws text with a round pen, glyph by glyph from {@code glyphs.txt}: Java's fonts need those of
 * the system, which servers seldom have and which look different everywhere.
 *
 * <p>The size of text is the height of its digits, in pixels.
 */
final class Lettering {
  /** The height of a digit in the units of the glyphs. */
  private static final double UNITS = 10;

  private static final double PEN = 1.3;

  /** The radius of the ring that becomes a dot when the pen draws it. */
  private static final double DOT = 0.25;

  /** The least line width in pixels; thinner lines would look pale. */
  private static final double LEAST_PEN = 1.15;

  private final Map<Integer, Glyph> glyphs;

  private Lettering(Map<Integer, Glyph> glyphs) {
    this.glyphs = glyphs;
  }

  /** A character: the distance to the next one, and its lines. */
  private record Glyph(double advance, Path2D lines) {
    static Glyph parse(StringTokenizer words) {
      double advance = number(words);
      Path2D lines = new Path2D.Double();
      while (words.hasMoreTokens()) {
        switch (words.nextToken()) {
          case "M" -> lines.moveTo(number(words), number(words));
          case "L" -> lines.lineTo(number(words), number(words));
          case "C" ->
              lines.curveTo(
                  number(words),
                  number(words),
                  number(words),
                  number(words),
                  number(words),
                  number(words));
          case "O" -> lines.append(oval(words), false);
          case "A" -> lines.append(arc(words), false);
          case "P" -> lines.append(dot(words), false);
          default -> throw new IllegalStateException("glyphs.txt: unknown way of the pen");
        }
      }
      return new Glyph(advance, lines);
    }

    private static Ellipse2D oval(StringTokenizer words) {
      return oval(number(words), number(words), number(words), number(words));
    }

    private static Ellipse2D dot(StringTokenizer words) {
      return oval(number(words), number(words), DOT, DOT);
    }

    private static Ellipse2D oval(double x, double y, double rx, double ry) {
      return new Ellipse2D.Double(x - rx, y - ry, 2 * rx, 2 * ry);
    }

    private static Arc2D arc(StringTokenizer words) {
      Ellipse2D whole = oval(words);
      return new Arc2D.Double(whole.getBounds2D(), number(words), number(words), Arc2D.OPEN);
    }

    private static double number(StringTokenizer words) {
      return Double.parseDouble(words.nextToken());
    }
  }

  /** Loads the glyphs. */
  static Lettering load() throws IOException {
    Map<Integer, Glyph> glyphs = new HashMap<>();
    try (InputStream in = Lettering.class.getResourceAsStream("glyphs.txt");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          StringTokenizer words = new StringTokenizer(line, " ");
          int character = words.nextToken().codePointAt(0);
          glyphs.put(character, Glyph.parse(words));
        }
      }
    }
    glyphs.put((int) ' ', new Glyph(4, new Path2D.Double()));
    return new Lettering(glyphs);
  }

  /** The width of a text in pixels. */
  double width(String text, double size) {
    return size / UNITS * text.codePoints().mapToDouble(c -> glyph(c).advance()).sum();
  }

  /** Draws text from {@code x} on, standing on {@code baseline}, in the current colour. */
  void draw(Graphics2D g, String text, double x, double baseline, double size) {
    double scale = size / UNITS;
    float pen = (float) Math.max(PEN * scale, LEAST_PEN);
    g.setStroke(new BasicStroke(pen, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    double at = x;
    for (int c : text.codePoints().toArray()) {
      // At whole pixels, so that equal digits get equal pixels.
      AffineTransform place = AffineTransform.getTranslateInstance(Math.rint(at), baseline - size);
      place.scale(scale, scale);
      g.draw(place.createTransformedShape(glyph(c).lines()));
      at += scale * glyph(c).advance();
    }
  }

  private Glyph glyph(int character) {
    Glyph glyph = glyphs.get(character);
    if (glyph == null) {
      throw new IllegalArgumentException(
          "no glyph for \"" + Character.toString(character) + "\": glyphs.txt has to draw it");
    }
    return glyph;
  }
}
