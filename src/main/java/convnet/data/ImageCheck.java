package convnet.data;

import convnet.io.FileBytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads every image before training begins, so that a broken one is found then and not hours later.
 * Images stay decoded as far as the {@link ImageStore} has room.
 */
final class ImageCheck {
  private final List<Sample> samples;
  private final ImageStore store;
  private final Visitor visitor;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final ConcurrentSkipListMap<Integer, BadImage> bad = new ConcurrentSkipListMap<>();

  /**
   * The lack of memory that ended the check, which says nothing about the image; null if there was
   * none.
   */
  private volatile @Nullable OutOfMemoryError lack;

  /** Is shown each image that can be read; on any thread. */
  interface Visitor {
    /**
     * @param index the image's index among the samples
     * @param file the content of its file
     * @param pixels the decoded image
     */
    void visit(int index, byte[] file, Pixels pixels);
  }

  private ImageCheck(List<Sample> samples, ImageStore store, Visitor visitor) {
    this.samples = samples;
    this.store = store;
    this.visitor = visitor;
  }

  /**
   * Reads all images.
   *
   * @param threads how many threads help the calling one
   * @param progress is given the number of images done now and then, on the calling thread
   * @return those that cannot be read, in the order of {@code samples}
   * @throws InterruptedIOException if the calling thread is interrupted
   * @throws OutOfMemoryError if memory runs out
   */
  static List<BadImage> run(
      List<Sample> samples, ImageStore store, int threads, IntConsumer progress)
      throws InterruptedIOException {
    return run(samples, store, threads, progress, (_, _, _) -> {});
  }

  /** The same with a visitor for each image that can be read. */
  static List<BadImage> run(
      List<Sample> samples, ImageStore store, int threads, IntConsumer progress, Visitor visitor)
      throws InterruptedIOException {
    ImageCheck check = new ImageCheck(samples, store, visitor);
    CountDownLatch helpers = new CountDownLatch(threads);
    DataLoader.startThreads(
        threads,
        () -> {
          try {
            check.readSome(_ -> {});
          } finally {
            helpers.countDown();
          }
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
    if (check.lack != null) {
      throw check.lack;
    }
    progress.accept(samples.size());
    return List.copyOf(check.bad.values());
  }

  private void readSome(IntConsumer progress) {
    for (int i = next.getAndIncrement(); i < samples.size(); i = next.getAndIncrement()) {
      Path file = samples.get(i).file();
      try {
        byte[] bytes = FileBytes.read(file);
        visitor.visit(i, bytes, store.decode(file, bytes));
      } catch (OutOfMemoryError e) {
        stop(e);
      } catch (IOException e) {
        if (e.getCause() instanceof OutOfMemoryError lack) {
          stop(lack);
        } else {
          bad.put(i, new BadImage(file, String.valueOf(e.getMessage())));
        }
      } catch (RuntimeException | Error e) {
        bad.put(i, new BadImage(file, file + ": " + e));
      }
      progress.accept(done.incrementAndGet());
    }
  }

  /**
   * Ends the check: whether memory runs out depends on what else is being read, but which images
   * are bad must not.
   */
  private void stop(OutOfMemoryError e) {
    lack = e;
    next.set(samples.size());
  }
}
