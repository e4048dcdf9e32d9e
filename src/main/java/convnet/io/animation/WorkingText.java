package convnet.io.animation;

import convnet.io.animation.Scene.Line;
import convnet.io.animation.Scene.Term;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Breaks arithmetic into lines that fit. Numbers of the input are in ink, weights and results each
 * in a colour of their own. Terms that do not fit become an ellipsis.
 *
 * @param size of the digits
 * @param values the format of numbers of input and output
 * @param weights the format of the kernel's numbers
 */
record WorkingText(Lettering lettering, double size, Numerals values, Numerals weights) {
  private static final int MOST_LINES = 3;

  /** The most characters of a number before it becomes exponential. */
  private static final int LONGEST = 9;

  /** A piece of text in one colour. */
  record Run(String text, Color colour) {}

  /**
   * The lines for a step, which are more than those of {@code working} if one of them is broken.
   *
   * @param width of the longest line possible, in pixels
   */
  List<List<Run>> lines(List<Line> working, double width) {
    List<List<Run>> lines = new ArrayList<>();
    int most = working.size() == 1 ? MOST_LINES : 1;
    for (Line line : working) {
      List<List<Run>> broken = broken(line, line.terms().size(), width);
      for (int terms = line.terms().size() - 1; broken.size() > most && terms > 0; terms--) {
        broken = broken(line, terms, width);
      }
      lines.addAll(broken.subList(0, Math.min(broken.size(), most)));
    }
    return lines;
  }

  /** The length of the longest line in pixels, if none is broken. */
  double length(List<Line> working) {
    return lines(working, Double.MAX_VALUE).stream().mapToDouble(this::runLength).max().orElse(0);
  }

  /**
   * Breaks a line with only the first {@code terms} of its terms, and an ellipsis for the others.
   */
  private List<List<Run>> broken(Line line, int terms, double width) {
    List<List<Run>> lines = new ArrayList<>();
    List<Run> current = new ArrayList<>();
    double room = width;
    for (List<Run> word : words(line, terms)) {
      double length = runLength(word);
      if (length > room && !current.isEmpty()) {
        lines.add(current);
        current = new ArrayList<>();
        room = width;
      }
      current.addAll(word);
      room -= length;
    }
    lines.add(current);
    return lines;
  }

  /** The unbreakable parts of a line, each with the blank after it. */
  private List<List<Run>> words(Line line, int terms) {
    List<List<Run>> words = new ArrayList<>();
    boolean sum = line.separator().contains("+");
    List<Run> word = new ArrayList<>();
    word.add(faint(line.opening()));
    for (int i = 0; i < terms; i++) {
      word.addAll(term(line.terms().get(i), sum && i > 0));
      boolean last = i == line.terms().size() - 1;
      if (!last) {
        word.add(faint(line.separator()));
        words.add(word);
        word = new ArrayList<>();
      }
    }
    word.add(faint((terms < line.terms().size() ? "…" : "") + line.closing()));
    @Nullable Float result = line.result();
    if (result != null) {
      word.add(new Run(values.of(result, WorkingText::isShort), Colours.WRITTEN));
    }
    words.add(word);
    return words;
  }

  /**
   * @param enclosed whether a leading minus sign would follow another sign and needs brackets
   */
  private List<Run> term(Term term, boolean enclosed) {
    List<Run> runs = new ArrayList<>();
    runs.add(
        new Run(inBrackets(values.of(term.value(), WorkingText::isShort), enclosed), Colours.INK));
    @Nullable Float weight = term.weight();
    if (weight != null) {
      runs.add(faint("·"));
      runs.add(
          new Run(inBrackets(weights.ofWeight(weight, WorkingText::isShort), true), Colours.READ));
    }
    return runs;
  }

  private static String inBrackets(String number, boolean enclosed) {
    return enclosed && number.startsWith("−") ? "(" + number + ")" : number;
  }

  private static Run faint(String text) {
    return new Run(text, Colours.FAINT_INK);
  }

  private static boolean isShort(String number) {
    return number.length() <= LONGEST;
  }

  private double runLength(List<Run> runs) {
    return runs.stream().mapToDouble(run -> lettering.width(run.text(), size)).sum();
  }
}
