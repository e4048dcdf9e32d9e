package convnet.io;

import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor or an image that was read from a file. An image is kept as its compact decoded samples,
 * which are converted to floats on demand, all at once or row by row.
 */
public final class TensorInput {
  private final Kind kind;
  private final Shape shape;
  private final @Nullable Tensor tensor;
  private final @Nullable Picture picture;

  /** The kinds of files that tensors are read from. */
  public enum Kind {
    IMAGE,
    NPY,
    SAFETENSORS,
    JSON,
    TEXT
  }

  private TensorInput(Kind kind, Shape shape, @Nullable Tensor tensor, @Nullable Picture picture) {
    this.kind = kind;
    this.shape = shape;
    this.tensor = tensor;
    this.picture = picture;
  }

  static TensorInput of(Tensor tensor, Kind kind) {
    return new TensorInput(kind, tensor.shape(), tensor, null);
  }

  static TensorInput of(Picture picture) {
    return new TensorInput(Kind.IMAGE, picture.planes().shape(), null, picture);
  }

  /** The kind of the file. */
  public Kind kind() {
    return kind;
  }

  /** The shape: (C, H, W) for an image or text; as stored for npy, safetensors and JSON. */
  public Shape shape() {
    return shape;
  }

  /** The numbers as a tensor; those of an image are converted anew by each call. */
  public Tensor tensor() {
    return tensor != null ? tensor : planes().toTensor();
  }

  /**
   * The numbers, to be read row by row.
   *
   * @throws IllegalStateException if they do not have three axes
   */
  public PlaneSource planes() {
    if (picture != null) {
      return picture.planes();
    }
    if (tensor == null || shape.rank() != 3) {
      throw new IllegalStateException("no planes in a tensor of " + shape);
    }
    return PlaneSource.of(tensor);
  }

  /** The alpha channel of an image, (1, H, W), or null if there is none. */
  public @Nullable PlaneSource opacity() {
    return picture == null ? null : picture.opacity();
  }

  /** Whether there is an alpha channel that is not opaque everywhere. */
  public boolean isTransparent() {
    PlaneSource opacity = opacity();
    if (opacity == null) {
      return false;
    }
    float[] row = new float[opacity.shape().width()];
    for (int y = 0; y < opacity.shape().height(); y++) {
      opacity.read(0, y, row, 0);
      for (float value : row) {
        if (value < 1) {
          return true;
        }
      }
    }
    return false;
  }

  /** The number of frames in the file, of which this is the first. */
  public int frames() {
    return picture == null ? 1 : picture.frames();
  }
}
