package convnet.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the files that are made of images are called: as the image, in the same subdirectory below
 * the one that was searched through; where two would be called the same, the later one gets a
 * number.
 */
final class OutputNames {
  private final Map<ImageInput, Path> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  OutputNames(List<ImageInput> images) {
    images.forEach(image -> names.put(image, free(image.place())));
  }

  private Path free(Path place) {
    String stem = InputOptions.withoutExtension(place);
    Path name = place.resolveSibling(stem);
    // Some file systems do not tell the case of letters.
    for (int i = 2; !taken.add(name.toString().toLowerCase(Locale.ROOT)); i++) {
      name = place.resolveSibling(stem + "-" + i);
    }
    return name;
  }

  /** The name without an extension, relative to the output's directory. */
  Path of(ImageInput image) {
    return names.getOrDefault(image, image.place());
  }

  /** Whether an image's name is not its own. */
  boolean isNumbered(ImageInput image) {
    return !of(image)
        .equals(image.place().resolveSibling(InputOptions.withoutExtension(image.place())));
  }
}
