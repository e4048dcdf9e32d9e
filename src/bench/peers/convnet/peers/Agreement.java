package convnet.peers;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.filter2D;

import convnet.kernel.Compute;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.op.filter.Filter;
import convnet.op.filter.FilterParameters;
import convnet.op.filter.Kernel;
import convnet.op.filter.NamedKernel;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;

/**
 * The named kernels on a photo of 8 bits beside OpenCV's {@code filter2D} on the same bytes, given
 * the same numbers and border: rounded to bytes, no two results may be more than one grey level
 * apart. Argument: the photo ({@code samples/photo.jpg}).
 */
public final class Agreement {
  private static final List<String> KERNELS =
      List.of(
          "sobel-x",
          "sobel-y",
          "gaussian:2",
          "gaussian:8",
          "sharpen",
          "emboss",
          "unsharp:3,2",
          "motion:15,30",
          "motion:31",
          "log:3",
          "dog:2,4",
          "gabor:10,30",
          "box:9");

  private Agreement() {}

  /** Compares, and fails if two results are too far apart. */
  public static void main(String[] args) throws IOException {
    BufferedImage photo = ImageIO.read(new File(args.length > 0 ? args[0] : "samples/photo.jpg"));
    int width = photo.getWidth();
    int height = photo.getHeight();
    byte[] bytes = new byte[3 * width * height];
    Tensor src = Tensor.zeros(1, 3, height, width);
    for (int i = 0; i < bytes.length; i++) {
      int pixel = i / 3;
      int value = photo.getRGB(pixel % width, pixel / width) >> 8 * (2 - i % 3) & 0xff;
      bytes[i] = (byte) value;
      src.data()[i % 3 * width * height + pixel] = value / 255f;
    }
    Mat peerSrc = new Mat(height, width, CV_8UC3);
    new BytePointer(peerSrc.data()).put(bytes);
    boolean agreed = true;
    for (String name : KERNELS) {
      int[] apart = new int[256];
      byte[] ours = ours(NamedKernel.of(name), src);
      byte[] theirs = theirs(NamedKernel.of(name), peerSrc, bytes.length);
      for (int i = 0; i < ours.length; i++) {
        apart[Math.abs((ours[i / 3 + i % 3 * width * height] & 0xff) - (theirs[i] & 0xff))]++;
      }
      int worst = 255;
      while (apart[worst] == 0) {
        worst--;
      }
      agreed &= worst <= 1;
      System.out.printf(
          "%-14s at most %d grey levels apart; %.4f %% of %d bytes differ%n",
          name, worst, 100.0 * (ours.length - apart[0]) / ours.length, ours.length);
    }
    System.exit(agreed ? 0 : 1);
  }

  /** Planes of bytes. */
  private static byte[] ours(Kernel kernel, Tensor src) {
    FilterParameters same =
        new FilterParameters(Size.of(1), null, Size.of(1), 1, PaddingMode.REPLICATE, null);
    Tensor dst = Tensor.zeros(src.shape());
    try (Compute compute = Compute.create(2)) {
      Filter.of(List.of(kernel), false, same).forward(src, null, dst, compute);
    }
    byte[] bytes = new byte[dst.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.clamp(dst.data()[i], 0f, 1f));
    }
    return bytes;
  }

  /** Bytes pixel by pixel. */
  private static byte[] theirs(Kernel kernel, Mat src, int size) {
    Mat numbers = new Mat(kernel.size().height(), kernel.size().width(), CV_32F);
    new FloatPointer(numbers.data()).put(kernel.values().toArray());
    Mat dst = new Mat();
    filter2D(src, dst, CV_8U, numbers, new Point(-1, -1), 0, BORDER_REPLICATE);
    byte[] bytes = new byte[size];
    new BytePointer(dst.data()).get(bytes);
    return bytes;
  }
}
