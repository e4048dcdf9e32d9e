package convnet.data;

import convnet.io.FileBytes;
import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.MalformedFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads images and keeps as many decoded ones as a budget of bytes allows: a data set of thumbnails
 * is decoded only once, not in every epoch. Keeping images makes no difference but in time. Any
 * number of threads may use one store.
 */
public final class ImageStore {
  /**
   * An estimate of the bytes that an image takes besides its samples: objects and its entry in the
   * map.
   */
  private static final int OVERHEAD = 160;

  private final int channels;
  private final ImageLimits limits;
  private final AtomicLong room;
  private final ConcurrentMap<Path, Pixels> kept = new ConcurrentHashMap<>();

  /**
   * @param channels 1 to read images as luma, 3 as red, green and blue
   * @param budget the most bytes to keep images in; 0 to keep none
   * @param limits how large an image may be
   */
  public ImageStore(int channels, long budget, ImageLimits limits) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("images have 1 channel or 3, not " + channels);
    }
    this.channels = channels;
    this.limits = limits;
    this.room = new AtomicLong(budget);
  }

  /** How many images are kept. */
  public int size() {
    return kept.size();
  }

  int channels() {
    return channels;
  }

  /**
   * The image in {@code file}, decoded.
   *
   * @throws IOException with a message that names the file, if it is broken or cannot be read
   */
  Pixels read(Path file) throws IOException {
    @Nullable Pixels known = kept.get(file);
    if (known != null) {
      return known;
    }
    return decode(file, FileBytes.read(file));
  }

  /**
   * Decodes the image in {@code bytes}, the content of {@code file}, and keeps it if there is room.
   *
   * @throws MalformedFileException if it is broken
   */
  Pixels decode(Path file, byte[] bytes) throws MalformedFileException {
    Pixels pixels = Pixels.of(ImageFiles.readRgb(bytes, file.toString(), limits), channels);
    long size = OVERHEAD + (long) pixels.samples().length;
    if (room.addAndGet(-size) < 0 || kept.putIfAbsent(file, pixels) != null) {
      room.addAndGet(size);
    }
    return pixels;
  }
}
