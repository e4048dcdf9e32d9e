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
 * Looks for inputs that break the {@link Contract}, ten seconds for each target. So short a search
 * shares a process with others, for to start one takes nearly as long: sixty seconds for six.
 * {@code -Dfuzz.seconds=600 -Dfuzz.target='png|jpg'} looks longer, a process for each, or at fewer;
 * {@code -Dfuzz.keep=true} keeps what it learnt on the way for {@link FuzzCorpusTest}.
 */
class FuzzIT {
  /** Processes; more than many machines have cores, so that none is idle. */
  private static final int AT_ONCE = 5;

  /** Seconds of a search that is worth a process of its own. */
  private static final int LONG = 60;

  private static final Path WORK = Path.of("target/fuzz").toAbsolutePath();

  @Test
  void noInputBreaksTheContract() throws InterruptedException, ExecutionException {
    int seconds = Integer.getInteger("fuzz.seconds", 10);
    boolean keep = Boolean.getBoolean("fuzz.keep");
    String chosen = System.getProperty("fuzz.target", ".*");
    Map<String, Future<String>> searches = new TreeMap<>();
    ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Target> targets =
          Targets.all().stream().filter(target -> target.name().matches(chosen)).toList();
      int shared = seconds < LONG && !keep ? Math.ceilDiv(targets.size(), AT_ONCE) : 1;
      for (int i = 0; i < targets.size(); i += shared) {
        List<Target> some = targets.subList(i, Math.min(i + shared, targets.size()));
        Target target = some.size() == 1 ? some.getFirst() : Targets.together(some);
        int time = seconds * some.size();
        searches.put(target.name(), workers.submit(() -> search(target, time, keep)));
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

  private static String search(Target target, int seconds, boolean keep)
      throws IOException, InterruptedException {
    FuzzProcess process = new FuzzProcess(target, WORK.resolve(target.name()));
    String found = process.search(seconds);
    if (keep) {
      process.keep();
    }
    return found;
  }
}
