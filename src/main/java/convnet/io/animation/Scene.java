package convnet.io.animation;

import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an animation shows: windows that go over an input, while what they give fills an output.
 *
 * @param input the grids that are read
 * @param kernel what is laid on each of them; null where a word says it all
 * @param operation that word, such as {@code max}; otherwise what the numbers of a window and the
 *     kernel's have to do with each other
 * @param output the one grid that is written, as it is in the end
 * @param start what stands in the output before it is written; null for nothing
 * @param steps what happens, in this order
 * @param caption lines that stand below
 */
public record Scene(
    Panel input,
    @Nullable Panel kernel,
    String operation,
    Panel output,
    @Nullable Float start,
    List<Step> steps,
    List<String> caption) {

  public Scene {
    steps = List.copyOf(steps);
    caption = List.copyOf(caption);
  }

  /** The same without arithmetic. */
  Scene withoutWorking() {
    List<Step> silent =
        steps.stream()
            .map(s -> new Step(s.read(), s.written(), s.values(), s.chosen(), List.of()))
            .toList();
    return new Scene(input, kernel, operation, output, start, silent, caption);
  }

  /**
   * Grids of numbers, one for each channel.
   *
   * @param titles one for each
   * @param values (C, H, W)
   * @param own the part of them that counts, without a border of padding or of what is cut off
   */
  public record Panel(List<String> titles, Tensor values, Window own) {
    public Panel {
      titles = List.copyOf(titles);
    }

    public int channels() {
      return values.shape().dim(0);
    }
  }

  /**
   * @param read places of the input; those outside are not there
   * @param written places of the output
   * @param values (rows, columns) of {@code written}, what is there from now on
   * @param chosen the place of the input that is the answer, where it is one; else null
   * @param working how the answer is worked out, line by line
   */
  public record Step(
      Window read, Window written, Tensor values, @Nullable Window chosen, List<Line> working) {}

  /**
   * A line of arithmetic: {@code (1·2 + 3·4) / 2 = 7}.
   *
   * @param opening before the terms
   * @param separator between them
   * @param closing after them
   * @param result at the end, or null
   */
  public record Line(
      String opening, List<Term> terms, String separator, String closing, @Nullable Float result) {}

  /**
   * A number, or the product of two.
   *
   * @param weight null for none
   */
  public record Term(float value, @Nullable Float weight) {}
}
