package convnet.cli;

import convnet.op.filter.NamedKernel;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The text that {@code --list-kernels} prints. */
final class KernelList {
  private KernelList() {}

  /** Each named kernel with its syntax, its description and the numbers of an example. */
  static String text() {
    StringBuilder text = new StringBuilder();
    for (NamedKernel kernel : NamedKernel.values()) {
      text.append(kernel.syntax()).append("  ").append(kernel.description()).append('\n');
      if (!kernel.example().equals(kernel.syntax())) {
        text.append("  ").append(kernel.example()).append('\n');
      }
      text.append(matrix(NamedKernel.of(kernel.example()).values())).append('\n');
    }
    return text.toString();
  }

  private static String matrix(Tensor values) {
    List<String> numbers = new ArrayList<>();
    for (float value : values.toArray()) {
      String number = (value == Math.rint(value) ? "%.0f" : "%.4f").formatted(value);
      numbers.add(number.equals("-0.0000") ? "0.0000" : number);
    }
    int widest = numbers.stream().mapToInt(String::length).max().orElse(0);
    int columns = values.shape().width();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < numbers.size(); i++) {
      text.append(i % columns == 0 ? "    " : " ");
      text.append(" ".repeat(widest - numbers.get(i).length())).append(numbers.get(i));
      text.append(i % columns == columns - 1 ? "\n" : "");
    }
    return text.toString();
  }
}
