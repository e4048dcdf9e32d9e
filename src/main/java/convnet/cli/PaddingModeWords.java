package convnet.cli;

import convnet.op.PaddingMode;
import java.util.Locale;

/** What stands in the padding, in PyTorch's words; of other tools' words it says what they are. */
final class PaddingModeWords extends Words.OfEnum<PaddingMode> {
  PaddingModeWords() {
    super(PaddingMode.class);
  }

  @Override
  String refusal(String text) {
    String known =
        switch (text.toLowerCase(Locale.ROOT)) {
          case "zero", "constant", "border-constant", "black" -> "that is zeros here";
          case "mirror" ->
              "SciPy's mirror is reflect here (edge not repeated), ImageMagick's is symmetric (edge"
                  + " repeated)";
          case "reflect_101", "reflect101", "border-reflect-101" -> "OpenCV's is reflect here";
          case "nearest", "edge", "border", "border-replicate", "clamp", "extend" ->
              "that is replicate here";
          case "wrap", "tile", "periodic", "border-wrap", "repeat" -> "that is circular here";
          default -> "";
        };
    return known.isEmpty() ? super.refusal(text) : "'" + text + "': " + known;
  }
}
