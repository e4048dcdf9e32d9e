package convnet.bench;

import convnet.kernel.Compute;
import convnet.model.Architecture;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import convnet.train.Sgd;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A network with random parameters and a random batch, here and in PyTorch from the same numbers:
 * inference, or training steps (forward, cross entropy, backward, SGD with momentum and weight
 * decay).
 */
final class NetworkRun {
  private static final double RATE = 0.01;
  private static final double MOMENTUM = 0.9;
  private static final double WEIGHT_DECAY = 1e-4;

  private final int batch;
  private final ExecutionPlan plan;
  private final Sgd optimizer;
  private final int[] labels;
  private final TorchPeer peer;
  private int step;

  /** How far the logits of both sides are apart. */
  private final double distance;

  /** What is done. */
  enum Task {
    INFER,
    TRAIN;

    /** The peer's name of it, and that of the command line. */
    String word() {
      return this == INFER ? "infer" : "train";
    }
  }

  /**
   * Makes both sides and compares their logits, without training.
   *
   * @param network of the architecture; its parameters are drawn anew
   * @param peerOptions what else to ask of the peer
   * @throws IllegalStateException if they differ
   */
  NetworkRun(
      Task task,
      Architecture architecture,
      Network network,
      int batch,
      Compute compute,
      TorchPeer peer,
      Map<String, Object> peerOptions)
      throws IOException {
    this.batch = batch;
    this.peer = peer;
    network.initialize(0);
    peer.load(architecture, network, compute.parallel().threads(), peerOptions);
    SplittableRandom random = new SplittableRandom(1);
    plan =
        task == Task.TRAIN
            ? ExecutionPlan.forTraining(network, batch, compute)
            : ExecutionPlan.forInference(network, batch, compute);
    Tensor images = LayerRun.gaussian(plan.input().shape(), random);
    plan.input().copyFrom(images);
    labels = random.ints(batch, 0, network.spec().outputShape().size()).toArray();
    optimizer = new Sgd(network, plan, MOMENTUM, WEIGHT_DECAY, false, compute);
    Tensor logits = peer.exchange(Map.of("src", images), Map.of("network", "")).get("logits");
    distance = Distance.check("logits", plan.forward(batch), logits);
    plan.input().copyFrom(images);
  }

  double distance() {
    return distance;
  }

  /** One training step here; returns the loss before it. */
  double trainStep() {
    double loss = plan.trainStep(labels, batch, step++);
    optimizer.step(RATE);
    return loss;
  }

  /** The same in PyTorch. */
  double peerTrainStep() {
    return peer.trainStep(labels, RATE);
  }

  /** Our side of a comparison. */
  Turns.Side side(Task task) {
    return Turns.Side.of(task == Task.TRAIN ? this::trainStep : () -> plan.forward(batch));
  }
}
