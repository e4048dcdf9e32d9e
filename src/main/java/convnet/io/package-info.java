/**
 * Files in and out: images, npy arrays, safetensors, JSON and text become tensors, and tensors
 * become pictures or numbers. Every reader treats its input as hostile and answers anything broken
 * with a {@link convnet.io.MalformedFileException}; every file is written through {@link
 * convnet.io.AtomicFile}. Nothing here knows networks.
 *
 * <p>The entry points are {@link convnet.io.TensorFiles} for files of any kind, {@link
 * convnet.io.ImageFiles} for images alone, {@link convnet.io.IntegerFiles} for whole numbers, and
 * {@link convnet.io.SafeTensors} and {@link convnet.io.SafeTensorsReader} for models.
 *
 * <p>An image is read as file → {@code ImageDecoder} → {@code Samples} → {@link
 * convnet.io.RgbImage} (for training and classification) or {@link convnet.io.Picture} (for
 * filters):
 *
 * <ul>
 *   <li>{@code ImageDecoder} recognises the format by content. The classes that are named after
 *       parts of a format ({@code JpegHeader}, {@code PngChunks}, {@code TiffLimits} …) check the
 *       file before ImageIO's readers see it; libjpeg-turbo ({@code TurboJpegDecoder}), {@code
 *       NetpbmReader} and {@code PortableFloatMap} take the place of such a reader.
 *   <li>{@code Samples}: the decoded image, interleaved bytes or floats as stored, not yet upright.
 *       {@code ImageSamples} makes them from a {@code BufferedImage} of ImageIO.
 *   <li>{@link convnet.io.RgbImage}: upright 8-bit RGB, interleaved. {@code convnet.data.Pixels}
 *       has the same, or its luma, channel after channel.
 *   <li>{@link convnet.io.Picture}: upright float32 planes and opacity. Both are {@code
 *       SamplePlanes}, which convert {@code Samples} when a row is read.
 *   <li>{@link convnet.io.TensorInput}: what {@link convnet.io.TensorFiles} read, either a {@link
 *       convnet.io.Picture} or the tensor of another kind of file.
 * </ul>
 *
 * <p>A picture is written as tensor → {@link convnet.io.PictureRaster} → {@code PictureWriter} →
 * file:
 *
 * <ul>
 *   <li>{@link convnet.io.OutputFormat} and {@link convnet.io.WriteOptions} say how. {@link
 *       convnet.io.ValueMap} maps numbers to 0..1, and {@code ContactSheet} lays out maps that are
 *       not one picture.
 *   <li>{@link convnet.io.PictureRaster}: the picture in its final bit depth, interleaved {@code
 *       RasterSamples}. {@code PictureWriter} fills it from a tensor, or an operation fills it band
 *       by band without ever having a tensor of the whole picture.
 *   <li>{@code PictureWriter} encodes it, with {@code TurboJpegEncoder}, {@code Netpbm}, {@code
 *       PortableFloatMap} or ImageIO, for which {@code ImageBuffers} wraps it as a {@code
 *       BufferedImage}.
 * </ul>
 *
 * <p>Tensors are read and written by {@link convnet.io.Npy}, {@link convnet.io.SafeTensors}, {@link
 * convnet.io.TextMatrix} (CSV and other text), {@code JsonTensorReader} and {@code JsonTensor}.
 * {@link convnet.io.ElementType} decodes binary numbers and {@link convnet.io.FloatText} parses and
 * formats those in text.
 */
@NullMarked
package convnet.io;

import org.jspecify.annotations.NullMarked;
