package convnet.cli;

import convnet.model.Formula;
import convnet.model.LayerSummary;
import convnet.model.NetworkSpec;
import convnet.model.ReceptiveField;
import convnet.tensor.Shape;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Sizes and cost of a network's layers, as a table or as JSON.
 *
 * @param batch the number of images that the table's sizes and costs are for; JSON is for one
 * @param formulas whether to show how each size is calculated
 */
record ShapeReport(NetworkSpec network, List<LayerSummary> layers, int batch, boolean formulas) {
  private static final int FLOAT_BYTES = 4;

  private static final String BLOCKS =
      """
      A block's row has the sums of the layers listed below it: those of its body and, marked with +,
      those of its shortcut. Its receptive field is that of its body.
      """;

  private static final String UNEVEN =
      """
      If the windows of an adaptive pooling differ in size, the field shown is the largest and the
      stride is '-'; layers with windows after it are shown as seeing the whole input.
      """;

  /** Formats numbers like every locale that matters here, without the 20 ms of loading one. */
  private static final @Nullable Locale NO_LOCALE = null;

  /**
   * @throws IllegalArgumentException if a layer does not fit, with its name and what it needs
   */
  static ShapeReport of(NetworkSpec network, int batch, boolean formulas) {
    return new ShapeReport(network, network.summaries(), batch, formulas);
  }

  /** A table for people. */
  String table() {
    Table table = new Table(2);
    table.row(
        "layer",
        "name",
        "output",
        "parameters",
        "multiply-adds",
        "memory",
        "field",
        "stride",
        "start");
    table.rule();
    table.row(
        "input",
        "",
        batched(network.input()),
        "",
        "",
        bytes(elements(network.input())),
        "",
        "",
        "");
    layers.forEach(layer -> addRows(table, "", layer));
    table.rule();
    long parameters = total(LayerSummary::parameters);
    String macs = ofBatch(total(LayerSummary::macs));
    table.row("total", "", "", count(parameters), macs, bytes(memory(layers)), "", "", "");
    return "%s: %s to %s%n%n%s%n%s"
        .formatted(
            Visible.of(network.name()),
            batched(network.input()),
            batched(layers.getLast().output()),
            table,
            legend(parameters));
  }

  /** Adds a row for a layer; for a block also an indented row for each layer in it. */
  private void addRows(Table table, String indent, LayerSummary layer) {
    ReceptiveField field = layer.field();
    boolean seesAll =
        field.height().seesAll(network.input().height())
            && field.width().seesAll(network.input().width());
    table.row(
        indent + layer.layer().type(),
        layer.layer().name(),
        batched(layer.output()),
        count(layer.parameters()),
        ofBatch(layer.macs()),
        bytes(elements(layer.output())),
        seesAll ? "all" : both(field.height().size(), field.width().size()),
        stride(field.height().jump(), field.width().jump()),
        seesAll ? "-" : both(field.height().start(), field.width().start()));
    String formula = formulas ? Formula.of(layer.layer(), layer.input()) : "";
    if (!formula.isEmpty()) {
      table.remark(formula);
    }
    String inner = " ".repeat(indent.length());
    layer.body().forEach(inside -> addRows(table, inner + "  ", inside));
    layer.shortcut().forEach(inside -> addRows(table, inner + "+ ", inside));
  }

  /**
   * Whether the receptive fields of a layer's elements are not evenly spaced, and do not all cover
   * the whole input.
   */
  private boolean isUneven(LayerSummary layer) {
    ReceptiveField field = layer.field();
    Shape input = network.input();
    return (field.height().jump() == 0 && !field.height().seesAll(input.height()))
        || (field.width().jump() == 0 && !field.width().seesAll(input.width()));
  }

  private long memory(List<LayerSummary> layers) {
    return layers.stream()
        .mapToLong(
            layer -> elements(layer.output()) + memory(layer.body()) + memory(layer.shortcut()))
        .sum();
  }

