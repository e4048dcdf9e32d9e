package convnet.io;

import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads tensors from files of any supported kind, recognised by content, and writes them in any
 * {@link OutputFormat}.
 */
public final class TensorFiles {
  /** The name of the tensor in a safetensors file that is written. */
  public static final String OUTPUT_NAME = "output";

  private static final int SNIFFED = 64;

  private TensorFiles() {}

  /**
   * Reads {@code FILE}, or {@code FILE:NAME} for one tensor of a safetensors file. Images are
   * scaled to 0..1, all other values stay as they are.
   *
   * @param gray whether to reduce an image to one luma channel
   * @throws MalformedFileException if the content is broken or of no known kind
   * @throws IllegalArgumentException if the file has no such tensor, or several and none is named
   * @throws IOException if the file cannot be read
   */
  public static TensorInput read(String input, ImageLimits limits, boolean gray)
      throws IOException {
    int colon = nameStart(input);
    Path file = Path.of(colon < 0 ? input : input.substring(0, colon));
    @Nullable String name = colon < 0 ? null : input.substring(colon + 1);
    if (Files.isRegularFile(file) && isSafeTensors(file)) {
      try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
        return readOne(reader, file.toString(), name);
      }
    }
    TensorInput read = read(FileBytes.read(file), file.toString(), limits, gray);
    if (name != null) {
      throw new IllegalArgumentException(
          file + ": is not a safetensors file, so it has no tensor " + name);
    }
    return read;
  }

  /** Reads a file in memory; {@code file} is its name, {@code -} for standard input. */
  public static TensorInput read(byte[] bytes, String file, ImageLimits limits, boolean gray)
      throws IOException {
    if (bytes.length == 0) {
      throw new MalformedFileException(file, "is empty");
    }
    if (Npy.isNpy(bytes)) {
      return TensorInput.of(Npy.read(bytes, file), TensorInput.Kind.NPY);
    }
    if (SafeTensorsReader.isSafeTensors(bytes, bytes.length)) {
      try (SafeTensorsReader reader = SafeTensorsReader.of(bytes, file)) {
        return readOne(reader, file, null);
      }
    }
    if (ImageDecoder.isImage(bytes)) {
      return TensorInput.of(ImageFiles.readPicture(bytes, file, limits, gray));
    }
    if (file.endsWith(".safetensors")) {
      // Too broken to be recognised; its own reader refuses it with a specific message.
      SafeTensorsReader.of(bytes, file).close();
    }
    if (JsonTensorReader.isJson(bytes)) {
      return TensorInput.of(JsonTensorReader.read(bytes, file), TensorInput.Kind.JSON);
    }
    @Nullable String foreign = ForeignFormat.reason(bytes);
    if (foreign != null) {
      throw new MalformedFileException(file, foreign);
    }
    if (!TextMatrix.isText(bytes)) {
      throw new MalformedFileException(
          file,
          "is of no known kind; image, npy, safetensors, JSON or numbers as text can be read");
    }
    return TensorInput.of(TextMatrix.read(bytes, file), TensorInput.Kind.TEXT);
  }

  /**
   * Writes a tensor into a file, atomically. Formats of numbers hold it unchanged. In a picture,
   * all axes before the last two count its maps; those of several images, (N, C, H, W), become a
   * contact sheet.
   *
   * @param alpha {@code (1, H, W)}, carried over if the format and the size allow it
   * @throws IllegalArgumentException if the options do not fit the format, or if a picture would be
   *     empty
   * @throws IOException if the file cannot be written
   */
  public static void write(
      Path file,
      Tensor tensor,
      @Nullable PlaneSource alpha,
      OutputFormat format,
      WriteOptions options)
      throws IOException {
    AtomicFile.write(file, out -> write(out, tensor, alpha, format, options));
  }

  /** The same into a stream, which stays open. */
  public static void write(
      OutputStream out,
      Tensor tensor,
      @Nullable PlaneSource alpha,
      OutputFormat format,
      WriteOptions options)
      throws IOException {
    switch (format) {
      case PNG, JPG, TIFF, BMP, PPM, PGM, PFM ->
          pictureWriter(tensor.shape(), format, options).write(out, maps(tensor), alpha);
      case NPY -> Npy.write(out, tensor);
      case SAFETENSORS -> SafeTensors.write(out, Map.of(OUTPUT_NAME, tensor), Map.of());
      case CSV -> TextMatrix.write(out, tensor, ',');
      case TXT -> TextMatrix.write(out, tensor, ' ');
      case JSON -> JsonTensor.write(out, tensor);
    }
  }

  /**
   * Whether a tensor of this shape would be written as a contact sheet, with its maps side by side.
   *
   * @param shape (C, H, W) or (N, C, H, W)
   */
  public static boolean isSheet(Shape shape, OutputFormat format, WriteOptions options) {
    return format.isPicture() && !pictureWriter(shape, format, options).isOnePicture(planes(shape));
  }

  /** A writer that does not mistake several images for the colour channels of one. */
  private static PictureWriter pictureWriter(
      Shape shape, OutputFormat format, WriteOptions options) {
    boolean several = shape.rank() == 4 && shape.dim(0) > 1;
    return new PictureWriter(
        format, several ? options.withMaps(WriteOptions.Maps.IMAGES) : options);
  }

  /**
   * A raster that takes the maps of a picture band by band, for {@link #write(OutputStream,
   * PictureRaster, OutputFormat, WriteOptions)}. It is null if all numbers have to be known first,
   * as for a contact sheet or a value map that depends on their extremes, and for a format of
   * numbers.
   *
   * @param maps (C, H, W)
   * @param alpha {@code (1, H, W)}, carried over if the format and the size allow it
   */
  public static @Nullable PictureRaster raster(
      Shape maps, @Nullable PlaneSource alpha, OutputFormat format, WriteOptions options) {
    return format.isPicture() ? new PictureWriter(format, options).raster(maps, alpha) : null;
  }

  /** Writes a filled raster into a file, atomically. */
  public static void write(
      Path file, PictureRaster raster, OutputFormat format, WriteOptions options)
      throws IOException {
    AtomicFile.write(file, out -> write(out, raster, format, options));
  }

  /** The same into a stream, which stays open. */
  public static void write(
      OutputStream out, PictureRaster raster, OutputFormat format, WriteOptions options)
      throws IOException {
    new PictureWriter(format, options).encode(out, raster);
  }

  /**
   * Writes any number of maps as a contact sheet, small ones enlarged. Maps of a single number each
   * are laid out as one map. Each map is stretched so that its least number is black and its
   * greatest white; a constant one is black.
   *
   * @param maps {@code (N, H, W)}, or {@code (N)}
   */
  public static void writeSheet(Path file, Tensor maps, OutputFormat format) throws IOException {
    boolean images = maps.shape().rank() == 3 && maps.shape().inner().size() > 1;
    Tensor stretched = images ? maps.copy() : rectangle(maps).copy();
    for (int i = 0; i < stretched.shape().dim(0); i++) {
      stretched.slice(i).copyFrom(ValueMap.SCALE.apply(stretched.slice(i)));
    }
    Tensor sheet = ContactSheet.tile(ContactSheet.enlarge(stretched));
    write(file, sheet, null, format, WriteOptions.DEFAULT);
  }

  /** The numbers as one map, {@code (1, H, W)}, as nearly square as they fill completely. */
  private static Tensor rectangle(Tensor numbers) {
    int height = (int) Math.sqrt(numbers.size());
    while (numbers.size() % height != 0) {
      height--;
    }
    return numbers.reshape(1, height, numbers.size() / height);
  }

  /**
   * Writes each map of a tensor into a file of its own: {@code stem-00.png}, {@code stem-01.png}
   * and so on, in a directory that is created if missing. For pictures, one value map is computed
   * for all of them, so that they can be compared.
   *
   * @param alpha {@code (1, H, W)}, carried over into each if the format and the size allow it
   * @return the files, in the order of the maps
   */
  public static List<Path> writeMaps(
      Path directory,
      String stem,
      Tensor tensor,
      @Nullable PlaneSource alpha,
      OutputFormat format,
      WriteOptions options)
      throws IOException {
    createDirectory(directory);
    Tensor maps = maps(tensor);
    @Nullable ValueMap map = format.isPicture() ? options.map() : null;
    Tensor values = map == null ? maps : map.apply(maps);
    WriteOptions each = map == null ? options : options.withMap(ValueMap.CLIP);
    List<Path> files = mapFiles(directory, stem, tensor, format);
    for (int i = 0; i < files.size(); i++) {
      write(files.get(i), values.narrow(i, i + 1), alpha, format, each);
    }
    return files;
  }

  /** The files that {@link #writeMaps} writes, in order. */
  public static List<Path> mapFiles(
      Path directory, String stem, Tensor tensor, OutputFormat format) {
    int count = maps(tensor).shape().dim(0);
    int digits = Integer.toString(Math.max(count - 1, 0)).length();
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = "0".repeat(digits - Integer.toString(i).length()) + i;
      files.add(directory.resolve(stem + "-" + number + "." + format.extension()));
    }
    return files;
  }

  /**
   * Creates a directory and its parents, if missing.
   *
   * @throws IOException with a message that names it, if that fails
   */
  public static void createDirectory(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(directory + ": is a file, not a directory", e);
    } catch (IOException e) {
      throw SystemErrors.explain(directory, e);
    }
  }

  /** The tensor as {@code (N, H, W)}. */
  private static Tensor maps(Tensor tensor) {
    return tensor.reshape(planes(tensor.shape()));
  }

  private static Shape planes(Shape shape) {
    int height = shape.rank() < 2 ? 1 : shape.height();
    int width = shape.rank() < 1 ? 1 : shape.width();
    int plane = height * width;
    return Shape.of(plane == 0 ? 0 : shape.size() / plane, height, width);
  }

  private static TensorInput readOne(SafeTensorsReader reader, String file, @Nullable String name)
      throws IOException {
    return TensorInput.of(reader.read(chosen(reader, file, name)), TensorInput.Kind.SAFETENSORS);
  }

  /**
   * The name of the tensor to read: {@code name}, or that of the only tensor if {@code name} is
   * null.
   */
  static String chosen(SafeTensorsReader reader, String file, @Nullable String name) {
    Set<String> names = reader.names();
    if (name == null && names.size() != 1) {
      throw new IllegalArgumentException(
          "%s: has %d tensors; %s, of %s"
              .formatted(
                  file,
                  names.size(),
                  file.equals("-")
                      ? "save it and name one, FILE:NAME"
                      : "name one, " + file + ":NAME",
                  reader.namesLike("")));
    }
    return name == null ? names.iterator().next() : name;
  }

  /**
   * The index of the colon in {@code FILE:NAME}, -1 for a plain FILE. File names may have colons
   * too, so it is the first one that follows the name of an existing file.
   */
  public static int nameStart(String input) {
    int colon = Files.exists(Path.of(input)) ? -1 : input.indexOf(':');
    while (colon >= 0 && !Files.isRegularFile(Path.of(input.substring(0, colon)))) {
      colon = input.indexOf(':', colon + 1);
    }
    return colon;
  }

  static boolean isSafeTensors(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return SafeTensorsReader.isSafeTensors(in.readNBytes(SNIFFED), Files.size(file));
    } catch (IOException e) {
      throw SystemErrors.explain(file, e);
    }
  }
}
