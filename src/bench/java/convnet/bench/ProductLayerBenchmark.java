package convnet.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Convolutions and inner products. */
public class ProductLayerBenchmark extends LayerBenchmark {
  /** 11×11 with stride 4, 5×5, 3×3, 3×3 with stride 2, 1×1, inner product. */
  @Param({
    "alexnet:features.0",
    "alexnet:features.3",
    "alexnet:features.8",
    "resnet18:layer2.0.conv1",
    "resnet18:layer2.0.downsample.0",
    "alexnet:classifier.1"
  })
  public String layer;

  @Override
  String layer() {
    return layer;
  }

  /** The gradients with respect to weights and bias. */
  @Benchmark
  public void backwardParameters() {
    run.run(LayerRun.Part.BACKWARD_PARAMETERS);
  }
}
