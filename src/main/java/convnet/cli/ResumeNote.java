package convnet.cli;

import convnet.model.Architecture;
import convnet.model.Decimal;
import convnet.model.Recipe;
import convnet.train.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The note about a resumed run: where it goes on from, and what has changed. */
final class ResumeNote {
  private ResumeNote() {}

  /**
   * @param with the architecture that the run goes on with
   * @param initFrom the model to begin from, if one was given, which has no effect any more
   */
  static String of(Checkpoint from, Architecture with, @Nullable Path initFrom) {
    List<String> parts = new ArrayList<>();
    Recipe now = with.recipe();
    List<String> changes = changes(from.architecture().recipe(), now);
    if (!with.network().equals(from.architecture().network())) {
      changes.add("a different dropout");
    }
    boolean over = from.position().epoch() >= now.epochs();
    parts.add(
        "%s step %,d of %s%s"
            .formatted(
                over ? "nothing is left to do after" : "goes on from",
                from.position().step(),
                from.file(),
                changes.isEmpty() ? "" : ", now with " + String.join(", ", changes)));
    if (over) {
      parts.add(
          "%d epochs are done: --epochs with a larger number makes it longer"
              .formatted(from.position().epoch()));
    }
    if (!now.optimizer().getClass().equals(from.architecture().recipe().optimizer().getClass())) {
      parts.add("the new optimizer starts without any state");
    }
    if (initFrom != null) {
      parts.add("--init-from " + initFrom + " has no effect on a resumed run");
    }
    return String.join("; ", parts);
  }

  private static String shown(@Nullable Object value) {
    return value instanceof Number number ? Decimal.of(number) : String.valueOf(value);
  }

  private static List<String> changes(Recipe before, Recipe now) {
    Map<String, Object> old = before.members();
    List<String> changes = new ArrayList<>();
    now.members()
        .forEach(
            (name, value) -> {
              if (!Objects.equals(value, old.get(name))) {
                changes.add(
                    name
                        + " "
                        + shown(value)
                        + (old.containsKey(name) ? " instead of " + shown(old.get(name)) : ""));
              }
            });
    return changes;
  }
}
