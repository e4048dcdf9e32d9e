package convnet.train.report;

import convnet.model.Decimal;
import convnet.model.drawing.Svg;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Draws the run's configuration: the numbers and words of {@code config.json}, without the layers.
 */
final class RecipeTable {
  private RecipeTable() {}

  static void draw(Svg page, JsonNode config) {
    page.open("div", "class", "scroll").open("table", "class", "recipe");
    page.open("thead").open("tr");
    page.text("th", "option", "scope", "col").text("th", "value", "scope", "col");
    page.close("tr").close("thead").open("tbody");
    rows(config)
        .forEach(
            (name, value) ->
                page.open("tr")
                    .text("th", name, "scope", "row")
                    .text("td", value, "class", "name")
                    .close("tr"));
    page.close("tbody").close("table").close("div");
  }

  private static Map<String, String> rows(JsonNode config) {
    Map<String, String> rows = new LinkedHashMap<>();
    JsonNode network = config.path("network");
    add(rows, "network", network.path("name"));
    add(rows, "input", network.path("input"));
    network.path("recipe").properties().forEach(e -> add(rows, e.getKey(), e.getValue()));
    network.path("preprocessing").properties().forEach(e -> add(rows, e.getKey(), e.getValue()));
    config.properties().stream()
        .filter(e -> !e.getKey().equals("network"))
        .forEach(e -> add(rows, e.getKey(), e.getValue()));
    return rows;
  }

  private static void add(Map<String, String> rows, String name, JsonNode value) {
    if (value.isArray() && value.isEmpty()) {
      return;
    }
    if (value.isArray()) {
      StringBuilder list = new StringBuilder();
      value.forEach(each -> list.append(list.isEmpty() ? "" : ", ").append(text(each)));
      rows.put(name.replace('_', ' '), list.toString());
    } else if (!value.isNull() && !value.isMissingNode()) {
      rows.put(name.replace('_', ' '), text(value));
    }
  }

  private static String text(JsonNode value) {
    if (value.isNumber()) {
      return Decimal.of(value.numberValue());
    }
    return value.isString() ? value.stringValue() : value.toString();
  }
}
