package convnet.model.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.model.Architectures;
import convnet.model.LayerWords;
import convnet.model.NetworkSpec;
import convnet.tensor.Shape;
import java.awt.geom.Rectangle2D;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class NetworkDrawingTest {

  static Stream<NetworkSpec> networks() {
    String deep = "conv:9,k=3,p=1 batchnorm relu ".repeat(20);
    String growing = "";
    for (int channels = 1; channels <= 30; channels++) {
      growing += "conv:" + channels + ",k=3,p=1 relu ";
    }
    return Stream.concat(
        Architectures.names().stream().map(name -> Architectures.bundled(name).network()),
        Stream.of(
            layers("3x32x32", "conv:8,k=3"),
            layers("3x32x32", "relu"),
            layers("1x1x1", "flatten linear:1"),
            layers("1x1x128", "conv:8,k=1x9,p=0x4 relu maxpool:1x2 flatten linear:5"),
            layers("2x100x1", "conv:8,k=9x1 avgpool:4x1,ceil=true gap flatten linear:2"),
            layers("512x1000x3", "conv:2048,k=3,s=2,p=1,d=2,g=2 lrn dropout adaptiveavgpool:7x2"),
            layers("3x64x64", deep),
            layers("3x64x64", growing)));
  }

  private static NetworkSpec layers(String input, String words) {
    int[] dims = Stream.of(input.split("x")).mapToInt(Integer::parseInt).toArray();
    return new NetworkSpec(
        "a<b & \"c\"", Shape.of(dims), LayerWords.parse(List.of(words.strip().split(" +"))));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void isWellFormedAndTheSameEveryTime(NetworkSpec network) throws Exception {
    String svg = NetworkDrawing.svg(network);
    Element root = parse(svg).getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getAttribute("role")).isEqualTo("img");
    assertThat(root.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo(network.name());
    assertThat(root.getElementsByTagName("desc").item(0).getTextContent())
        .contains(network.layers().size() + " layers");
    assertThat(NetworkDrawing.svg(network)).isEqualTo(svg);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everythingLiesOnThePaperAndNoTextOnAnother(NetworkSpec network) throws Exception {
    Document svg = parse(NetworkDrawing.svg(network));
    Element root = svg.getDocumentElement();
    Rectangle2D paper = new Rectangle2D.Double(0, 0, number(root, "width"), number(root, "height"));
    List<Rectangle2D> texts = new ArrayList<>();
    for (Element text : elements(svg, "text")) {
      Rectangle2D box = box(text);
      assertThat(paper.contains(box)).as(text.getTextContent()).isTrue();
      assertThat(texts).as(text.getTextContent()).noneMatch(other -> other.intersects(box));
      texts.add(box);
    }
    for (Element polygon : elements(svg, "polygon")) {
      for (String point : polygon.getAttribute("points").split(" ")) {
        String[] xy = point.split(",");
        assertThat(paper.contains(Double.parseDouble(xy[0]), Double.parseDouble(xy[1])))
            .as(point)
            .isTrue();
      }
    }
  }

  /** About what a browser's sans-serif takes up: 0.58 of the size for a letter. */
  private static Rectangle2D box(Element text) {
    double size = number(text, "font-size");
    double width = text.getTextContent().length() * size * 0.58;
    boolean begins =
        List.of("title", "legend", "share", "note").contains(text.getAttribute("class"));
    double left = number(text, "x") - (begins ? 0 : width / 2);
    return new Rectangle2D.Double(left, number(text, "y") - 0.75 * size, width, size);
  }

  @Test
  void saysWhatIsDone() throws Exception {
    assertThat(texts(Architectures.bundled("alexnet-2012").network()))
        .containsSubsequence(
            "alexnet-2012",
            "3×227×227 → 1000",
            "724 M multiply-adds",
            "61.0 M parameters",
            "3×227×227",
            "96×55×55",
            "conv 11×11",
            "stride 4",
            "ReLU, LRN",
            "features.0",
            "15 %",
            "0.1 %",
            "96×27×27",
            "max pool",
            "3×3, stride 2",
            "256×27×27",
            "conv 5×5",
            "pad 2, 2 groups",
            "9216",
            "flatten",
            "4096",
            "linear",
            "ReLU",
            "dropout 0.5",
            "classifier.0",
            "62 %");
  }

  @Test
  void likeLayersAreOneStageWhereThereAreMany() throws Exception {
    String block = "conv:64,k=3,p=1 relu ".repeat(3) + "maxpool ";
    assertThat(texts(layers("3x32x32", block))).filteredOn("conv 3×3"::equals).hasSize(3);
    assertThat(texts(layers("3x512x512", block.repeat(6))))
        .doesNotContain("conv 3×3")
        .filteredOn("3 × conv 3×3"::equals)
        .hasSize(6);
  }

  @Test
  void colouredByWhatMakesIt() throws Exception {
    List<String> fronts =
        elements(parse(NetworkDrawing.svg(Architectures.bundled("lenet5").network())), "rect")
            .stream()
            .map(rectangle -> rectangle.getAttribute("class"))
            .filter(cssClass -> cssClass.endsWith("front"))
            .map(cssClass -> cssClass.replace(" front", ""))
            .toList();
    assertThat(fronts)
        .containsExactly(
            "input",
            "convolution",
            "pooling",
            "convolution",
            "pooling",
            "flattening",
            "linear",
            "linear",
            "linear");
  }

  @Test
  void aLayerThatDoesNotFitIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkDrawing.svg(layers("3x2x2", "conv:8,k=3")))
        .withMessageContaining("layer 0 (Conv2d)");
  }

  private static List<String> texts(NetworkSpec network) throws Exception {
    return elements(parse(NetworkDrawing.svg(network)), "text").stream()
        .map(Element::getTextContent)
        .toList();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<Element> elements(Document document, String tag) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = document.getElementsByTagName(tag);
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void aBlockIsOneStageWithAnArcOverIt() {
    String svg = NetworkDrawing.svg(Architectures.bundled("resnet18").network());
    assertThat(svg.split("class=\"shortcut\"", -1)).as("layer3.0 begins a row").hasSize(8);
    assertThat(svg).contains("residual", "layer2.0 Residual: 128×28×28, 230,144 parameters");
  }
}
