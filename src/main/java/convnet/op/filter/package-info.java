/**
 * Image processing in terms of convolution: kernels by name and in writing, every channel filtered
 * by itself, and several feature maps made into one.
 */
@NullMarked
package convnet.op.filter;

import org.jspecify.annotations.NullMarked;
