package convnet.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that tensors are written in, under the names and extensions that choose them. */
public enum OutputFormat {
  PNG(List.of("png"), List.of(8, 16)),
  JPG(List.of("jpg", "jpeg"), List.of(8)),
  TIFF(List.of("tiff", "tif"), List.of(8, 16, 32)),
  BMP(List.of("bmp"), List.of(8)),
  /** Colour; grey is repeated. */
  PPM(List.of("ppm"), List.of(8, 16)),
  /** Grey; colours become their luma. */
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

  /** The format of this name, in any case. */
  public static Optional<OutputFormat> named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.names.contains(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /**
   * The format that the extension of {@code file} stands for.
   *
   * @throws IllegalArgumentException if it stands for none
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

  /** The extension that files of this format get. */
  public String extension() {
    return names.getFirst();
  }

  /**
   * Whether this is a picture, whose numbers are mapped to 0..1, rather than numbers as they are.
   */
  public boolean isPicture() {
    return !bitDepths.isEmpty();
  }

  /** Whether this can be read on a terminal. */
  public boolean isText() {
    return this == CSV || this == TXT || this == JSON;
  }

  /** The bits that a sample of a picture may have, the default first; 32 are floating point. */
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
