package convnet.io;

import tools.jackson.core.JacksonException;

/** Error messages of the JSON parser, tidied up. */
final class JsonReason {
  private JsonReason() {}

  /** The parser's message, without its notes on the location and on its own settings. */
  static String of(JacksonException error) {
    return String.valueOf(error.getOriginalMessage())
        .replaceFirst("\\s*\\([^(]*\\[Source: .*", "")
        .replaceFirst(": enable `.*", "")
        .replaceFirst(", from `[^`]*`", "");
  }
}
