package convnet.model;

import tools.jackson.core.JacksonException;

/** What is wrong with a JSON document, in words for a person. */
public final class JsonErrors {
  private JsonErrors() {}

  /**
   * The reason in one line. Where the parser tells of a place, that is of its own insides and not
   * of the document, so it is left out.
   */
  public static String reason(JacksonException e) {
    return String.valueOf(e.getOriginalMessage())
        .lines()
        .findFirst()
        .orElse("broken")
        .replaceFirst("\\s*\\([^(]*\\[Source: .*", "");
  }
}
