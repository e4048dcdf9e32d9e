/**
 * From directories of images to batches: the files and their classes ({@link
 * convnet.data.ImageFolder}, {@link convnet.data.DataSet}), what is cut out of an image and how it
 * becomes numbers ({@link convnet.data.ImageTransform}), and the {@link convnet.data.DataLoader}
 * that does this ahead of the training, on other threads. Every random choice depends on the seed,
 * the epoch and the image alone. Nothing here knows networks or training.
 */
@NullMarked
package convnet.data;

import org.jspecify.annotations.NullMarked;
