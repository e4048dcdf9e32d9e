package convnet.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The names of files made from images: the image's name, in the same subdirectory as below the
 * directory that was searched; where two would have the same name, the later one gets a number.
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
    // Some file systems ignore case.
    for (int i = 2; !taken.add(name.toString().toLowerCase(Locale.ROOT)); i++) {
      name = place.resolveSibling(stem + "-" + i);
    }
    return name;
  }

  /** The name without an extension, relative to the output directory. */
  Path of(ImageInput image) {
    return names.getOrDefault(image, image.place());
  }

  /** Whether a number was added to an image's name. */
  boolean isNumbered(ImageInput image) {
    return !of(image)
        .equals(image.place().resolveSibling(InputOptions.withoutExtension(image.place())));
  }
}
