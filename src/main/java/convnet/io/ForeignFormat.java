package convnet.io;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Well-known formats that cannot be read here, recognised by their first bytes. */
enum ForeignFormat {
  HEIF(4, "ftyp", "an image of the HEIF family (HEIC, AVIF) or a film", Advice.PICTURE),
  JPEG_XL(0, "\u00ff\n", "a JPEG XL image", Advice.PICTURE),
  JPEG_XL_BOX(4, "JXL ", "a JPEG XL image", Advice.PICTURE),
  JPEG_2000(4, "jP  ", "a JPEG 2000 image", Advice.PICTURE),
  JPEG_2000_STREAM(0, "\u00ffO\u00ffQ", "a JPEG 2000 image", Advice.PICTURE),
  OPEN_EXR(0, "v/1\u0001", "an OpenEXR image", "convert it to tiff or pfm first"),
  PDF(0, "%PDF", "a PDF", Advice.PICTURE),
  SVG(0, "<svg", "an SVG drawing", Advice.PICTURE),
  XML(0, "<?xml", "an XML file", "an SVG drawing has to be converted to png first"),
  ZIP(0, "PK\u0003\u0004", "a zip archive, as .npz and PyTorch's .pt are", Advice.NUMBERS),
  PICKLE(0, "\u0080\u0002", "a Python pickle", Advice.NUMBERS),
  HDF5(0, "\u0089HDF", "an HDF5 file", Advice.NUMBERS),
  UTF_16(0, "\u00ff\u00fe", "text in UTF-16", "save it as UTF-8 first"),
  UTF_16_BIG(0, "\u00fe\u00ff", "text in UTF-16", "save it as UTF-8 first"),
  GZIP(0, "\u001f\u008b", "compressed by gzip", "unpack it first");

  private final int offset;
  private final byte[] start;
  private final String description;
  private final String advice;

  private static final class Advice {
    static final String PICTURE = "convert it to png first";
    static final String NUMBERS = "save its arrays as npy or as safetensors first";
  }

  ForeignFormat(int offset, String start, String description, String advice) {
    this.offset = offset;
    this.start = start.getBytes(StandardCharsets.ISO_8859_1);
    this.description = description;
    this.advice = advice;
  }

  /** Why these bytes cannot be read as an image or as numbers, with advice; null if unknown. */
  static @Nullable String reason(byte[] bytes) {
    if (SafeTensorsReader.isSafeTensors(bytes, bytes.length)) {
      return "is a safetensors file, as models are, not an image";
    }
    for (ForeignFormat format : values()) {
      if (format.begins(bytes)) {
        return "is " + format.description + ", which cannot be read; " + format.advice;
      }
    }
    return null;
  }

  /** Why these bytes are not a safetensors file; null if unknown. */
  static @Nullable String reasonForModel(byte[] bytes) {
    if (bytes.length > SafeTensorsHeader.PREFIX && bytes[SafeTensorsHeader.PREFIX] == '{') {
      return null; // A safetensors file begins with a length, whatever that may look like.
    }
    if (ZIP.begins(bytes) || PICKLE.begins(bytes)) {
      return "is a pickle, as PyTorch's .pt and .pth are, not a safetensors file:"
          + " safetensors.torch.save_file(model.state_dict(), FILE) writes one";
    }
    if (Npy.isNpy(bytes)) {
      return "is an array in npy, not a safetensors file";
    }
    if (ImageDecoder.isImage(bytes)) {
      return "is an image, not a safetensors file";
    }
    // Text has no zero bytes, which the length at the start of a safetensors file has.
    boolean text = bytes.length >= SafeTensorsHeader.PREFIX && TextMatrix.isText(bytes);
    return text ? "is text, not a safetensors file" : null;
  }

  private boolean begins(byte[] bytes) {
    for (int i = 0; i < start.length; i++) {
      if (offset + i >= bytes.length || bytes[offset + i] != start[i]) {
        return false;
      }
    }
    return true;
  }
}
