package convnet.io;

import convnet.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an npy file: a Python dictionary with the keys {@code descr}, {@code fortran_order}
 * and {@code shape}.
 *
 * @param dataStart the position of the numbers in the file
 */
record NpyHeader(
    ElementType type, ByteOrder order, boolean fortranOrder, Shape shape, int dataStart) {

  private static final Pattern ITEM =
      Pattern.compile(
          "\\s*(['\"])(\\w+)\\1\\s*:\\s*('[^']*'|\"[^\"]*\"|True|False|\\([\\d\\s,L]*\\)|\\[.*])"
              + "\\s*,?");

  /** Reads the header, whose version number is at {@code at}. */
  static NpyHeader read(byte[] bytes, int at, String name) throws MalformedFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < at + 6) {
      throw new MalformedFileException(name, bytes.length, "is a truncated npy file");
    }
    int version = bytes[at];
    if (version < 1 || version > 3) {
      throw new MalformedFileException(
          name, at, "is of npy version " + version + "; 1 to 3 are known");
    }
    int start = at + (version == 1 ? 4 : 6);
    long length =
        version == 1
            ? Short.toUnsignedInt(buffer.getShort(at + 2))
            : Integer.toUnsignedLong(buffer.getInt(at + 2));
    if (length > bytes.length - start) {
      throw new MalformedFileException(name, bytes.length, "is a truncated npy file");
    }
    String dict =
        new String(
            bytes,
            start,
            (int) length,
            version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    return parse(dict.strip(), start + (int) length, name);
  }

  private static NpyHeader parse(String dict, int dataStart, String name)
      throws MalformedFileException {
    Map<String, String> items = items(dict, name);
    String descr = items.getOrDefault("descr", "");
    String fortran = items.getOrDefault("fortran_order", "");
    String shape = items.getOrDefault("shape", "");
    boolean complete =
        items.size() == 3
            && !descr.isEmpty()
            && (fortran.equals("True") || fortran.equals("False"))
            && shape.startsWith("(");
    if (!complete) {
      throw broken(name, dict);
    }
    String dtype = descr.substring(1, descr.length() - 1);
    return new NpyHeader(
        type(dtype, name),
        dtype.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        fortran.equals("True"),
        shape(shape, name),
        dataStart);
  }

  private static Map<String, String> items(String dict, String name) throws MalformedFileException {
    if (!dict.startsWith("{") || !dict.endsWith("}")) {
      throw broken(name, dict);
    }
    Map<String, String> items = new HashMap<>();
    Matcher item = ITEM.matcher(dict).region(1, dict.length() - 1);
    while (item.lookingAt()) {
      if (items.put(item.group(2), item.group(3)) != null) {
        throw broken(name, dict);
      }
      item.region(item.end(), dict.length() - 1);
    }
    if (!dict.substring(item.regionStart(), dict.length() - 1).isBlank()) {
      throw broken(name, dict);
    }
    return items;
  }

  private static ElementType type(String dtype, String name) throws MalformedFileException {
    return switch (dtype.isEmpty() || "<>|=".indexOf(dtype.charAt(0)) < 0
        ? dtype
        : dtype.substring(1)) {
      case "f2" -> ElementType.F16;
      case "f4" -> ElementType.F32;
      case "f8" -> ElementType.F64;
      case "i1" -> ElementType.I8;
      case "i2" -> ElementType.I16;
      case "i4" -> ElementType.I32;
      case "i8" -> ElementType.I64;
      case "u1" -> ElementType.U8;
      case "u2" -> ElementType.U16;
      case "u4" -> ElementType.U32;
      case "u8" -> ElementType.U64;
      case "b1" -> ElementType.BOOL;
      default ->
          throw new MalformedFileException(
              name, "holds numbers of type " + dtype + "; whole and real numbers can be read");
    };
  }

  private static Shape shape(String tuple, String name) throws MalformedFileException {
    String inner = tuple.replaceAll("[()L\\s]", "");
    // In Python, a tuple of one ends in a comma.
    String[] sizes = inner.replaceFirst("(?<=.),$", "").split(",", -1);
    try {
      int rank = inner.isEmpty() ? 0 : sizes.length;
      int[] dims = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        dims[axis] = Integer.parseInt(sizes[axis]);
      }
      return new Shape(dims);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          name, "has a shape beyond what an array holds: " + tuple.strip(), e);
    }
  }

  private static MalformedFileException broken(String name, String dict) {
    String shown = dict.length() > 80 ? dict.substring(0, 80) + "…" : dict;
    return new MalformedFileException(
        name, "has a broken npy header: " + shown.replaceAll("\\p{Cntrl}", " "));
  }
}
