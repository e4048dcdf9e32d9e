package convnet.train;

import convnet.model.Decimal;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Tensor;

/** Stops a run whose loss or parameters are no longer finite: no further step can repair that. */
final class DivergenceWatch {
  private final RunDirectory run;
  private final History history;
  private final double learningRate;

  /**
   * @param learningRate the recipe's
   */
  DivergenceWatch(RunDirectory run, History history, double learningRate) {
    this.run = run;
    this.history = history;
    this.learningRate = learningRate;
  }

  /**
   * @param step the step that they come from, counted from 1
   * @param epoch the epoch of that step, counted from 0
   * @throws DivergedException if a parameter is not finite
   */
  void requireFinite(Network network, long step, int epoch) throws DivergedException {
    for (Parameter parameter : network.parameters()) {
      Tensor value = parameter.value();
      for (int i = value.offset(); i < value.offset() + value.size(); i++) {
        requireFinite(parameter.name(), value.data()[i], step, epoch);
      }
    }
  }

  /**
   * @param what the number is, for the message
   * @param step the step that it comes from, counted from 1
   * @param epoch the epoch of that step, counted from 0
   * @throws DivergedException if it is not finite
   */
  void requireFinite(String what, double value, long step, int epoch) throws DivergedException {
    if (!Double.isFinite(value)) {
      throw new DivergedException(
          "training diverged in step %d, in epoch %d, %s is %s: a learning rate below %s may help%s"
              .formatted(
                  step,
                  epoch + 1,
                  what,
                  value,
                  Decimal.of(learningRate),
                  history.best() == null ? "" : "; the best model so far is " + run.best()));
    }
  }
}
