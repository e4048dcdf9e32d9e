package convnet.bench;

import org.openjdk.jmh.annotations.Param;

/** Layers without products of matrices. */
public class PlainLayerBenchmark extends LayerBenchmark {
  /** Rectifier, maximum pooling, local response and batch normalisation. */
  @Param({"alexnet:features.1", "alexnet:features.2", "alexnet-2012:features.2", "resnet18:bn1"})
  public String layer;

  @Override
  String layer() {
    return layer;
  }
}
