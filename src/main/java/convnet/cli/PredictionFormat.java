package convnet.cli;

import convnet.train.Classifier.Prediction;
import java.util.List;

/** How predictions are printed. */
enum PredictionFormat {
  /**
   * The file, then class and probability of each prediction, separated by tabs. In names, control
   * characters are escaped, tabs and line ends included.
   */
  TEXT {
    @Override
    String lines(String file, List<Prediction> predictions) {
      StringBuilder line = new StringBuilder(Visible.of(file));
      for (Prediction p : predictions) {
        line.append("\t%s %.4f".formatted(Visible.of(p.name()), p.probability()));
      }
      return line.append('\n').toString();
    }
  },

  /** A JSON object for each image, one per line. */
  JSON {
    @Override
    String lines(String file, List<Prediction> predictions) {
      return JsonLine.object(
              json -> {
                json.writeStringProperty("file", file);
                json.writeName("predictions");
                json.writeStartArray();
                for (Prediction p : predictions) {
                  json.writeStartObject();
                  json.writeStringProperty("class", p.name());
                  json.writeNumberProperty("index", p.index());
                  json.writeNumberProperty("probability", p.probability());
                  json.writeEndObject();
                }
                json.writeEndArray();
              })
          + "\n";
    }
  },

  /** A row for each prediction, quoted as in RFC 4180; lines end in {@code \n}. */
  CSV {
    @Override
    String header() {
      return "file,rank,class,index,probability\n";
    }

    @Override
    String lines(String file, List<Prediction> predictions) {
      StringBuilder rows = new StringBuilder();
      int rank = 1;
      for (Prediction p : predictions) {
        rows.append(
            "%s,%d,%s,%d,%s\n"
                .formatted(quoted(file), rank++, quoted(p.name()), p.index(), p.probability()));
      }
      return rows.toString();
    }
  };

  /** The header before the first line; empty if the format has none. */
  String header() {
    return "";
  }

  /** The lines for an image. */
  abstract String lines(String file, List<Prediction> predictions);

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
