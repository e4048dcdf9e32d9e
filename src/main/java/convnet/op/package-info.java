/**
 * The mathematics of one layer each, stateless: a parameters record, the output's shape, the
 * forward pass and, beside it, the backward pass. Names follow oneDNN ({@code src weights bias
 * dst}, {@code diffDst diffSrc}; {@code ic oc kh kw}), the meaning follows PyTorch. Nothing here
 * allocates while it computes: temporary memory comes from the {@link convnet.kernel.Scratch}
 * handed in, and {@link convnet.op.KeptFilters} are made at the first call.
 */
@NullMarked
package convnet.op;

import org.jspecify.annotations.NullMarked;
