package convnet.io;

import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What came from a file. An image stays as compact as it was decoded until somebody wants its
 * numbers, all at once or row by row.
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

  /** What the file was. */
  public Kind kind() {
    return kind;
  }

  /** (C, H, W) of an image or of text; as stored in npy, safetensors and JSON. */
  public Shape shape() {
    return shape;
  }

  /** The numbers. Those of an image are made anew by each call. */
  public Tensor tensor() {
    return tensor != null ? tensor : planes().toTensor();
  }

  /**
   * The numbers row by row.
   *
   * @throws IllegalStateException if they have no three axes
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

  /** (1, H, W) of an image with transparency; null otherwise. */
  public @Nullable PlaneSource opacity() {
    return picture == null ? null : picture.opacity();
  }

  /** Whether there is transparency, and it is not opaque all over. */
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

  /** How many frames the file has, of which the first is here. */
  public int frames() {
    return picture == null ? 1 : picture.frames();
  }
}
