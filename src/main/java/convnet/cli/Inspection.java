package convnet.cli;

import convnet.io.TensorFiles;
import convnet.io.WriteOptions;
import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import convnet.train.FeatureMaps;
import convnet.train.ModelFile;
import convnet.train.Saliency;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes the feature maps and saliency maps of images, one image at a time. */
final class Inspection {
  private final InspectionOptions options;
  private final OutputNames names;
  private final @Nullable FeatureMaps maps;
  private final @Nullable Saliency saliency;

  /**
   * @throws IllegalArgumentException if the model has no such layer
   * @throws IOException if the output directory cannot be created
   */
  Inspection(InspectionOptions options, ModelFile model, OutputNames names, Compute compute)
      throws IOException {
    this.options = options;
    this.names = names;
    this.maps = options.layer == null ? null : new FeatureMaps(model, options.layer, compute);
    this.saliency = options.saliency ? new Saliency(model, compute) : null;
    TensorFiles.createDirectory(options.directory());
  }

  /**
   * Writes the maps of an image.
   *
   * @param seen the network's input for this image, (C, H, W)
   * @param label the index of the most probable class
   */
  void look(ImageInput image, Tensor seen, int label) throws IOException {
    if (maps != null) {
      Tensor output = maps.of(seen);
      Path file = file(image, String.valueOf(options.layer).replace('/', '-'));
      if (options.format().isPicture()) {
        TensorFiles.writeSheet(file, output, options.format());
      } else {
        write(file, output);
      }
    }
    if (saliency != null) {
      Tensor map = saliency.of(seen, label);
      boolean picture = options.format().isPicture();
      write(file(image, "saliency"), picture ? saliency.picture(seen, map) : map);
    }
  }

  private Path file(ImageInput image, String what) throws IOException {
    Path name = names.of(image);
    Path below = name.getParent();
    if (below != null) {
      TensorFiles.createDirectory(options.directory().resolve(below));
    }
    String extension = options.format().extension();
    return options
        .directory()
        .resolve(name)
        .resolveSibling("%s-%s.%s".formatted(name.getFileName(), what, extension));
  }

  private void write(Path file, Tensor tensor) throws IOException {
    TensorFiles.write(file, tensor, null, options.format(), WriteOptions.DEFAULT);
  }
}
