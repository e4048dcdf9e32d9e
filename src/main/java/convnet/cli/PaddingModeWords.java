package convnet.cli;

import convnet.op.PaddingMode;
import java.util.List;
import java.util.Locale;

/**
 * The names of padding modes, PyTorch's where it has the mode; for the names of other tools, the
 * error message gives the mode that is meant.
 */
final class PaddingModeWords extends Words<PaddingMode> {
  PaddingModeWords() {
    super(List.of(PaddingMode.values()), Words::of);
  }

  @Override
  String refusal(String text) {
    String word = text.toLowerCase(Locale.ROOT).replace('_', '-');
    String known =
        switch (word.substring(word.lastIndexOf('.') + 1)) {
          case "zero", "constant", "border-constant", "grid-constant", "black", "dirichlet" ->
              "that is zeros here";
          case "mirror" ->
              "SciPy's mirror is reflect here (edge not repeated), ImageMagick's is symmetric (edge"
                  + " repeated)";
          case "reflect-101", "reflect101", "border-reflect-101", "border-reflect101" ->
              "OpenCV's is reflect here";
          case "border-default", "default" -> "OpenCV's is reflect here";
          case "border-reflect", "grid-mirror" -> "that is symmetric here (edge repeated)";
          case "nearest", "edge", "border", "border-replicate", "clamp", "extend", "copy" ->
              "that is replicate here";
          case "neumann" -> "that is replicate here";
          case "wrap", "grid-wrap", "border-wrap", "tile", "periodic", "repeat" ->
              "that is circular here";
          case "same", "valid" -> "that is --padding " + text;
          default -> "";
        };
    return known.isEmpty() ? super.refusal(text) : "'" + text + "': " + known;
  }
}
