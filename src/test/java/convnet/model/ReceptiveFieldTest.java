package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReceptiveFieldTest {

  /** A window along one axis, and the interval of its input that an interval of its output sees. */
  private record Window(int kernel, int stride, int padding, int dilation) {
    private long first(long output) {
      return output * stride - padding;
    }

    private long last(long output) {
      return output * stride - padding + (long) (kernel - 1) * dilation;
    }
  }

  @Test
  void agreesWithFollowingTheWindowsBack() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 200; trial++) {
      List<Window> vertical = new ArrayList<>();
      List<Window> horizontal = new ArrayList<>();
      ReceptiveField field = ReceptiveField.PIXEL;
      Shape any = Shape.of(1, 999, 999);
      for (int depth = 0; depth < 5; depth++) {
        Window h = window(random);
        Window w = window(random);
        vertical.add(h);
        horizontal.add(w);
        field = field.after(layer(h, w, depth), any, any);
      }
      assertAxis(field.height(), vertical);
      assertAxis(field.width(), horizontal);
    }
  }

  private static Window window(SplittableRandom random) {
    int kernel = random.nextInt(1, 6);
    return new Window(
        kernel, random.nextInt(1, 4), random.nextInt(0, kernel / 2 + 1), random.nextInt(1, 4));
  }

  /** Convolutions and poolings by turns: both must count, and the dilation of both. */
  private static LayerSpec layer(Window h, Window w, int depth) {
    Size kernel = Size.of(h.kernel(), w.kernel());
    Size stride = Size.of(h.stride(), w.stride());
    Size dilation = Size.of(h.dilation(), w.dilation());
    return depth % 2 == 0
        ? LayerSpec.Conv2d.of(
            "conv",
            1,
            ConvolutionParameters.of(kernel)
                .withStride(stride)
                .withPadding(Padding.of(h.padding(), w.padding()))
                .withDilation(dilation))
        : new LayerSpec.MaxPool2d(
            "pool",
            new PoolingParameters(
                kernel, stride, Size.of(h.padding(), w.padding()), dilation, false));
  }

  private static void assertAxis(ReceptiveField.Axis axis, List<Window> windows) {
    long first = 0;
    long last = 0;
    long next = 1;
    for (Window window : windows.reversed()) {
      first = window.first(first);
      last = window.last(last);
      next = window.first(next);
    }
    assertThat(axis.size()).isEqualTo(last - first + 1);
    assertThat(axis.jump()).isEqualTo(next - first);
    assertThat(axis.start()).isEqualTo((first + last) / 2.0 + 0.5);
  }

  @Test
  void vgg16() {
    List<String> words = new ArrayList<>();
    int[][] blocks = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
    for (int[] block : blocks) {
      for (int i = 0; i < block[0]; i++) {
        words.add("conv:" + block[1] + ",k=3,p=1");
        words.add("relu");
      }
      words.add("maxpool:2");
    }
    NetworkSpec vgg = new NetworkSpec("vgg16", Shape.of(3, 224, 224), LayerWords.parse(words));
    ReceptiveField.Axis last = vgg.summaries().getLast().field().height();
    assertThat(last.size()).isEqualTo(212);
    assertThat(last.jump()).isEqualTo(32);
    // As many 3×3 with padding 1 as one likes leave the centre; each pooling adds half its jump.
    assertThat(last.start()).isEqualTo(0.5 + (1 + 2 + 4 + 8 + 16) / 2.0);
  }

  @Test
  void evenKernelWithSamePaddingLooksFurtherDown() {
    // k = 4: one row above, two below
    ReceptiveField.Axis axis = field("conv:1,k=4,p=same").height();
    assertThat(axis).isEqualTo(new ReceptiveField.Axis(4, 1, 1.0));
  }

  @Test
  void linearLayersSeeEverything() {
    ReceptiveField field = field("conv:2,k=3", "flatten", "linear:5");
    assertThat(field.height()).isEqualTo(new ReceptiveField.Axis(24, 0, 12));
    assertThat(field.width()).isEqualTo(new ReceptiveField.Axis(36, 0, 18));
  }

  /** A large field that moves from element to element is another for each: in a ResNet-50, 483. */
  @Test
  void onlyWhatDoesNotMoveSeesAll() {
    assertThat(new ReceptiveField.Axis(483, 32, 0.5).seesAll(224)).isFalse();
    assertThat(new ReceptiveField.Axis(224, 0, 112).seesAll(224)).isTrue();
    assertThat(new ReceptiveField.Axis(75, 0, 37.5).seesAll(224)).isFalse();
  }

  @Test
  void adaptivePoolingWithLikeWindowsIsAPooling() {
    // 24x36 to 4x6: windows of 6
    assertThat(field("adaptiveavgpool:4x6").height()).isEqualTo(new ReceptiveField.Axis(6, 6, 3.0));
  }

  /** 24 to 5: from 0, 4, 9, 14 and 19 to before 5, 10, 15, 20 and 24. */
  @Test
  void theLargestWindowOfAnUnevenAdaptivePoolingCounts() {
    assertThat(field("adaptiveavgpool:5").height()).isEqualTo(new ReceptiveField.Axis(6, 0, 2.5));
    // More of them than pixels, 24 to 40: each sees one or two.
    assertThat(field("adaptiveavgpool:40").height()).isEqualTo(new ReceptiveField.Axis(2, 0, 0.5));
    // Behind a convolution of 3 at stride 2, 24 to 11 to 5: windows of 3.
    assertThat(field("conv:1,k=3,s=2", "adaptiveavgpool:5").height())
        .isEqualTo(new ReceptiveField.Axis(3 + 2 * 2, 0, 1.5 + 2));
    assertThat(field("adaptiveavgpool:5", "adaptiveavgpool:3").height())
        .as("uneven twice")
        .isEqualTo(new ReceptiveField.Axis(24, 0, 12));
    assertThat(field("adaptiveavgpool:5", "conv:1,k=2").height())
        .as("of no one stride")
        .isEqualTo(new ReceptiveField.Axis(24, 0, 12));
  }

  @Test
  void globalPoolingSeesEverything() {
    assertThat(field("gap").width()).isEqualTo(new ReceptiveField.Axis(36, 0, 18));
    assertThat(field("gap", "conv:3,k=1").width()).isEqualTo(new ReceptiveField.Axis(36, 0, 18));
  }

  private static ReceptiveField field(String... words) {
    return new NetworkSpec("test", Shape.of(1, 24, 36), LayerWords.parse(List.of(words)))
        .summaries()
        .getLast()
        .field();
  }
}
