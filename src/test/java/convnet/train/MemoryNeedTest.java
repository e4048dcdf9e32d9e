package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.kernel.Compute;
import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryNeedTest {
  private static final long MB = 1 << 20;

  /** What a plan, the parameters and the optimiser take, and batches in the loaders besides. */
  @ParameterizedTest
  @CsvSource({"alexnet-cifar, 64", "lenet5, 128", "linear, 5", "resnet18, 3"})
  void isWhatIsTakenAfterwards(String name, int batch) {
    try (Compute compute = Compute.create(1)) {
      Architecture architecture = Architectures.bundled(name, 10);
      Recipe recipe = architecture.recipe().withBatchSize(batch);
      Network network = new Network(architecture.network());
      MemoryNeed need = MemoryNeed.of(network, recipe);
      ExecutionPlan plan = ExecutionPlan.forTraining(network, batch, compute);
      Optimizer optimizer = Optimizer.of(recipe, network, plan, compute);
      long taken =
          plan.bytes()
              + Stream.concat(
                      network.parameters().stream().map(Parameter::value),
                      optimizer.state().values().stream())
                  .mapToLong(t -> 4L * t.size())
                  .sum()
              + 4L * 4 * batch * network.spec().input().size();
      assertThat(need.bytes() - taken).as("the rest").isBetween(40 * MB, 50 * MB);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 500})
  void whatWouldHelpIsSaid(long available) {
    MemoryNeed need = new MemoryNeed(400 * MB, 8 * MB, 100);
    assertThatThrownBy(() -> need.require(available * MB))
        .isInstanceOf(MemoryNeed.TooLittleMemoryException.class)
        .hasMessage(
            "training needs about 1,248 MB of memory and Java can fill %,d MB: CONVNET_JAVA_OPTS=-Xmx1792m gives it more%s"
                .formatted(
                    available * 9 / 10, available == 1000 ? ", --batch-size 32 needs 704 MB" : ""));
    assertThatCode(() -> need.require(1400 * MB)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"0.9, 748", "0, 981"})
  void parametersAloneMayBeTooMuch(double momentum, long megabytes) {
    Recipe.Optimizer optimizer =
        momentum > 0 ? new Recipe.Sgd(momentum, false) : Recipe.AdamW.DEFAULT;
    Architecture alexnet = Architectures.bundled("alexnet", 1000);
    Recipe own = alexnet.recipe();
    Recipe recipe =
        new Recipe(
            optimizer,
            own.learningRate(),
            own.weightDecay(),
            own.batchSize(),
            own.epochs(),
            own.schedule(),
            own.stepSize(),
            own.gamma(),
            own.warmupEpochs(),
            own.augment(),
            own.cutout(),
            own.cutmix(),
            own.labelSmoothing(),
            own.classWeights());
    Architecture changed = new Architecture(alexnet.network(), alexnet.preprocessing(), recipe);
    assertThatThrownBy(() -> MemoryNeed.requireRoomForParameters(changed, 500 * MB))
        .hasMessageStartingWith("training needs about " + megabytes)
        .hasMessageNotContaining("batch-size");
    assertThatCode(() -> MemoryNeed.requireRoomForParameters(changed, 2000 * MB))
        .doesNotThrowAnyException();
  }
}
