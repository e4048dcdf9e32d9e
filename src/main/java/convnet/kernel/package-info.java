/**
 * The inner loops, on plain {@code float[]} with offsets: {@link convnet.kernel.Kernels} and the
 * narrower interfaces that it gives access to, each on the Vector API and in plain loops; the
 * blocked matrix product and the Fourier transform built on them, the thread pool and the scratch
 * memory. Nothing here knows what the numbers mean.
 */
@NullMarked
package convnet.kernel;

import org.jspecify.annotations.NullMarked;
