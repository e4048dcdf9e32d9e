package convnet.cli;

import convnet.golden.GoldenFile;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;

/**
 * A layer, or kernels, of a golden table: how to type it, what is to come out, and the magnitude of
 * what is added up for it.
 *
 * @param results the whole table's; this row's are at {@code at}
 */
record TableRow(Kind kind, JsonNode json, Tensor results, int at) {
  /** What a row is about. */
  enum Kind {
    CONV2D,
    CONV_TRANSPOSE2D,
    /** Given with -k, on every channel by itself or with --sum; transposed or not. */
    KERNELS
  }

  static final List<String> INPUTS = List.of("src", "weights", "bias", "diffDst");
  static final List<String> OUTPUTS = List.of("dst", "diffSrc", "diffWeights", "diffBias");

  static TableRow of(Kind kind, JsonNode json, Tensor results, int at) {
    return new TableRow(kind, json, results, at);
  }

  @Override
  public String toString() {
    return kind + " " + json;
  }

  int number() {
    return json.required("case").intValue();
  }

  Shape src() {
    return new Shape(GoldenFile.integers(json.required("src")));
  }

  Shape dst() {
    return new Shape(GoldenFile.integers(json.required("dst")));
  }

  int maps() {
    return dst().channels();
  }

  Shape weights() {
    Size kernel = size("kernel");
    return switch (kind) {
      case CONV2D -> Shape.of(maps(), src().channels() / groups(), kernel.height(), kernel.width());
      case CONV_TRANSPOSE2D ->
          Shape.of(src().channels(), maps() / groups(), kernel.height(), kernel.width());
      case KERNELS -> Shape.of(kernels(), 1, kernel.height(), kernel.width());
    };
  }

  private Size size(String key) {
    JsonNode size = json.path(key);
    return size.isArray() ? Size.of(size.get(0).intValue(), size.get(1).intValue()) : Size.of(0);
  }

  private int groups() {
    return json.path("groups").asInt(1);
  }

  private int kernels() {
    return json.required("kernels").intValue();
  }

  private boolean is(String key) {
    return json.path(key).asBoolean(false);
  }

  private boolean transposed() {
    return kind == Kind.CONV_TRANSPOSE2D || is("transposed");
  }

  private String mode() {
    return json.path("mode").asString("zeros");
  }

  // What comes out

  List<String> outputs() {
    return is("bias") ? OUTPUTS : OUTPUTS.subList(0, 3);
  }

  private List<Shape> outputShapes() {
    return List.of(dst(), src(), weights(), Shape.of(maps())).subList(0, outputs().size());
  }

  int resultSize() {
    return outputShapes().stream().mapToInt(Shape::size).sum();
  }

  Tensor result(String output) {
    int from = at;
    for (int i = 0; !OUTPUTS.get(i).equals(output); i++) {
      from += outputShapes().get(i).size();
    }
    Shape shape = outputShapes().get(OUTPUTS.indexOf(output));
    return results.narrow(from, from + shape.size()).reshape(shape);
  }

  // How to type it

  /** The layer forth and back, with all its files. */
  List<String> arguments(Path directory) {
    List<String> args = layer(directory);
    args.addAll(List.of(directory + "/x.npy", "-o", directory + "/dst.npy"));
    args.addAll(List.of("--grad-output", directory + "/g.npy"));
    args.addAll(List.of("--grad-input", directory + "/diffSrc.npy"));
    args.addAll(List.of("--grad-weight", directory + "/diffWeights.npy"));
    add(args, is("bias"), "--grad-bias", directory + "/diffBias.npy");
    return args;
  }

  /** The layer in one of several ways: sizes, weights and dilations can be written in two each. */
  List<String> layer(Path directory) {
    boolean other = number() % 3 == 0;
    List<String> args = new ArrayList<>(List.of("convolve", "--threads", "1"));
    String model = directory + "/model.safetensors:conv.";
    for (int k = 0; kind == Kind.KERNELS && k < kernels(); k++) {
      args.addAll(List.of("-k", directory + "/k" + k + ".npy"));
    }
    if (kind != Kind.KERNELS) {
      args.addAll(List.of("--weights", other ? model + "weight" : directory + "/w.npy"));
    }
    if (is("bias")) {
      args.addAll(List.of("--bias", other ? model + "bias" : directory + "/b.npy"));
    }
    add(args, is("sum"), "--sum", "");
    add(args, transposed(), "--transpose", "");
    Size stride = size("stride");
    add(args, !stride.equals(Size.of(1)), "-s", typed(stride, other));
    Size dilation = size("dilation");
    if (other) {
      Size skipped = Size.of(dilation.height() - 1, dilation.width() - 1);
      add(args, !dilation.equals(Size.of(1)), "--sparsity", typed(skipped, other));
    } else {
      add(args, !dilation.equals(Size.of(1)), "-d", typed(dilation, other));
    }
    add(args, groups() > 1, "--groups", "" + groups());
    JsonNode padding = json.required("padding");
    boolean usual = kind != Kind.KERNELS && size("padding").equals(Size.of(0));
    String typed = padding.isString() ? padding.asString() : typed(size("padding"), other);
    add(args, padding.isString() || !usual, "-p", typed);
    boolean zeros = mode().equals("zeros");
    add(args, !transposed() && !(zeros && kind == Kind.CONV2D), "--padding-mode", mode());
    Size outputPadding = size("outputPadding");
    add(args, !outputPadding.equals(Size.of(0)), "--output-padding", typed(outputPadding, other));
    return args;
  }

