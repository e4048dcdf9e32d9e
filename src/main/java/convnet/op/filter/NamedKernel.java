package convnet.op.filter;

import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kernels that have a name. Most are standard in image processing. */
public enum NamedKernel {
  IDENTITY("", "", "the image as it is", "0 0 0; 0 1 0; 0 0 0"),
  BOX("[:N]", "", "mean of N by N pixels (default 3)", 0, a -> box(a)),
  GAUSSIAN(
      ":SIGMA[,N]",
      ":0.5",
      "Gaussian blur with SIGMA in pixels; N by N numbers, by default 3 SIGMA to each side",
      1,
      a -> gaussian(a)),
  SHARPEN(
      "[:AMOUNT]",
      "",
      "sharpening by AMOUNT (default 1)",
      0,
      a -> KernelFormulas.sharpen(a.positive(0, "AMOUNT", 1))),
  UNSHARP(
      ":SIGMA[,AMOUNT]",
      ":0.5",
      "unsharp mask: adds AMOUNT (default 1) times what a blur by SIGMA removes",
      1,
      a -> KernelFormulas.unsharp(a.sigma(0, "SIGMA"), a.positive(1, "AMOUNT", 1))),
  EDGE("", "", "what differs from all its neighbours", "-1 -1 -1; -1 8 -1; -1 -1 -1"),
  LAPLACIAN(
      "[:4|8]", "", "second derivative from 4 neighbours (default) or 8", 0, a -> laplacian(a)),
  LOG(
      ":SIGMA",
      ":0.5",
      "Laplacian of Gaussian: blobs and edges of size SIGMA",
      1,
      a -> KernelFormulas.laplacianOfGaussian(a.sigma(0, "SIGMA"))),
  DOG(
      ":SIGMA1,SIGMA2",
      ":0.5,0.6",
      "difference of Gaussians: detail between two blurs",
      2,
      a -> KernelFormulas.differenceOfGaussians(a.sigma(0, "SIGMA1"), a.sigma(1, "SIGMA2"))),
  SOBEL_X("", "", "derivative to the right, smoothed", "-1 0 1; -2 0 2; -1 0 1"),
  SOBEL_Y("", "", "derivative downwards, smoothed", "-1 -2 -1; 0 0 0; 1 2 1"),
  PREWITT_X("", "", "derivative to the right, evenly smoothed", "-1 0 1; -1 0 1; -1 0 1"),
  PREWITT_Y("", "", "derivative downwards, evenly smoothed", "-1 -1 -1; 0 0 0; 1 1 1"),
  SCHARR_X("", "", "derivative to the right, true to angles", "-3 0 3; -10 0 10; -3 0 3"),
  SCHARR_Y("", "", "derivative downwards, true to angles", "-3 -10 -3; 0 0 0; 3 10 3"),
  ROBERTS_X("", "", "derivative along one diagonal", "1 0; 0 -1"),
  ROBERTS_Y("", "", "derivative along the other diagonal", "0 1; -1 0"),
  EMBOSS("", "", "relief lit from above left", "-2 -1 0; -1 1 1; 0 1 2"),
  MOTION(
      ":LENGTH[,ANGLE]",
      ":3,45",
      "blur along a line; ANGLE in degrees, 0 to the right, 90 up",
      1,
      a -> KernelFormulas.motion(a.length(), a.number(1, "ANGLE", 0))),
  GABOR(
      ":WAVELENGTH,ANGLE",
      ":2,0",
      "stripes of WAVELENGTH pixels across ANGLE; 0 finds vertical ones",
      2,
      a -> KernelFormulas.gabor(a.wavelength(), a.number(1, "ANGLE", 0)));

  /** The most numbers along an axis: more is hardly intended, and would take very long. */
  public static final int LARGEST = 1001;

  private final String arguments;
  private final String example;
  private final String description;
  private final int required;
  private final Function<Arguments, Tensor> formula;

  NamedKernel(
      String arguments,
      String example,
      String description,
      int required,
      Function<Arguments, Tensor> formula) {
    this.arguments = arguments;
    this.example = example;
    this.description = description;
    this.required = required;
    this.formula = formula;
  }

