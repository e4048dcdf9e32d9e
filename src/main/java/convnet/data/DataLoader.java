package convnet.data;

import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Loads the images of a list in batches, read and augmented ahead on other threads. Which images a
 * batch holds and how they are augmented depends only on the seed, the epoch and the image's place
 * in the list: any number of threads gives the same batches in the same order, bit for bit.
 *
 * <p>Threads take images in order and write each to its place in one of a few batches, which are
 * reused. A caller that would have to wait for a batch loads images itself. {@link #start} and
 * {@link #next} are for one thread at a time.
 */
public final class DataLoader implements AutoCloseable {
  /** Batches in memory: one to be handed out while the next is filled. */
  private static final int SLOTS = 2;

  private final List<Sample> samples;
  private final ImageStore store;
  private final ImageTransform transform;
  private final Options options;
  private final Slot[] slots;
  private final Resampler callersResampler = new Resampler();

  // The work of the epoch. Changed under the lock, and only while no thread is loading.
  private int epoch;
  private int[] order = {};

  // The progress of that work. Guarded by the lock of this object, as is the state of the slots.
  /** One past the last position of the order that is to be loaded. */
  private int limit;

  /** The next position that no thread has taken. */
  private int claimed;

  /** How many threads are loading an image. */
  private int working;

  /** How many batches of the epoch the caller has received, or skipped at the start. */
  private int handedOut;

  private boolean closed;

  /**
   * How a list becomes batches.
   *
   * @param batchSize images in a batch
   * @param shuffle whether each epoch has a random order of its own, or all have that of the list
   * @param seed of the order and of the augmentation
   * @param threads how many threads work ahead of the caller; with 0 the caller does all the work
   */
  public record Options(int batchSize, boolean shuffle, long seed, int threads) {
    public Options {
      if (batchSize < 1 || threads < 0) {
        throw new IllegalArgumentException(
            "batches of %d on %d threads: at least 1 and 0 are needed"
                .formatted(batchSize, threads));
      }
    }

    /** All images in the order of the list, as evaluation needs them. */
    public static Options inOrder(int batchSize, int threads) {
      return new Options(batchSize, false, 0, threads);
    }
  }

  /** A batch, from when it is filled until it is handed out. */
  private static final class Slot {
    final Tensor images;
    final int[] labels;
    int loaded;
    int failedAt;
    @Nullable IOException failure;

    Slot(Tensor images) {
      this.images = images;
      this.labels = new int[images.shape().dim(0)];
    }

    /** Keeps the failure of the first image in the order, whichever thread failed first. */
    void fail(int position, IOException cause) {
      if (failure == null || position < failedAt) {
        failure = cause;
        failedAt = position;
      }
    }

    @Nullable IOException release() {
      IOException found = failure;
      failure = null;
      loaded = 0;
      return found;
    }
  }

  /**
   * @param samples the images; their place in this list is their identity
   * @throws IllegalArgumentException if there are no images, or the store's have another number of
   *     channels than the transform's
   */
  public DataLoader(
      List<Sample> samples, ImageStore store, ImageTransform transform, Options options) {
    this.samples = List.copyOf(samples);
    this.store = store;
    this.transform = transform;
    this.options = options;
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("there are no images");
    }
    if (store.channels() != transform.outputShape().channels()) {
      throw new IllegalArgumentException(
          "images of %d channels do not become %s"
              .formatted(store.channels(), transform.outputShape()));
    }
    int largest = Math.min(options.batchSize(), samples.size());
    this.slots =
        IntStream.range(0, SLOTS)
            .mapToObj(_ -> new Slot(Tensor.zeros(transform.outputShape().batched(largest))))
            .toArray(Slot[]::new);
    startThreads(options.threads(), this::workAhead);
  }

  /** Starts daemon threads, which do not keep the program from ending. */
  static void startThreads(int count, Runnable work) {
    for (int i = 1; i <= count; i++) {
      Thread.ofPlatform().name("convnet-loader-" + i).daemon().start(work);
    }
  }

  /** How many batches an epoch has. */
  public int batches() {
    return Math.ceilDiv(samples.size(), options.batchSize());
  }

  /**
   * Begins an epoch, at its first batch or where a resumed run stopped. An epoch under way is
   * abandoned.
   *
   * @param epoch which one, from 0; may be begun any number of times
   * @param batch the first batch to give, from 0
   * @throws InterruptedIOException if the calling thread is interrupted
   */
  public synchronized void start(int epoch, int batch) throws InterruptedIOException {
    if (batch < 0 || batch > batches()) {
      throw new IllegalArgumentException(
          "there is no batch %d: an epoch has %d".formatted(batch, batches()));
    }
    limit = 0;
    try {
      while (working > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    for (Slot slot : slots) {
      slot.release();
    }
    this.epoch = epoch;
    order =
        options.shuffle()
            ? RandomPurpose.permutation(
                samples.size(), RandomPurpose.ORDER.generator(options.seed(), epoch))
            : IntStream.range(0, samples.size()).toArray();
    limit = samples.size();
    claimed = Math.min(batch * options.batchSize(), limit);
    handedOut = batch;
    notifyAll();
  }

  /**
   * Copies the next batch of the epoch into the caller's memory.
   *
   * @param images {@code (N, C, H, W)} with N at least the batch size; the first n are set
   * @param labels of at least the batch size; the first n are set
   * @return n, the number of images: the batch size, fewer in the last batch, 0 after that
   * @throws IOException with a message that names the file, if an image cannot be read; the next
   *     call goes on with the batch after it
   */
  public int next(Tensor images, int[] labels) throws IOException {
    try {
      workUntil(this::isBatchReady, callersResampler);
    } catch (InterruptedException e) {
      throw interrupted();
    }
    int n = sizeOf(handedOut);
    if (n == 0) {
      return 0;
    }
    // A batch that is complete belongs to the caller until it is released.
    Slot slot = slots[handedOut % SLOTS];
    images.narrow(0, n).copyFrom(slot.images.narrow(0, n));
    System.arraycopy(slot.labels, 0, labels, 0, n);
    IOException failure;
    synchronized (this) {
      failure = slot.release();
      handedOut++;
      notifyAll();
    }
    if (failure != null && failure.getCause() instanceof OutOfMemoryError lack) {
      throw lack; // not the fault of the image
    } else if (failure != null) {
      throw failure;
    }
    return n;
  }

  /** Makes the threads end, each after the image that it is loading. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void workAhead() {
    try {
      workUntil(() -> closed, new Resampler());
    } catch (InterruptedException e) {
      // An interrupted thread ends; the others and the caller take over its work.
    }
  }

  private void workUntil(BooleanSupplier done, Resampler resampler) throws InterruptedException {
    for (int next = claim(done); next >= 0; next = claim(done)) {
      load(next, resampler);
    }
  }

  /** Takes the next position to load, once a slot is free for it; −1 once {@code done}. */
  private synchronized int claim(BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean()) {
      if (claimed < limit && claimed / options.batchSize() < handedOut + SLOTS) {
        working++;
        return claimed++;
      }
      wait();
    }
    return -1;
  }

  private boolean isBatchReady() {
    if (closed) {
      throw new IllegalStateException("the loader is closed");
    }
    return slots[handedOut % SLOTS].loaded == sizeOf(handedOut);
  }

  private void load(int position, Resampler resampler) {
    int batch = position / options.batchSize();
    int place = position % options.batchSize();
    Slot slot = slots[batch % SLOTS];
    int index = order[position];
    Sample sample = samples.get(index);
    IOException failure = null;
    try {
      transform.apply(
          store.read(sample.file()),
          RandomPurpose.AUGMENTATION.generator(options.seed(), epoch, index),
          slot.images.slice(place),
          resampler);
      slot.labels[place] = sample.label();
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new IOException(sample.file() + ": " + e, e);
    }
    synchronized (this) {
      if (failure != null) {
        slot.fail(position, failure);
      }
      working--;
      slot.loaded++;
      if (slot.loaded == sizeOf(batch) || working == 0) {
        notifyAll();
      }
    }
  }

  private int sizeOf(int batch) {
    return Math.clamp((long) limit - (long) batch * options.batchSize(), 0, options.batchSize());
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for images");
  }
}
