/**
 * The mathematics of layers, stateless: for each, a parameters record, the shape of the output, the
 * forward pass and, beside it, the backward pass. Names follow oneDNN ({@code src weights bias
 * dst}, {@code diffDst diffSrc}; {@code ic oc kh kw}), semantics follow PyTorch. Nothing here
 * allocates while it computes: temporary memory comes from the {@link convnet.kernel.Scratch}
 * passed in, and {@link convnet.op.KeptFilters} are made at the first call.
 *
 * <ul>
 *   <li>{@link convnet.op.Convolution} has the formulas, and passes each call to the first {@code
 *       ConvolutionMethod} that suits the shapes. To read one, read {@code
 *       ImplicitGemmConvolution}: it does everything, with {@code Border} for the padding, {@code
 *       WeightGradient}, and {@code DataGradient}, where the backward pass becomes a convolution
 *       again, one for each {@code StridePhase}.
 *   <li>The faster methods are {@code WinogradConvolution}, whose {@code Tiles} of the image go
 *       through {@code WinogradProduct} and {@code WinogradWeightGradient}; {@code
 *       SpaceToDepthConvolution}, which turns a stride into channels for it; and {@code
 *       ChannelsLastConvolution}, with its {@code WindowProduct}.
 *   <li>{@link convnet.op.WindowArithmetic}, {@link convnet.op.ConvolutionParameters} and {@link
 *       convnet.op.PoolingParameters} say how many windows fit: size, stride, padding, dilation.
 *   <li>{@link convnet.op.MaxPooling}, {@link convnet.op.AveragePooling}, {@link
 *       convnet.op.AdaptiveAveragePooling}, {@link convnet.op.LpPooling} and, back again, {@link
 *       convnet.op.MaxUnpooling}.
 *   <li>{@link convnet.op.InnerProduct}, {@link convnet.op.Relu}, {@link
 *       convnet.op.LocalResponseNormalization}, {@link convnet.op.BatchNormalization}, {@link
 *       convnet.op.DropoutMask}, {@link convnet.op.Addition}, and the loss, {@link
 *       convnet.op.SoftmaxCrossEntropy}.
 *   <li>{@link convnet.op.Walkthrough} takes a convolution or a pooling apart into the steps that
 *       an animation shows.
 * </ul>
 */
@NullMarked
package convnet.op;

import org.jspecify.annotations.NullMarked;
