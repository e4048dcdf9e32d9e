/**
 * Image processing by convolution: kernels given by name or as text, every channel filtered
 * separately, layers' filters, transposed or not, and several feature maps reduced to one.
 */
@NullMarked
package convnet.op.filter;

import org.jspecify.annotations.NullMarked;
