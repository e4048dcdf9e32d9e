package convnet.cli;

import convnet.io.ImageLimits;
import convnet.op.filter.Filter;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Prints how one value of the output is computed from one input; of a batch, from its first image.
 */
record ExplainJob(
    CommandSpec command, InputOptions input, Place place, Filtering filtering, Console console) {
  /** The options about writing an output, which {@code --explain} does not do. */
  private static final List<String> OUTPUT_OPTIONS =
      List.of("--output", "--format", "--map", "--bit-depth", "--quality");

  /**
   * @throws UsageException if the output has no such value, or options do not go together
   * @throws IOException if the input cannot be read
   */
  void run(ImageLimits limits) throws IOException {
    check();
    String name = input.inputs().getFirst();
    Tensor src = input.images(name, input.read(name, limits).tensor());
    Shape maps = input.outputShape(name, src.shape(), filtering);
    if (place.row() >= maps.height()
        || place.column() >= maps.width()
        || place.map() >= maps.channels()) {
      throw misuse(
          "the output of %s has rows 0 to %d, columns 0 to %d, maps 0 to %d"
              .formatted(name, maps.height() - 1, maps.width() - 1, maps.channels() - 1));
    }
    Filter filter = filtering.filter();
    Tensor biases = filtering.biases(maps.channels());
    console.print(
        TermsReport.of(
            filter.terms(src.slice(0), biases, place.map(), place.row(), place.column()),
            place.map(),
            src.shape(),
            maps.inner()));
  }

  private void check() {
    var given = command.commandLine().getParseResult();
    for (String option : OUTPUT_OPTIONS) {
      if (given.hasMatchedOption(option)) {
        throw misuse(
            "it prints how one value is computed and writes no output: leave " + option + " out");
      }
    }
  }

  private UsageException misuse(String message) {
    return new UsageException(command, "--explain " + place + ": " + message);
  }
}
