package convnet.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Reads every image before the training begins, so that a broken one is known then and not hours
 * later. What the {@link ImageStore} has room for stays decoded.
 */
public final class ImageCheck {
  private final List<Sample> samples;
  private final ImageStore store;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final ConcurrentSkipListMap<Integer, BadImage> bad = new ConcurrentSkipListMap<>();

  /**
   * An image that cannot be read.
   *
   * @param reason one line that names the file
   */
  public record BadImage(Path file, String reason) {}

  private ImageCheck(List<Sample> samples, ImageStore store) {
    this.samples = samples;
    this.store = store;
  }

  /**
   * Reads all images.
   *
   * @param threads how many threads help the calling one
   * @param progress is told now and then, on the calling thread, how many images are done
   * @return those that cannot be read, in the order of {@code samples}
   * @throws InterruptedIOException if the calling thread is interrupted
   */
  public static List<BadImage> run(
      List<Sample> samples, ImageStore store, int threads, IntConsumer progress)
      throws InterruptedIOException {
    ImageCheck check = new ImageCheck(samples, store);
    CountDownLatch helpers = new CountDownLatch(threads);
    DataLoader.startThreads(
        threads,
        () -> {
          check.readSome(_ -> {});
          helpers.countDown();
        });
    try {
      check.readSome(progress);
      helpers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the images were checked");
    } finally {
      check.next.set(samples.size());
    }
    progress.accept(samples.size());
    return List.copyOf(check.bad.values());
  }

  private void readSome(IntConsumer progress) {
    for (int i = next.getAndIncrement(); i < samples.size(); i = next.getAndIncrement()) {
      Path file = samples.get(i).file();
      try {
        store.read(file);
      } catch (IOException e) {
        bad.put(i, new BadImage(file, String.valueOf(e.getMessage())));
      } catch (RuntimeException | Error e) {
        bad.put(i, new BadImage(file, file + ": " + e));
      }
      progress.accept(done.incrementAndGet());
    }
  }
}
