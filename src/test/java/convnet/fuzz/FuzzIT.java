package convnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Looks for inputs that break the {@link Contract}. The build tries the same ones every time, so
 * that it is not red by chance, and several targets in a process, for to start one takes long.
 * {@code -Dfuzz.seconds=600 -Dfuzz.target='png|jpg'} looks for new ones, guided by what they reach,
 * ten minutes for each target whose name matches; {@code -Dfuzz.keep=true} keeps what it learnt on
 * the way, from which the build starts then.
 */
class FuzzIT {
  /** Processes; more than many machines have cores, so that none is idle. */
  private static final int AT_ONCE = 5;

  /** Inputs for each target in a build. */
  private static final int RUNS = 10_000;

  private static final Path WORK = Path.of("target/fuzz").toAbsolutePath();

  @Test
  void noInputBreaksTheContract() throws InterruptedException, ExecutionException {
    int seconds = Integer.getInteger("fuzz.seconds", 0);
    String chosen = System.getProperty("fuzz.target", ".*");
    Map<String, Future<String>> searches = new TreeMap<>();
    ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Target> targets =
          Targets.all().stream().filter(target -> target.name().matches(chosen)).toList();
      int shared = seconds == 0 ? Math.ceilDiv(targets.size(), AT_ONCE) : 1;
      for (int i = 0; i < targets.size(); i += shared) {
        List<Target> some = targets.subList(i, Math.min(i + shared, targets.size()));
        Target target = some.size() == 1 ? some.getFirst() : Targets.together(some);
        FuzzProcess process = new FuzzProcess(target, WORK.resolve(target.name()));
        searches.put(
            target.name(),
            workers.submit(
                () ->
                    seconds == 0 ? process.repeat(RUNS * some.size()) : search(process, seconds)));
      }
      List<String> findings = new ArrayList<>();
      for (Map.Entry<String, Future<String>> search : searches.entrySet()) {
        String found = search.getValue().get();
        if (!found.isEmpty()) {
          findings.add(search.getKey() + ": " + found);
        }
      }
      assertThat(searches).isNotEmpty();
      assertThat(findings).isEmpty();
    } finally {
      workers.shutdownNow();
    }
  }

  private static String search(FuzzProcess process, int seconds)
      throws IOException, InterruptedException {
    String found = process.search(seconds);
    if (Boolean.getBoolean("fuzz.keep")) {
      process.keep();
    }
    return found;
  }
}
