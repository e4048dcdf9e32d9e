package convnet.io;

import tools.jackson.core.JacksonException;

/** What is wrong with some JSON, in the parser's words. */
final class JsonReason {
  private JsonReason() {}

  /** The reason, without what the parser tells of a place and of settings of its own insides. */
  static String of(JacksonException error) {
    return String.valueOf(error.getOriginalMessage())
        .replaceFirst("\\s*\\([^(]*\\[Source: .*", "")
        .replaceFirst(", from `[^`]*`", "");
  }
}
