package convnet.io;

import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that came from a file.
 *
 * @param tensor {@code (C, H, W)} of an image or of text; as stored in npy and safetensors
 * @param alpha {@code (1, H, W)} of an image with transparency; null otherwise
 * @param kind what the file was
 * @param frames how many the file has, of which the first is here
 */
public record TensorInput(Tensor tensor, @Nullable Tensor alpha, Kind kind, int frames) {
  /** What has no frames. */
  TensorInput(Tensor tensor, @Nullable Tensor alpha, Kind kind) {
    this(tensor, alpha, kind, 1);
  }

  /** The kinds of files that tensors are read from. */
  public enum Kind {
    IMAGE,
    NPY,
    SAFETENSORS,
    TEXT
  }
}
