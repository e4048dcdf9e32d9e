/**
 * From directories of images to batches: the files and their classes ({@link
 * convnet.data.ImageFolder}, {@link convnet.data.DataSet}), how an image is cropped, augmented and
 * normalised ({@link convnet.data.ImageTransform}), and the {@link convnet.data.DataLoader} that
 * does this ahead of training, on other threads. Every random choice depends only on the seed, the
 * epoch and the image. Nothing here knows networks or training.
 */
@NullMarked
package convnet.data;

import org.jspecify.annotations.NullMarked;
