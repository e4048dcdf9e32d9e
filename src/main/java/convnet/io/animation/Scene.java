package convnet.io.animation;

import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of an animation: windows slide over an input, while their results fill an output.
 *
 * @param input the grids that are read
 * @param kernel the kernel that is applied to each of them; null for an operation without one
 * @param operation the name of such an operation, for instance {@code max}; otherwise the sign
 *     between a window and the kernel
 * @param output the one grid that is written, in its final state
 * @param start the value of the output before it is written; null for an empty one
 * @param steps the steps in order
 * @param caption lines of text below
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

  /** The same scene without arithmetic. */
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
   * @param own the part of each grid without padding or a border that is cut off
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
   * @param read the window of the input; cells outside of the input do not exist
   * @param written the window of the output
   * @param values (rows, columns) of {@code written}, the values there from now on
   * @param chosen the cell of the input whose value is the result, if it is a single one; else null
   * @param working how the result is computed, line by line
   */
  public record Step(
      Window read, Window written, Tensor values, @Nullable Window chosen, List<Line> working) {}

  /**
   * A line of arithmetic: {@code (1·2 + 3·4) / 2 = 7}.
   *
   * @param opening the text before the terms
   * @param separator the text between them
   * @param closing the text after them
   * @param result the number at the end, or null
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
