package convnet.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats in which tensors are written, with the names and extensions that select them. */
public enum OutputFormat {
  PNG(List.of("png"), List.of(8, 16)),
  JPG(List.of("jpg", "jpeg"), List.of(8)),
  TIFF(List.of("tiff", "tif"), List.of(8, 16, 32)),
  BMP(List.of("bmp"), List.of(8)),
  /** RGB; grey is repeated. */
  PPM(List.of("ppm"), List.of(8, 16)),
  /** Grey; RGB becomes its luma. */
  PGM(List.of("pgm"), List.of(8, 16)),
  PFM(List.of("pfm"), List.of(32)),
  NPY(List.of("npy"), List.of()),
  SAFETENSORS(List.of("safetensors"), List.of()),
  CSV(List.of("csv"), List.of()),
  TXT(List.of("txt"), List.of()),
  JSON(List.of("json"), List.of());

  private final List<String> names;
  private final List<Integer> bitDepths;

  OutputFormat(List<String> names, List<Integer> bitDepths) {
    this.names = names;
    this.bitDepths = bitDepths;
  }

  /** The format with this name, in upper or lower case. */
  public static Optional<OutputFormat> named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.names.contains(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /**
   * The format that the extension of {@code file} selects.
   *
   * @throws IllegalArgumentException if it selects none
   */
  public static OutputFormat ofFile(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return (dot < 0 ? Optional.<OutputFormat>empty() : named(name.substring(dot + 1)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    file + ": its extension names no format; known are " + known()));
  }

  /** The extension of files in this format. */
  public String extension() {
    return names.getFirst();
  }

  /**
   * Whether this is a picture format, with numbers mapped to 0..1, rather than one that holds
   * numbers unchanged.
   */
  public boolean isPicture() {
    return !bitDepths.isEmpty();
  }

  /** Whether this is text that can be shown on a terminal. */
  public boolean isText() {
    return this == CSV || this == TXT || this == JSON;
  }

  /**
   * The possible bits per sample of a picture, the default first; 32 bits are floating point. Empty
   * for numbers.
   */
  public List<Integer> bitDepths() {
    return bitDepths;
  }

  /** Whether a picture of this format can have an alpha channel. */
  public boolean holdsAlpha() {
    return this == PNG || this == TIFF;
  }

  private static String known() {
    return Arrays.stream(values()).map(OutputFormat::extension).collect(Collectors.joining(", "));
  }
}
