package convnet.model;

/**
 * Where in a JSON file a value stands.
 *
 * @param file the file's name
 * @param path {@code layers[3].kernel_size}; empty for the document itself
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

  /** Fit for an error of one line: cut at a length that says enough, without control characters. */
  static String printable(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
