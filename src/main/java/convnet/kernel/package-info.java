/**
 * The inner loops, on plain {@code float[]} with offsets: a narrow interface ({@link
 * convnet.kernel.Kernels}) with a Vector API implementation and a scalar twin, the blocked matrix
 * product built on it, the pool of threads and the scratch memory. Nothing here knows what the
 * numbers mean.
 */
@NullMarked
package convnet.kernel;

import org.jspecify.annotations.NullMarked;