  NamedKernel(String arguments, String example, String description, String numbers) {
    this(arguments, example, description, 0, _ -> KernelText.parse(numbers));
  }

  /** The name, {@code sobel-x}. */
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name with its required and optional arguments, {@code gaussian:SIGMA[,N]}. */
  public String syntax() {
    return kernelName() + arguments;
  }

  /** The name with arguments for a small example, {@code gaussian:0.5}. */
  public String example() {
    return kernelName() + example;
  }

  /** What it does, in a few words. */
  public String description() {
    return description;
  }

  /** The names of all kernels, without their arguments. */
  public static List<String> names() {
    return Arrays.stream(values()).map(NamedKernel::kernelName).toList();
  }

  /** Whether this text, up to a colon, is the name of a kernel. */
  public static boolean isNamed(String text) {
    return find(text) != null;
  }

  /**
   * The kernel that this text names.
   *
   * @param text {@code box}, {@code gaussian:1.5}, {@code motion:9,45}
   * @throws IllegalArgumentException if there is none, or its arguments are invalid
   */
  public static Kernel of(String text) {
    NamedKernel named = find(text);
    if (named == null) {
      throw new IllegalArgumentException("no kernel is called '" + text + "'");
    }
    int colon = text.indexOf(':');
    List<String> given =
        colon < 0 ? List.of() : Arrays.asList(text.substring(colon + 1).split(",", -1));
    int most =
        named.arguments.isEmpty()
            ? 0
            : (int) named.arguments.chars().filter(c -> c == ',').count() + 1;
    if (given.size() < named.required || given.size() > most) {
      throw new IllegalArgumentException("it is written " + named.syntax());
    }
    return new Kernel(text, named.formula.apply(new Arguments(given)));
  }

  private static @Nullable NamedKernel find(String text) {
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kernel -> kernel.kernelName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static Tensor box(Arguments a) {
    int size = a.size(0, "N", 3);
    return KernelFormulas.box(size, size);
  }

  private static Tensor gaussian(Arguments a) {
    double sigma = a.sigma(0, "SIGMA");
    return KernelFormulas.gaussian(sigma, a.size(1, "N", KernelFormulas.gaussianSize(sigma)));
  }

  private static Tensor laplacian(Arguments a) {
    return switch (a.size(0, "the number of neighbours", 4)) {
      case 4 -> KernelText.parse("0 1 0; 1 -4 1; 0 1 0");
      case 8 -> KernelText.parse("1 1 1; 1 -8 1; 1 1 1");
      default -> throw new IllegalArgumentException("the number of neighbours is 4 or 8");
    };
  }

  /** The arguments after a kernel's name. */
  private record Arguments(List<String> words) {
    private double number(int index, String name, double otherwise) {
      if (index >= words.size()) {
        return otherwise;
      }
      try {
        double number = Double.parseDouble(words.get(index).strip());
        if (Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // reported below
      }
      throw new IllegalArgumentException(
          "%s is not a number: '%s'".formatted(name, words.get(index)));
    }

    private double positive(int index, String name, double otherwise) {
      return require(
          name,
          number(index, name, otherwise),
          Double.MIN_VALUE,
          1e6,
          "above 0 and at most 1000000");
    }

    private double sigma(int index, String name) {
      return require(name, number(index, name, 0), 0.01, 100, "between 0.01 and 100");
    }

    private double wavelength() {
      return require("WAVELENGTH", number(0, "WAVELENGTH", 0), 1, 100, "between 1 and 100");
    }

    private double length() {
      return require("LENGTH", number(0, "LENGTH", 0), 1, LARGEST, "between 1 and " + LARGEST);
    }

    private int size(int index, String name, int otherwise) {
      double size = number(index, name, otherwise);
      String range = "a whole number between 1 and " + LARGEST;
      return (int) require(name, size == Math.rint(size) ? size : 0, 1, LARGEST, range);
    }

    private static double require(
        String name, double number, double least, double most, String range) {
      if (!(number >= least && number <= most)) {
        throw new IllegalArgumentException(name + " must be " + range);
      }
      return number;
    }
  }
}