  private String legend(long parameters) {
    return """
    Parameters take %s. Memory is that of the layer's output, as float32. A multiply-add is one
    multiplication and one addition; biases are not counted. The receptive field is what one
    element of the output sees of the input: its size, the stride from one to the next, and where
    the centre of the first is (0.5: on the first pixel).
    """
            .formatted(bytes(parameters))
        + (layers.stream().anyMatch(this::isUneven) ? UNEVEN : "")
        + (layers.stream().allMatch(layer -> layer.body().isEmpty()) ? "" : BLOCKS);
  }

  /** A JSON object on one line. */
  String json() {
    return JsonLine.object(
        json -> {
          json.writeStringProperty("name", network.name());
          write(json, "input", network.input().dims());
          write(json, "layers", layers);
          json.writeNumberProperty("parameters", total(LayerSummary::parameters));
          json.writeNumberProperty("macs", total(LayerSummary::macs));
        });
  }

  private void write(JsonGenerator json, String name, List<LayerSummary> layers) {
    json.writeArrayPropertyStart(name);
    layers.forEach(layer -> write(json, layer));
    json.writeEndArray();
  }

  private void write(JsonGenerator json, LayerSummary layer) {
    ReceptiveField field = layer.field();
    json.writeStartObject();
    json.writeStringProperty("name", layer.layer().name());
    json.writeStringProperty("type", layer.layer().type());
    write(json, "output", layer.output().dims());
    json.writeNumberProperty("parameters", layer.parameters());
    json.writeNumberProperty("macs", layer.macs());
    write(json, "receptive_field", field.height().size(), field.width().size());
    write(json, "jump", field.height().jump(), field.width().jump());
    if (formulas) {
      json.writeStringProperty("formula", Formula.of(layer.layer(), layer.input()));
    }
    if (!layer.body().isEmpty()) {
      write(json, "body", layer.body());
      write(json, "shortcut", layer.shortcut());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, int... numbers) {
    json.writeName(name);
    json.writeArray(numbers, 0, numbers.length);
  }

  private static void write(JsonGenerator json, String name, long... numbers) {
    json.writeName(name);
    json.writeArray(numbers, 0, numbers.length);
  }

  private long total(ToLongFunction<LayerSummary> column) {
    return layers.stream().mapToLong(column).sum();
  }

  private long elements(Shape shape) {
    return (long) shape.size() * batch;
  }

  private String batched(Shape shape) {
    return batch == 1 ? shape.toString() : batch + "x" + shape;
  }

  /** The multiply-adds for the whole batch, which may be more than a long holds. */
  private String ofBatch(long macs) {
    BigInteger all = BigInteger.valueOf(macs).multiply(BigInteger.valueOf(batch));
    return macs == 0 ? "-" : String.format(NO_LOCALE, "%,d", all);
  }

  private static String count(long number) {
    return number == 0 ? "-" : String.format(NO_LOCALE, "%,d", number);
  }

  /** The stride from one receptive field to the next; a dash where there is no single one. */
  private static String stride(long height, long width) {
    return height == 0 || width == 0 ? "-" : both(height, width);
  }

  private static String both(long height, long width) {
    return height == width ? Long.toString(height) : height + "x" + width;
  }

  private static String both(double height, double width) {
    return height == width ? Double.toString(height) : height + "x" + width;
  }

  /** The size of this many 4-byte numbers, in a unit that leaves few digits. */
  private static String bytes(long numbers) {
    double size = (double) numbers * FLOAT_BYTES;
    for (String unit : List.of("B", "KiB", "MiB")) {
      if (size < 1000) {
        return String.format(NO_LOCALE, unit.equals("B") ? "%.0f %s" : "%.1f %s", size, unit);
      }
      size /= 1024;
    }
    return String.format(NO_LOCALE, "%,.1f GiB", size);
  }
}
