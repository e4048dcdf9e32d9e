package convnet.cli;

import convnet.model.Architecture;
import convnet.model.Recipe;
import convnet.train.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is said of a run that goes on: from where, and what is other than it was. */
final class ResumeNote {
  private ResumeNote() {}

  /**
   * @param with what the run goes on with
   * @param initFrom a model that was asked for to begin with
   */
  static String of(Checkpoint from, Architecture with, @Nullable Path initFrom) {
    List<String> parts = new ArrayList<>();
    Recipe now = with.recipe();
    List<String> changes = changes(from.architecture().recipe(), now);
    if (!with.network().equals(from.architecture().network())) {
      changes.add("another dropout");
    }
    parts.add(
        "goes on from step %,d of %s%s"
            .formatted(
                from.position().step(),
                from.file(),
                changes.isEmpty() ? "" : ", now with " + String.join(", ", changes)));
    if (!now.optimizer().getClass().equals(from.architecture().recipe().optimizer().getClass())) {
      parts.add("the new optimizer remembers nothing yet");
    }
    if (initFrom != null) {
      parts.add(initFrom + " was for its beginning");
    }
    return String.join("; ", parts);
  }

  private static List<String> changes(Recipe before, Recipe now) {
    Map<String, Object> old = before.members();
    List<String> changes = new ArrayList<>();
    now.members()
        .forEach(
            (name, value) -> {
              if (!Objects.equals(value, old.get(name))) {
                changes.add(
                    name + " " + value + (old.containsKey(name) ? " for " + old.get(name) : ""));
              }
            });
    return changes;
  }
}
