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
 * Looks for inputs that break the {@link Contract}, ten seconds for each target. {@code
 * -Dfuzz.seconds=600 -Dfuzz.target='png|jpg'} looks longer, or at fewer; {@code -Dfuzz.keep=true}
 * keeps what it learnt on the way for {@link FuzzCorpusTest}.
 */
class FuzzIT {
  /** More than most machines have cores: what they start with takes longer than they search. */
  private static final int AT_ONCE = 8;

  private static final Path WORK = Path.of("target/fuzz").toAbsolutePath();

  @Test
  void noInputBreaksTheContract() throws InterruptedException, ExecutionException {
    int seconds = Integer.getInteger("fuzz.seconds", 10);
    boolean keep = Boolean.getBoolean("fuzz.keep");
    String chosen = System.getProperty("fuzz.target", ".*");
    Map<String, Future<String>> searches = new TreeMap<>();
    ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (Target target : Targets.all()) {
        if (target.name().matches(chosen)) {
          searches.put(target.name(), workers.submit(() -> search(target, seconds, keep)));
        }
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
