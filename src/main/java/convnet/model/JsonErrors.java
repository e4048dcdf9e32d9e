package convnet.model;

import tools.jackson.core.JacksonException;

/** Readable reasons for errors in JSON documents. */
public final class JsonErrors {
  private JsonErrors() {}

  /**
   * The reason in one line, without what the parser says of its input object and of its settings.
   */
  public static String reason(JacksonException e) {
    return String.valueOf(e.getOriginalMessage())
        .lines()
        .findFirst()
        .orElse("broken")
        .replaceFirst("\\s*\\([^(]*\\[Source: .*", "")
        .replaceFirst(": enable `.*", "")
        .replaceFirst(", from `[^`]*`", "");
  }
}
