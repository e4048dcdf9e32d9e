package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import convnet.io.AtomicFile;
import convnet.io.OutputFormat;
import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.NetworkText;
import convnet.model.SizeSolution;
import convnet.model.SizeSolver;
import convnet.model.drawing.NetworkDrawing;
import convnet.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code convnet shape}. */
public final class ShapeCommand implements Subcommand {
  private final Console console;
  private final CommandSpec command;
  List<String> words = new ArrayList<>();
  @Nullable Shape inputShape;
  int batch = 1;
  boolean formula;
  @Nullable String svg;
  @Nullable String output;
  @Nullable Shape solve;
  boolean json;
  final CommonOptions common;

  ShapeCommand(Console console) {
    Options options =
        new Options("shape", this)
            .about("Show the sizes and the cost of a network's layers, without running anything.%n")
            .examples(
                "convnet shape alexnet",
                "convnet shape --input 3x224x224 conv:64,k=11,s=4,p=2 relu maxpool:3,s=2",
                "convnet shape --formula --input 1x32x32 conv:6,k=5 relu maxpool flatten linear:10",
                "convnet shape alexnet-2012 --json | jq .macs",
                "convnet shape alexnet --svg alexnet.svg",
                "convnet shape --input 1x28x28 conv:8,k=5 relu maxpool flatten linear:10 -o"
                    + " net.json",
                "convnet shape --input 3x224x224 --solve 64x55x55 conv:k=11",
                "convnet shape --input 112 --solve 224");
    this.console = console;
    command = options.command();
    options.parameters(
        0,
        "NETWORK|LAYER...",
        () -> Architectures.names().iterator(),
        given -> words = given,
        "A network: alexnet, alexnet-2012, alexnet-cifar, linear, lenet5, vgg11 or resnet18, a"
            + " network file (JSON; - is standard input) or a model file. Or layers in order:"
            + " conv:64,k=3,s=1,p=1,d=1,g=1 (p=same, mode=reflect, bias=false) maxpool:3,s=2,p=1"
            + " (d=2, ceil=true) avgpool:3,s=2,p=1 (ceil=true, pad=false, divisor=4)"
            + " adaptiveavgpool:6 gap relu dropout:0.5 lrn:5 batchnorm flatten linear:10.");
    options.value(
        "--input",
        "CxHxW",
        new InputShapeConverter(),
        given -> inputShape = given,
        "Input size: channels, height, width. Default: the network's own.");
    options.value(
        "--batch",
        "N",
        Numbers.WHOLE,
        given -> batch = given,
        "Show sizes, multiply-adds and memory for N images. Default: 1.");
    options.flag("--formula", given -> formula = given, "Show how each size is calculated.");
    options.text(
        "--svg",
        "FILE",
        given -> svg = given,
        "Also write a drawing of the network to this SVG file; - prints only the drawing.");
    options.text(
        "-o, --output",
        "FILE",
        given -> output = given,
        "Also write the network to this file (JSON), to edit and for train --arch; - prints only"
            + " that.");
    options.value(
        "--solve",
        "OUT",
        new InputShapeConverter.OfAnySize(),
        given -> solve = given,
        "List the kernels, strides and paddings that lead from --input (224, 224x160 or"
            + " 3x224x224) to this size (55, 55x39 or 64x55x55). A LAYER fixes some of them:"
            + " conv:k=11, maxpool:3, convtranspose:s=2.");
    options.flag("--json", given -> json = given, "Print one JSON object, for one image.");
    common = new CommonOptions(options, console);
  }

  @Override
  public CommandSpec spec() {
    return command;
  }

  @Override
  public Integer call() throws IOException {
    if (batch < 1) {
      throw misuse("--batch " + batch + ": it is at least 1");
    }
    if (solve != null) {
      return solve(solve);
    }
    if (words.isEmpty()) {
      throw misuse("missing NETWORK|LAYER...: see convnet shape --help");
    }
    if (inputShape != null && inputShape.rank() != 3) {
      throw misuse(
          "--input " + inputShape + ": channels, height and width are needed, as in 3x224x224");
    }
    if (svg != null && isOtherThan("svg", svg)) {
      throw misuse("--svg " + svg + ": an SVG is drawn: a name such as network.svg");
    }
    if (output != null && isOtherThan("json", output)) {
      throw misuse(
          "--output " + output + ": a network is written as JSON: a name such as network.json");
    }
    String alone = "-".equals(svg) ? "--svg -" : "-".equals(output) ? "--output -" : null;
    if (alone != null) {
      requireAlone(alone);
    }
    if (json && batch > 1) {
      console.warn("--batch " + batch + " with --json: its numbers are for one image");
    }
    Architecture architecture;
    ShapeReport report;
    try {
      architecture = NetworkWords.resolve(words, inputShape, console.in());
      report = ShapeReport.of(architecture.network(), batch, formula);
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
    if (svg != null) {
      write(svg, NetworkDrawing.svg(architecture.network()));
    }
    if (output != null) {
      write(output, NetworkText.of(architecture));
    }
    if (json) {
      console.println(report.json());
    } else if (alone == null) {
      console.print(report.table());
    }
    return ExitCode.DONE;
  }

  /** Refuses what else would go to standard output, or would be for the table. */
  private void requireAlone(String alone) {
    if (json || ("-".equals(svg) && "-".equals(output))) {
      String other = json ? "--json" : "--output -";
      throw misuse(alone + " with " + other + ": both cannot go to standard output");
    }
    if (formula || batch > 1) {
      throw misuse(
          "%s with %s: it is for the table, which is not printed then"
              .formatted(formula ? "--formula" : "--batch", alone));
    }
  }

  /** Whether a file's name says that something else is in it. */
  private static boolean isOtherThan(String extension, String file) {
    int dot = file.lastIndexOf('.');
    String its = dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
    return !its.equals(extension)
        && (OutputFormat.named(its).isPresent() || List.of("svg", "gif", "pdf").contains(its));
  }

  private int solve(Shape wanted) throws IOException {
    if (inputShape == null) {
      throw misuse("missing --input: --solve needs an input size, such as 224 or 3x224x224");
    }
    if (words.size() > 1) {
      throw misuse("--solve takes one LAYER at most, not " + String.join(" ", words));
    }
    if (batch > 1 || svg != null || output != null || formula) {
      String option =
          svg != null ? "--svg" : output != null ? "--output" : batch > 1 ? "--batch" : "--formula";
      throw misuse(option + " with --solve: it is for networks");
    }
    Shape input = image(inputShape, 1);
    Optional<String> word = words.stream().findFirst();
    Shape output;
    List<SizeSolution> solutions;
    try {
      output = image(wanted, SizeSolver.outChannels(input, word));
      solutions = SizeSolver.solve(input, output, word);
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
    SolveReport report = new SolveReport(input, output, solutions);
    if (json) {
      console.println(report.json());
    }
    if (solutions.isEmpty()) {
      console.error(SizeSolver.whyNothing(input, output, word));
      return ExitCode.FAILED;
    }
    if (!json) {
      console.print(report.text());
    }
    return ExitCode.DONE;
  }

  /** The size as (C, H, W), with {@code channels} if it has none; a single number is a square. */
  private static Shape image(Shape size, int channels) {
    return size.rank() == 3 ? size : Shape.of(channels, size.dim(0), size.dim(-1));
  }

  private void write(String target, String text) throws IOException {
    if (target.equals("-")) {
      console.print(text);
    } else {
      AtomicFile.write(Path.of(target), out -> out.write(text.getBytes(UTF_8)));
    }
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
