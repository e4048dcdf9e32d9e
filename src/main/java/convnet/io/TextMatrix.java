package convnet.io;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * Reads and writes numbers as text, one row per line: separated by commas, tabs or blanks, in
 * quotes or not. A blank line begins the next channel, and after {@code #} the rest of a line is a
 * comment.
 */
public final class TextMatrix {
  private static final int SNIFFED = 512;

  private final byte[] bytes;
  private final String file;
  private final NumberList numbers;
  private int width;
  private int height;
  private int channels;
  private int rowsOfChannel;

  private TextMatrix(byte[] bytes, String file, NumberList numbers) {
    this.bytes = bytes;
    this.file = file;
    this.numbers = numbers;
  }

  /**
   * Reads a matrix, or several of one size.
   *
   * @param name the file's name, for messages
   * @return {@code (C, H, W)}: a channel for each matrix, nearly always one
   * @throws MalformedFileException if something is not a number, with its line and column, or if
   *     rows or matrices differ in size
   */
  public static Tensor read(byte[] bytes, String name) throws MalformedFileException {
    NumberList.Floats floats = new NumberList.Floats();
    return floats.toTensor(read(bytes, name, floats));
  }

  /**
   * Reads whole numbers exactly.
   *
   * @return {@code (C, H, W)}
   * @throws MalformedFileException as above, and if a number is not whole or beyond an int
   */
  static IntTensor readIntegers(byte[] bytes, String name) throws MalformedFileException {
    NumberList.Integers integers = new NumberList.Integers();
    return integers.toTensor(read(bytes, name, integers));
  }

  private static Shape read(byte[] bytes, String name, NumberList numbers)
      throws MalformedFileException {
    TextMatrix matrix = new TextMatrix(bytes, name, numbers);
    int line = 0;
    int at = beginsWithMark(bytes) ? 3 : 0;
    while (at < bytes.length) {
      int end = lineEnd(bytes, at);
      matrix.line(at, end, ++line);
      boolean two = end + 1 < bytes.length && bytes[end] == '\r' && bytes[end + 1] == '\n';
      at = two ? end + 2 : end + 1;
    }
    matrix.endChannel(line);
    if (matrix.channels == 0) {
      throw new MalformedFileException(name, "holds no numbers");
    }
    return Shape.of(matrix.channels, matrix.height, matrix.width);
  }

  /** Whether this begins with the byte order mark of UTF-8, as text from Windows may. */
  static boolean beginsWithMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  /**
   * Whether the first bytes could be text: no control characters below a tab, and no byte of a
   * UTF-16 byte order mark.
   */
  static boolean isText(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, SNIFFED); i++) {
      boolean control = bytes[i] >= 0 && bytes[i] < '\t';
      boolean utf16 = bytes[i] == (byte) 0xFF || bytes[i] == (byte) 0xFE;
      if (control || utf16) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes each number as the shortest text that reads back as the same number: the last axis along
   * a line, the one before it from line to line, and a blank line between matrices.
   */
  public static void write(OutputStream out, Tensor tensor, char separator) throws IOException {
    write(
        out, tensor.shape(), i -> FloatText.format(tensor.data()[tensor.offset() + i]), separator);
  }

  /** The same for whole numbers. */
  static void write(OutputStream out, IntTensor tensor, char separator) throws IOException {
    write(out, tensor.shape(), i -> Integer.toString(tensor.data()[i]), separator);
  }

  private static void write(
      OutputStream out, Shape shape, IntFunction<String> number, char separator)
      throws IOException {
    int width = shape.rank() < 1 ? 1 : shape.width();
    int height = shape.rank() < 2 ? 1 : shape.height();
    int size = shape.size();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < size; i++) {
      line.append(number.apply(i));
      if ((i + 1) % width != 0) {
        line.append(separator);
        continue;
      }
      line.append('\n');
      if ((i + 1) % (width * height) == 0 && i + 1 < size) {
        line.append('\n');
      }
      out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
      line.setLength(0);
    }
  }

  private static int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  private void line(int from, int end, int line) throws MalformedFileException {
    int at = skipBlanks(from, end);
    if (at == end) {
      endChannel(line);
      return;
    }
    if (bytes[at] == '#') {
      return;
    }
    int columns = 0;
    boolean more = true;
    boolean commas = false;
    boolean blanks = false;
    while (more) {
      int start = at;
      while (at < end && !isSeparator(bytes[at]) && bytes[at] != '#') {
        at++;
      }
      add(start, at, line, ++columns);
      at = skipBlanks(at, end);
      more = at < end && bytes[at] != '#';
      if (more) {
        boolean comma = bytes[at] == ',';
        commas |= comma;
        blanks |= !comma;
        if (comma || bytes[at] == '\t') {
          at = skipBlanks(at + 1, end);
        }
      }
    }
    if (commas && blanks) {
      throw new MalformedFileException(
          file,
          "line %d: some of its numbers are separated by commas, some are not: a fraction begins with a point"
              .formatted(line));
    }
    endRow(columns, line);
  }

  private void add(int start, int end, int line, int column) throws MalformedFileException {
    boolean quoted = end - start > 2 && bytes[start] == '"' && bytes[end - 1] == '"';
    try {
      numbers.add(bytes, quoted ? start + 1 : start, quoted ? end - 1 : end);
    } catch (NumberFormatException | ArithmeticException e) {
      String mistake =
          e instanceof ArithmeticException ? e.getMessage() : mistake(start, end, line, column);
      throw new MalformedFileException(
          file, "line " + line + ", column " + column + ": " + mistake, e);
    }
  }

  private String mistake(int start, int end, int line, int column) throws MalformedFileException {
    if (start == end) {
      return "a number is missing";
    }
    String word;
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(bytes, start, end - start);
      word = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(file, "is not text", e);
    }
    String hint = "";
    if (word.indexOf(';') >= 0) {
      hint = "; commas, tabs or blanks separate numbers, their fraction begins with a point";
    } else if (line == 1 && column == 1) {
      hint = "; a line that is not to be read begins with #";
    }
    return "\"" + NumberList.shown(word) + "\" is not a number" + hint;
  }

  private void endRow(int columns, int line) throws MalformedFileException {
    if (width != 0 && columns != width) {
      throw new MalformedFileException(
          file,
          "line %d has %d number%s, the lines before it have %d"
              .formatted(line, columns, columns == 1 ? "" : "s", width));
    }
    width = columns;
    rowsOfChannel++;
  }

  private void endChannel(int line) throws MalformedFileException {
    if (rowsOfChannel == 0) {
      return;
    }
    if (channels > 0 && rowsOfChannel != height) {
      throw new MalformedFileException(
          file,
          "the matrix that ends at line "
              + line
              + " has "
              + rowsOfChannel
              + " rows, the one before it "
              + height);
    }
    height = rowsOfChannel;
    rowsOfChannel = 0;
    channels++;
  }

  private static boolean isSeparator(byte b) {
    return b == ' ' || b == ',' || b == '\t';
  }

  private int skipBlanks(int from, int end) {
    int at = from;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at;
  }
}
