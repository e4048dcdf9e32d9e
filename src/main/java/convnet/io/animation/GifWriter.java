package convnet.io.animation;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes a GIF that loops for ever. To keep files small, each frame after the first holds only the
 * rectangle that changed, and in it unchanged pixels are transparent.
 */
final class GifWriter implements AutoCloseable {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  /**
   * The data of the loop extension: sub-block 1, and the number of repetitions, where 0 is for
   * ever.
   */
  private static final byte[] LOOP = {1, 0, 0};

  private final ImageOutputStream stream;
  private final ImageWriter writer;
  private final Palette palette;
  private byte[] shown = new byte[0];

  GifWriter(OutputStream out, Palette palette) throws IOException {
    this.stream = new MemoryCacheImageOutputStream(out);
    this.writer = ImageIO.getImageWritersByFormatName("gif").next();
    this.palette = palette;
    writer.setOutput(stream);
    writer.prepareWriteSequence(null);
  }

  /**
   * Adds a frame.
   *
   * @param delay how long it is shown, in hundredths of a second
   */
  void add(BufferedImage frame, int delay) throws IOException {
    int width = frame.getWidth();
    byte[] pixels = palette.indices(frame);
    boolean first = shown.length == 0;
    Rectangle changed = first ? new Rectangle(width, frame.getHeight()) : changed(pixels, width);
    BufferedImage part =
        new BufferedImage(
            changed.width, changed.height, BufferedImage.TYPE_BYTE_INDEXED, palette.model());
    byte[] indices = ((DataBufferByte) part.getRaster().getDataBuffer()).getData();
    for (int y = 0; y < changed.height; y++) {
      for (int x = 0; x < changed.width; x++) {
        int at = (changed.y + y) * width + changed.x + x;
        boolean same = !first && pixels[at] == shown[at];
        indices[y * changed.width + x] = same ? Palette.TRANSPARENT : pixels[at];
      }
    }
    ImageWriteParam param = writer.getDefaultWriteParam();
    IIOMetadata metadata = metadata(part, param, changed, delay, first);
    writer.writeToSequence(new IIOImage(part, null, metadata), param);
    shown = pixels;
  }

  /** The smallest rectangle around all changed pixels; one pixel if none changed. */
  private Rectangle changed(byte[] pixels, int width) {
    int from = Arrays.mismatch(pixels, shown);
    if (from < 0) {
      return new Rectangle(1, 1);
    }
    Rectangle changed = new Rectangle(from % width, from / width, 1, 1);
    for (int i = from; i < pixels.length; i++) {
      if (pixels[i] != shown[i]) {
        changed.add(new Rectangle(i % width, i / width, 1, 1));
      }
    }
    return changed;
  }

  private IIOMetadata metadata(
      BufferedImage part, ImageWriteParam param, Rectangle place, int delay, boolean first)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(part), param);
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    IIOMetadataNode descriptor = child(root, "ImageDescriptor");
    descriptor.setAttribute("imageLeftPosition", Integer.toString(place.x));
    descriptor.setAttribute("imageTopPosition", Integer.toString(place.y));
    descriptor.setAttribute("interlaceFlag", "FALSE");
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "doNotDispose");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "TRUE");
    control.setAttribute("transparentColorIndex", Integer.toString(Palette.TRANSPARENT));
    control.setAttribute("delayTime", Integer.toString(delay));
    if (first) {
      IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      loop.setUserObject(LOOP.clone());
      child(root, "ApplicationExtensions").appendChild(loop);
    }
    metadata.setFromTree(FORMAT, root);
    return metadata;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    var present = root.getElementsByTagName(name);
    if (present.getLength() > 0) {
      return (IIOMetadataNode) present.item(0);
    }
    IIOMetadataNode added = new IIOMetadataNode(name);
    root.appendChild(added);
    return added;
  }

  /** Ends the file; the stream under it stays open. */
  @Override
  public void close() throws IOException {
    try (stream) {
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }
}