  private static void add(List<String> args, boolean needed, String option, String value) {
    if (needed) {
      args.add(option);
      if (!value.isEmpty()) {
        args.add(value);
      }
    }
  }

  private static String typed(Size size, boolean comma) {
    return comma ? size.height() + "," + size.width() : size.toString();
  }

  // What is added up

  /** For every element of every output the sum of its terms' magnitudes. */
  Map<String, double[]> magnitudes(Map<String, Tensor> inputs) {
    double[] x = magnitudes(inputs, "src");
    double[] w = magnitudes(inputs, "weights");
    double[] b = magnitudes(inputs, "bias");
    double[] g = magnitudes(inputs, "diffDst");
    double[] dst = new double[g.length];
    double[] diffSrc = new double[x.length];
    double[] diffWeights = new double[w.length];
    double[] diffBias = new double[b.length];
    int pixels = dst().height() * dst().width();
    for (int i = 0; i < g.length; i++) {
      int map = i / pixels % maps();
      dst[i] = is("bias") ? b[map] : 0;
      diffBias[map] += g[i];
    }
    forEachProduct(
        (to, weight, from) -> {
          dst[to] += w[weight] * x[from];
          diffSrc[from] += w[weight] * g[to];
          diffWeights[weight] += x[from] * g[to];
        });
    Map<String, double[]> magnitudes = new HashMap<>();
    magnitudes.put("dst", dst);
    magnitudes.put("diffSrc", diffSrc);
    magnitudes.put("diffWeights", diffWeights);
    magnitudes.put("diffBias", diffBias);
    return magnitudes;
  }

  private static double[] magnitudes(Map<String, Tensor> inputs, String name) {
    float[] values = Objects.requireNonNull(inputs.get(name)).toArray();
    double[] magnitudes = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      magnitudes[i] = Math.abs(values[i]);
    }
    return magnitudes;
  }

  /** Takes the places of a product in output, weights and input. */
  private interface Product {
    void at(int dst, int weight, int src);
  }

  private void forEachProduct(Product product) {
    int channels = src().channels();
    for (int n = 0; n < src().dim(0); n++) {
      for (int map = 0; map < maps(); map++) {
        for (int c = 0; c < channels; c++) {
          int filter = filter(map, c);
          if (filter >= 0) {
            forEachProduct(n * maps() + map, filter, n * channels + c, product);
          }
        }
      }
    }
  }

  /** Which of the weights' planes (kh, kw) brings this channel into this map; −1 for none. */
  private int filter(int map, int channel) {
    int channelsPerGroup = src().channels() / groups();
    int mapsPerGroup = maps() / groups();
    boolean together = map / mapsPerGroup == channel / channelsPerGroup;
    return switch (kind) {
      case CONV2D -> together ? map * channelsPerGroup + channel % channelsPerGroup : -1;
      case CONV_TRANSPOSE2D -> together ? channel * mapsPerGroup + map % mapsPerGroup : -1;
      case KERNELS ->
          is("sum") ? map : map % src().channels() == channel ? map / src().channels() : -1;
    };
  }

  /** All products of one plane of the output, of the weights, and of the input. */
  private void forEachProduct(int dstPlane, int filter, int srcPlane, Product product) {
    Size kernel = size("kernel");
    // Of a transposed convolution, the windows are on the output, one a pixel of the input.
    Shape windows = transposed() ? src() : dst();
    Shape under = transposed() ? dst() : src();
    for (int y = 0; y < windows.height(); y++) {
      for (int x = 0; x < windows.width(); x++) {
        for (int i = 0; i < kernel.height(); i++) {
          for (int j = 0; j < kernel.width(); j++) {
            int row = source(y, i, Size::height, under.height());
            int column = source(x, j, Size::width, under.width());
            if (row < 0 || column < 0) {
              continue;
            }
            int window = y * windows.width() + x;
            int pixel = row * under.width() + column;
            int weight = (filter * kernel.height() + i) * kernel.width() + j;
            int dst = dstPlane * dst().height() * dst().width();
            int src = srcPlane * src().height() * src().width();
            product.at(
                dst + (transposed() ? pixel : window),
                weight,
                src + (transposed() ? window : pixel));
          }
        }
      }
    }
  }

  /** The element under tap {@code tap} of window {@code window}, along one axis; −1 for none. */
  private int source(int window, int tap, ToIntFunction<Size> axis, int size) {
    int dilation = axis.applyAsInt(size("dilation"));
    JsonNode padding = json.required("padding");
    int before =
        padding.isString() && padding.asString().equals("same")
            ? dilation * (axis.applyAsInt(size("kernel")) - 1) / 2
            : axis.applyAsInt(size("padding"));
    int position = window * axis.applyAsInt(size("stride")) + tap * dilation - before;
    PaddingMode mode = PaddingMode.valueOf(mode().toUpperCase(Locale.ROOT));
    return mode.source(position, size);
  }
}
