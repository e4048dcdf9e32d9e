package convnet.data;

import java.nio.file.Path;

/**
 * An image and its class.
 *
 * @param file where the image is
 * @param label the index of its class
 */
public record Sample(Path file, int label) {}
