package convnet.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * A format whose images cannot be decoded: the file says what is thrown instead, as {@code THROWS}
 * and the name of a class. It is installed for all tests, as a reader of anybody's could be.
 */
public final class ThrowingReaderSpi extends ImageReaderSpi {
  private static final String MAGIC = "THROWS ";

  public ThrowingReaderSpi() {
    super(
        "convnet",
        "1",
        new String[] {"throwing"},
        null,
        null,
        Reader.class.getName(),
        new Class<?>[] {ImageInputStream.class},
        null,
        false,
        null,
        null,
        null,
        null,
        false,
        null,
        null,
        null,
        null);
  }

  /** A file of the format. */
  public static byte[] file(Class<? extends Throwable> thrown) {
    return (MAGIC + thrown.getName()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean canDecodeInput(Object source) throws IOException {
    ImageInputStream in = (ImageInputStream) source;
    byte[] magic = new byte[MAGIC.length()];
    in.mark();
    int n = in.read(magic);
    in.reset();
    return n == magic.length && new String(magic, StandardCharsets.UTF_8).equals(MAGIC);
  }

  @Override
  public ImageReader createReaderInstance(Object extension) {
    return new Reader(this);
  }

  @Override
  public String getDescription(Locale locale) {
    return "images that cannot be decoded";
  }

  private static final class Reader extends ImageReader {
    Reader(ImageReaderSpi spi) {
      super(spi);
    }

    @Override
    public int getNumImages(boolean allowSearch) {
      return 1;
    }

    @Override
    public int getWidth(int index) {
      return 16;
    }

    @Override
    public int getHeight(int index) {
      return 16;
    }

    @Override
    public Iterator<ImageTypeSpecifier> getImageTypes(int index) {
      int type = BufferedImage.TYPE_INT_RGB;
      return List.of(ImageTypeSpecifier.createFromBufferedImageType(type)).iterator();
    }

    @Override
    public IIOMetadata getStreamMetadata() {
      throw new UnsupportedOperationException();
    }

    @Override
    public IIOMetadata getImageMetadata(int index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BufferedImage read(int index, ImageReadParam param) throws IOException {
      ImageInputStream in = (ImageInputStream) getInput();
      String name = in.readLine().substring(MAGIC.length());
      Throwable thrown;
      try {
        Constructor<?> constructor = Class.forName(name).getConstructor(String.class);
        thrown = (Throwable) constructor.newInstance("two\n\tat lines");
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(e);
      }
      switch (thrown) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(thrown);
      }
    }
  }
}
