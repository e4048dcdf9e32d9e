package convnet.io;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An embedded colour profile (ICC.1) that differs from sRGB. It converts samples to sRGB, as a
 * viewer does.
 */
final class ColourProfile {
  private static final int ROWS_AT_ONCE = 64;
  private static final int MAX_16 = 65535;

  /** Levels per axis of the RGB colours on which {@link #isIdentity} tries out a profile. */
  private static final int STEPS = 6;

  /**
   * SHA-256 of the two builds of Hewlett-Packard's "sRGB IEC61966-2.1" (1998) that most photos with
   * a profile carry. To find out by trial that they change nothing takes longer than to decode a
   * photo.
   */
  private static final Set<String> SRGB =
      Set.of(
          "2b3aa1645779a9e634744faf9b01e9102b0c9b88fd6deced7934df86b949af7e",
          "3f6d674174f3804eb0dabdac90ae17486e898c5063a66f861c116ea033da8301");

  private static final int SRGB_SIZE = 3144;

  private static final int SMALLEST = 132;

  private final int components;
  private final ColorConvertOp toSrgb;

  private ColourProfile(ICC_Profile profile) {
    this.components = profile.getNumComponents();
    ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
    this.toSrgb = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
  }

  /**
   * Whether there are at least a header and a tag count, and as many bytes as the header claims.
   */
  static boolean isWhole(byte[] icc) {
    return icc.length >= SMALLEST && claim(icc, 0) <= icc.length;
  }

  /** The size in bytes that the profile at {@code start} claims to have. */
  static long claim(byte[] bytes, int start) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(start));
  }

  /**
   * Hides profiles from a decoder, which finds them by name: overwrites the first byte of each
   * name.
   *
   * @param names the positions of the names
   * @return a changed copy, or {@code file} itself if there are no names
   */
  static byte[] hide(byte[] file, List<Integer> names) {
    byte[] believable = names.isEmpty() ? file : file.clone();
    names.forEach(at -> believable[at] = '-');
    return believable;
  }

  /**
   * The profile in these bytes; null if it is broken, which is no reason to refuse a picture, if it
   * is for neither grey nor RGB, or if it does not change any colour.
   */
  static @Nullable ColourProfile of(byte[] icc) {
    if (icc.length == SRGB_SIZE && SRGB.contains(sha256(icc))) {
      return null;
    }
    if (!isWhole(icc)) {
      return null;
    }
    try {
      ColourProfile profile = new ColourProfile(ICC_Profile.getInstance(icc));
      return profile.isIdentity() ? null : profile;
    } catch (IllegalArgumentException | CMMException | ArrayIndexOutOfBoundsException e) {
      return null;
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The profile of a grey colour space; null for any other, and for the one that images without a
   * profile get.
   */
  static @Nullable ColourProfile ofGrey(ColorSpace space) {
    return space instanceof ICC_ColorSpace icc
            && space.getType() == ColorSpace.TYPE_GRAY
            && !space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY))
        ? of(icc.getProfile().getData())
        : null;
  }

  /**
   * Whether the profile is sRGB by another name, moving no colour by more than one level, or is for
   * neither grey nor RGB.
   */
  private boolean isIdentity() {
    if (components != 1 && components != 3) {
      return true;
    }
    int steps = components == 1 ? 256 : STEPS;
    byte[] colours = new byte[components == 1 ? steps : 3 * steps * steps * steps];
    for (int i = 0; i < colours.length; i++) {
      int step = i / components / (int) Math.pow(steps, i % components) % steps;
      colours[i] = (byte) (step * 255 / (steps - 1));
    }
    byte[] converted = colours.clone();
    toSrgb(new Samples.Bytes(colours.length / components, 1, components, converted));
    for (int i = 0; i < colours.length; i++) {
      if (Math.abs((colours[i] & 0xFF) - (converted[i] & 0xFF)) > 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * Converts the samples to sRGB, in place, and returns them. A grey profile leaves colour samples
   * unchanged, and an RGB profile grey ones. Floats are quantised to 16 bits.
   */
  Samples toSrgb(Samples samples) {
    if (components != (samples.bands() < 3 ? 1 : 3)) {
      return samples;
    }
    int width = samples.width();
    for (int y = 0; y < samples.height(); y += ROWS_AT_ONCE) {
      int rows = Math.min(ROWS_AT_ONCE, samples.height() - y);
      convert(samples, y * width, width, rows);
    }
    return samples;
  }

  /**
   * Converts {@code rows} rows from pixel {@code first} on. The filter returns grey as three equal
   * bands.
   */
  private void convert(Samples samples, int first, int width, int rows) {
    int type = samples instanceof Samples.Bytes ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
    WritableRaster source = Raster.createInterleavedRaster(type, width, rows, components, null);
    WritableRaster target = Raster.createInterleavedRaster(type, width, rows, 3, null);
    DataBuffer levels = source.getDataBuffer();
    for (int i = 0; i < levels.getSize(); i++) {
      int at = (first + i / components) * samples.bands() + i % components;
      levels.setElem(
          i,
          switch (samples) {
            case Samples.Bytes bytes -> bytes.values()[at] & 0xFF;
            case Samples.Floats floats -> Quantizer.quantize(floats.values()[at], MAX_16);
          });
    }
    toSrgb.filter(source, target);
    DataBuffer converted = target.getDataBuffer();
    for (int i = 0; i < levels.getSize(); i++) {
      int at = (first + i / components) * samples.bands() + i % components;
      int level = converted.getElem(i / components * 3 + i % components);
      switch (samples) {
        case Samples.Bytes bytes -> bytes.values()[at] = (byte) level;
        case Samples.Floats floats -> floats.values()[at] = (float) level / MAX_16;
      }
    }
  }
}
