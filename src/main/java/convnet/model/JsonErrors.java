package convnet.model;

import tools.jackson.core.JacksonException;

/** Readable reasons for errors in JSON documents. */
public final class JsonErrors {
  private JsonErrors() {}

  /**
   * The reason in one line, without the source location that the parser may append: it describes
   * the parser's input object, not the document.
   */
  public static String reason(JacksonException e) {
    return String.valueOf(e.getOriginalMessage())
        .lines()
        .findFirst()
        .orElse("broken")
        .replaceFirst("\\s*\\([^(]*\\[Source: .*", "");
  }
}
