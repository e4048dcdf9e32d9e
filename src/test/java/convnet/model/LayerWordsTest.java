package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LayerWordsTest {

  @Test
  void nothingIsNoLayer() {
    assertThat(LayerWords.parse(List.of())).isEmpty();
  }

  @Test
  void layersAreNamedByTheirIndex() {
    assertThat(LayerWords.parse(List.of("conv:64,k=11,s=4,p=2", "relu", "maxpool:3,s=2")))
        .containsExactly(
            LayerSpec.Conv2d.of(
                "0",
                64,
                ConvolutionParameters.of(Size.of(11))
                    .withStride(Size.of(4))
                    .withPadding(Padding.of(2))),
            new LayerSpec.ReLU("1"),
            new LayerSpec.MaxPool2d("2", PoolingParameters.of(Size.of(3), Size.of(2))));
  }

  @Test
  void everythingOfAConvolution() {
    LayerSpec.Conv2d conv =
        (LayerSpec.Conv2d) parse("conv:8,k=3x5,s=2x1,p=1x2,d=1x2,g=4,bias=false,mode=circular");
    assertThat(conv.convolution())
        .isEqualTo(
            new ConvolutionParameters(
                Size.of(3, 5),
                Size.of(2, 1),
                Padding.of(1, 2),
                Size.of(1, 2),
                4,
                PaddingMode.CIRCULAR));
    assertThat(conv.bias()).isFalse();
  }

  @Test
  void pytorchsNamesAreUnderstoodToo() {
    assertThat(parse("Conv2d:8,kernel_size=3,stride=2,padding=1"))
        .isEqualTo(parse("conv:8,k=3,s=2,p=1"));
    assertThat(parse("conv:out_channels=8,k=3")).isEqualTo(parse("conv:8,k=3"));
    assertThat(parse("nn.Conv2d:8,kernel_size=3,bias=False"))
        .isEqualTo(parse("conv:8,k=3,bias=false"));
    assertThat(parse("torch.nn.Linear:5")).isEqualTo(parse("fc:5"));
    assertThat(parse("AvgPool2d:2,count_include_pad=False"))
        .isEqualTo(parse("avgpool:2,pad=false"));
  }

  @Test
  void samePadding() {
    LayerSpec.Conv2d conv = (LayerSpec.Conv2d) parse("conv:8,k=4,p=same");
    assertThat(conv.convolution().padding()).isEqualTo(new Padding(1, 2, 1, 2));
    assertThat(parse("conv:8,k=4,p=valid")).isEqualTo(parse("conv:8,k=4"));
  }

  @Test
  void poolings() {
    assertThat(parse("maxpool"))
        .isEqualTo(new LayerSpec.MaxPool2d("0", PoolingParameters.of(Size.of(2), Size.of(2))));
    assertThat(parse("maxpool:3,s=2,p=1,d=2,ceil=true"))
        .isEqualTo(
            new LayerSpec.MaxPool2d(
                "0", new PoolingParameters(Size.of(3), Size.of(2), Size.of(1), Size.of(2), true)));
    assertThat(parse("maxpool:3,ceil")).isEqualTo(parse("maxpool:3,ceil_mode=True"));
    assertThat(parse("avgpool:3,pad=false,divisor=4"))
        .isEqualTo(
            new LayerSpec.AvgPool2d("0", PoolingParameters.of(Size.of(3), Size.of(3)), false, 4));
    assertThat(parse("adaptiveavgpool:6x7"))
        .isEqualTo(new LayerSpec.AdaptiveAvgPool2d("0", Size.of(6, 7)));
    assertThat(parse("gap")).isEqualTo(new LayerSpec.AdaptiveAvgPool2d("0", Size.of(1)));
  }

  @Test
  void theOthers() {
    assertThat(parse("linear:10,bias=false"))
        .isEqualTo(new LayerSpec.Linear("0", 10, false, Initializer.DEFAULT, Initializer.DEFAULT));
    assertThat(parse("dropout")).isEqualTo(new LayerSpec.Dropout("0", 0.5f));
    assertThat(parse("dropout:0.25")).isEqualTo(new LayerSpec.Dropout("0", 0.25f));
    assertThat(parse("flatten")).isEqualTo(new LayerSpec.Flatten("0"));
    assertThat(parse("lrn")).isEqualTo(new LayerSpec.LocalResponseNorm("0", 5, 1e-4f, 0.75f, 1));
    assertThat(parse("lrn:3,alpha=5e-5,beta=.5,k=2"))
        .isEqualTo(new LayerSpec.LocalResponseNorm("0", 3, 5e-5f, 0.5f, 2));
    assertThat(parse("batchnorm:eps=0.001")).isEqualTo(new LayerSpec.BatchNorm2d("0", 1e-3f, 0.1f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv:64,k=11,s=4,p=2",
        "conv:8,k=3x5,s=2x1,p=1x2,d=1x2,g=4,mode=circular,bias=false",
        "conv:8,k=4,p=same",
        "maxpool:3,s=2,p=1,d=2,ceil=true",
        "avgpool:3x2,pad=false,divisor=4",
        "adaptiveavgpool:6x7",
        "linear:10,bias=false",
        "linear:10,in=48",
        "relu",
        "dropout:0.25",
        "flatten",
        "lrn:3,alpha=5.0E-5,beta=0.5,k=2.0",
        "batchnorm:eps=0.001,momentum=0.1"
      })
  void thereAndBack(String word) {
    assertThat(LayerWords.format(parse(word))).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cov:64 | cov:64: not a layer: did you mean conv?",
        "nn.MaxPol2d:3 | nn.MaxPol2d:3: not a layer: did you mean maxpool2d?",
        "gru:64 | gru:64: not a layer: one of conv, maxpool, avgpool, adaptiveavgpool, gap,"
            + " linear, relu, dropout, flatten, lrn, batchnorm",
        "'' | ': not a layer: one of conv, maxpool, avgpool, adaptiveavgpool, gap, linear, relu,"
            + " dropout, flatten, lrn, batchnorm'",
        "conv:64 | conv:64: kernel_size: missing; for example conv:64,k=11,s=4,p=2",
        "conv:k=3 | conv:k=3: out_channels: missing; for example conv:64,k=11,s=4,p=2",
        "conv:64,3 | 'conv:64,3: \"3\" is not understood: conv takes bias=, d=, g=, k=, mode=, p=,"
            + " s=; for example conv:64,k=11,s=4,p=2'",
        "conv:64,k=3,q=1 | 'conv:64,k=3,q=1: \"q=1\" is not understood: conv takes bias=, d=, g=,"
            + " k=, mode=, p=, s=; for example conv:64,k=11,s=4,p=2'",
        "conv:64,kernal=3 | 'conv:64,kernal=3: \"kernal=3\" is not understood: did you mean"
            + " kernel_size=? conv takes bias=, d=, g=, k=, mode=, p=, s=; for example"
            + " conv:64,k=11,s=4,p=2'",
        "conv:64,k=3,k=5 | 'conv:64,k=3,k=5: kernel_size: this is there twice; for example"
            + " conv:64,k=11,s=4,p=2'",
        "conv:64,k=0 | 'conv:64,k=0: kernel_size: a whole number from 1 to 32767 is needed, not 0;"
            + " for example conv:64,k=11,s=4,p=2'",
        "conv:64,k= | 'conv:64,k=: kernel_size: a whole number from 1 to 32767, or a [height,"
            + " width] of two is needed, not \"\"; for example conv:64,k=11,s=4,p=2'",
        "conv:x,k=3 | 'conv:x,k=3: out_channels: a whole number of at least 1 is needed, not \"x\";"
            + " for example conv:64,k=11,s=4,p=2'",
        "conv:64,k=3,d=0 | 'conv:64,k=3,d=0: dilation: a dilation of 0 does not exist: 1 is the"
            + " dense kernel; for example conv:64,k=11,s=4,p=2'",
        "conv:64,k=3x99999999999 | 'conv:64,k=3x99999999999: kernel_size[1]: a whole number from 1"
            + " to 32767 is needed, not 99999999999; for example conv:64,k=11,s=4,p=2'",
        "maxpool:3,p=2 | 'maxpool:3,p=2: padding of 2 is more than half of the pooling kernel of"
            + " 3: at most 1; for example maxpool:3,s=2'",
        "relu:1 | 'relu:1: \"1\" is not understood: relu takes nothing; for example relu'",
        "linear | linear: out_features: missing; for example linear:1000",
        "dropout:1 | 'dropout:1: p must be at least 0 and below 1, not 1.0; for example"
            + " dropout:0.5'",
      })
  void errors(String word, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> parse(word)).withMessage(message);
  }

  private static LayerSpec parse(String word) {
    return LayerWords.parse(List.of(word)).getFirst();
  }
}
