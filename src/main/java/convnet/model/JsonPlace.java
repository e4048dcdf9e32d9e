package convnet.model;

/**
 * The place of a value in a JSON file.
 *
 * @param file the file's name
 * @param path the path to the value, such as {@code layers[3].kernel_size}; empty for the document
 *     itself
 */
record JsonPlace(String file, String path) {

  JsonPlace member(String key) {
    String name = printable(key);
    return new JsonPlace(file, path.isEmpty() ? name : path + "." + name);
  }

  JsonPlace element(int index) {
    return new JsonPlace(file, path + "[" + index + "]");
  }

  NetworkFormatException error(String reason) {
    return new NetworkFormatException(file, path, reason);
  }

  /** Text fit for a one-line error: cut off after 40 characters, without control characters. */
  static String printable(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
