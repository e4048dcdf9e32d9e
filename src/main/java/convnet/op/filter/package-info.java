/**
 * Image processing by convolution: kernels given by name or as text, every channel filtered
 * separately, layers' filters, transposed or not, and several feature maps reduced to one.
 *
 * <p>A {@link convnet.op.filter.Kernel} comes from {@link convnet.op.filter.NamedKernel} or {@link
 * convnet.op.filter.KernelText}, and {@link convnet.op.filter.Filter} is what is made of kernels or
 * of a layer's weights:
 *
 * <ul>
 *   <li>{@code ImageFilter}, kernels on each channel, the way of photos: a {@code FilterPass} reads
 *       a band of rows through a {@code BandLayout}, which resolves padding and stride, filters it
 *       with the cheapest {@code PlaneFilter} by {@code Costs}, and hands it on before the next.
 *       The ways are {@code DirectFilter}, tap by tap; {@code SeparableFilter}, along columns and
 *       rows, for kernels that are a sum of few {@code SeparableTerms}; and {@code FourierFilter}.
 *       A tensor is filtered with kernels of seven rows by a {@code StripePass}, where it is.
 *       {@code BandPeaks} finds bands whose numbers only the first of them filters accurately.
 *   <li>{@code FilterBank} and {@code TransposedFilterBank}: {@code nn.Conv2d} and {@code
 *       nn.ConvTranspose2d}, on a whole image at a time.
 *   <li>{@code TransposedImageFilter}, kernels transposed. For this, and for all gradients of
 *       kernels, {@code TiedKernels} are the layers that do the same.
 * </ul>
 *
 * <p>{@link convnet.op.filter.Terms} are the products that one value is the sum of.
 */
@NullMarked
package convnet.op.filter;

import org.jspecify.annotations.NullMarked;
