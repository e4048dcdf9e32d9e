/**
 * The mathematics of layers, stateless: for each, a parameters record, the shape of the output, the
 * forward pass and, beside it, the backward pass. Names follow oneDNN ({@code src weights bias
 * dst}, {@code diffDst diffSrc}; {@code ic oc kh kw}), semantics follow PyTorch. Nothing here
 * allocates while it computes: temporary memory comes from the {@link convnet.kernel.Scratch}
 * passed in, and {@link convnet.op.KeptFilters} are made at the first call.
 */
@NullMarked
package convnet.op;

import org.jspecify.annotations.NullMarked;
