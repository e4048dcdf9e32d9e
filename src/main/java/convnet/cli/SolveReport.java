package convnet.cli;

import convnet.model.SizeSolution;
import convnet.model.SizeSolution.Kind;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * The layers that lead from one size to another, as lists to copy from or as JSON.
 *
 * @param input {@code (C, H, W)}
 * @param output {@code (C, H, W)}
 */
record SolveReport(Shape input, Shape output, List<SizeSolution> solutions) {
  private static final int SHOWN = 10;

  /** Lists for people: layers to copy, and how the output size of each is calculated. */
  String text() {
    Map<String, List<SizeSolution>> lists =
        solutions.stream()
            .collect(Collectors.groupingBy(this::heading, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    text.append(input).append(" to ").append(output).append('\n');
    int width =
        lists.values().stream()
            .flatMap(list -> list.stream().limit(SHOWN))
            .mapToInt(solution -> solution.word().length())
            .max()
            .orElse(0);
    lists.forEach(
        (heading, list) -> {
          text.append('\n').append(heading).append('\n');
          for (SizeSolution s : list.subList(0, Math.min(SHOWN, list.size()))) {
            String blanks = " ".repeat(width - s.word().length());
            text.append("  ").append(s.word()).append(blanks).append("   ").append(s.formula());
            text.append('\n');
          }
          if (list.size() > SHOWN) {
            text.append("  … and others with larger numbers\n");
          }
        });
    return text.toString();
  }

  private String heading(SizeSolution solution) {
    return switch (solution.kind()) {
      case CONV ->
          (solution.suitsPooling() && input.channels() == output.channels()
                  ? "Convolution, or pooling with the same numbers: "
                  : "Convolution: ")
              + (solution.exact()
                  ? "exact"
                  : "rounded down, the last rows and columns are ignored");
      case MAX_POOL, AVG_POOL ->
          solution.exact()
              ? "Pooling: exact"
              : solution.ceilMode()
                  ? "Pooling: rounded up, the last windows reach beyond the edge"
                  : "Pooling: rounded down, the last rows and columns are ignored";
      case CONV_TRANSPOSE ->
          "Transposed convolution, %s: %s"
              .formatted(
                  solution.word().startsWith("nn.") ? "in PyTorch" : "options of convnet convolve",
                  solution.exact() ? "exact" : "with output padding");
    };
  }

  /** A JSON object on one line. */
  String json() {
    return JsonLine.object(
        json -> {
          write(json, "input", input.dims());
          write(json, "output", output.dims());
          json.writeArrayPropertyStart("solutions");
          solutions.forEach(solution -> write(json, solution));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, SizeSolution solution) {
    json.writeStartObject();
    json.writeStringProperty("type", solution.kind().type());
    write(json, "kernel_size", solution.kernel());
    write(json, "stride", solution.stride());
    write(json, "padding", solution.padding());
    write(json, "dilation", solution.dilation());
    if (solution.kind() == Kind.CONV_TRANSPOSE) {
      write(json, "output_padding", solution.outputPadding());
    } else if (solution.kind() != Kind.CONV) {
      json.writeBooleanProperty("ceil_mode", solution.ceilMode());
    }
    json.writeBooleanProperty("exact", solution.exact());
    json.writeStringProperty("word", solution.word());
    json.writeStringProperty("formula", solution.formula());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Size size) {
    write(json, name, size.height(), size.width());
  }

  private static void write(JsonGenerator json, String name, int... numbers) {
    json.writeName(name);
    json.writeArray(numbers, 0, numbers.length);
  }
}
