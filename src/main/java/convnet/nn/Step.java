package convnet.nn;

import convnet.op.Addition;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a run: a layer, or the sum at the end of a block. */
sealed interface Step {

  /** The name of the layer, or of the block that ends here. */
  String name();

  Value dst();

  /** Computes the output for the first n images. */
  void forward(Pass pass, int n);

  /** Whether the output may overwrite the input; for a sum, the body's output. */
  boolean inPlace();

  /** Whether, in place, it changes no element's sign; it may set elements to 0. */
  boolean preservesSigns();

  /** Whether the backward pass needs the output as this step left it. */
  boolean backwardNeedsOutput();

  /**
   * Whether the backward pass needs to know at least which elements of the output are not above 0.
   */
  boolean backwardNeedsSigns();

  /**
   * A layer.
   *
   * @param gradients where the gradients of its parameters go, null for each that is not trained
   */
  record Apply(
      Layer layer, Value src, Value dst, Workspace workspace, List<@Nullable Tensor> gradients)
      implements Step {

    @Override
    public String name() {
      return layer.spec().name();
    }

    @Override
    public void forward(Pass pass, int n) {
      layer.forward(pass, src.tensor(n), dst.tensor(n), workspace);
    }

    /**
     * Computes the gradients of the input and the parameters from that of the output.
     *
     * @param diffSrc the gradient of the input, overwritten; null if not needed
     */
    void backward(Pass pass, int n, Tensor diffDst, @Nullable Tensor diffSrc) {
      layer.backward(pass, src.tensor(n), dst.tensor(n), diffDst, diffSrc, gradients, workspace);
    }

    @Override
    public boolean inPlace() {
      return layer.inPlace();
    }

    @Override
    public boolean preservesSigns() {
      return true; // those in place: ReLU, dropout and flattening
    }

    @Override
    public boolean backwardNeedsOutput() {
      return layer.backwardNeedsOutput();
    }

    /** ReLU does; in-place layers after it share its memory, so they must report it, too. */
    @Override
    public boolean backwardNeedsSigns() {
      return layer.inPlace();
    }
  }

  /**
   * The sum of a block's body and shortcut.
   *
   * @param name the block's
   * @param relu whether ReLU is applied to the sum
   */
  record Join(String name, Value body, Value shortcut, Value dst, boolean relu) implements Step {
    @Override
    public void forward(Pass pass, int n) {
      Addition.forward(body.tensor(n), shortcut.tensor(n), relu, dst.tensor(n), pass.compute());
    }

    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public boolean preservesSigns() {
      return false;
    }

    @Override
    public boolean backwardNeedsOutput() {
      return false;
    }

    @Override
    public boolean backwardNeedsSigns() {
      return relu;
    }
  }
}
