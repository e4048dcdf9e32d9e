package convnet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Holds JSON against a schema, as far as our schema goes: a keyword that is not known here is an
 * error.
 */
final class SchemaCheck {
  private static final Set<String> SAYS_NOTHING =
      Set.of("$schema", "$defs", "title", "description", "default");

  private final JsonNode root;

  SchemaCheck(JsonNode root) {
    this.root = root;
  }

  /** What is wrong, a line each with its place; nothing if all is right. */
  List<String> complaints(JsonNode value) {
    return complaints(root, value, "");
  }

  private List<String> complaints(JsonNode schema, JsonNode value, String place) {
    List<String> wrong = new ArrayList<>();
    if (schema.isBoolean()) {
      return wrong;
    }
    for (Map.Entry<String, JsonNode> rule : schema.properties()) {
      wrong.addAll(complaints(rule.getKey(), rule.getValue(), schema, value, place));
    }
    return wrong;
  }

  private List<String> complaints(
      String keyword, JsonNode rule, JsonNode schema, JsonNode value, String place) {
    List<String> wrong = new ArrayList<>();
    switch (keyword) {
      case "$ref" ->
          wrong.addAll(complaints(root.at(rule.stringValue().substring(1)), value, place));
      case "properties" -> {
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          if (rule.has(member.getKey())) {
            wrong.addAll(
                complaints(
                    rule.get(member.getKey()), member.getValue(), place + "." + member.getKey()));
          }
        }
      }
      case "items" -> {
        for (int i = 0; value.isArray() && i < value.size(); i++) {
          wrong.addAll(complaints(rule, value.get(i), place + "[" + i + "]"));
        }
      }
      case "anyOf", "oneOf" -> {
        long fitting =
            rule.valueStream().filter(way -> complaints(way, value, place).isEmpty()).count();
        require(keyword.equals("anyOf") ? fitting > 0 : fitting == 1, keyword, rule, place, wrong);
      }
      case "required" ->
          require(
              rule.valueStream().allMatch(key -> value.has(key.stringValue())),
              keyword,
              rule,
              place,
              wrong);
      case "additionalProperties" ->
          require(
              value.propertyNames().stream().allMatch(schema.path("properties")::has),
              keyword,
              rule,
              place,
              wrong);
      default -> {
        if (!SAYS_NOTHING.contains(keyword)) {
          require(holds(keyword, rule, value), keyword, rule, place, wrong);
        }
      }
    }
    return wrong;
  }

  private static boolean holds(String keyword, JsonNode rule, JsonNode value) {
    return switch (keyword) {
      case "type" ->
          switch (rule.stringValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new AssertionError("no type " + rule);
          };
      case "const" -> value.equals(rule);
      case "enum" -> rule.valueStream().anyMatch(value::equals);
      case "pattern" -> value.asString("").matches(".*(?:" + rule.stringValue() + ").*");
      case "minimum" -> !value.isNumber() || value.doubleValue() >= rule.doubleValue();
      case "maximum" -> !value.isNumber() || value.doubleValue() <= rule.doubleValue();
      case "exclusiveMinimum" -> !value.isNumber() || value.doubleValue() > rule.doubleValue();
      case "exclusiveMaximum" -> !value.isNumber() || value.doubleValue() < rule.doubleValue();
      case "minItems", "minProperties" -> value.size() >= rule.intValue();
      case "maxItems", "maxProperties" -> value.size() <= rule.intValue();
      default -> throw new AssertionError("a keyword that is not known here: " + keyword);
    };
  }

  private static void require(
      boolean holds, String keyword, JsonNode rule, String place, List<String> wrong) {
    if (!holds) {
      wrong.add(place + ": " + keyword + " " + rule);
    }
  }
}
