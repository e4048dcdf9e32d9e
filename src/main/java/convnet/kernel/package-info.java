/**
 * The inner loops, on plain {@code float[]} with offsets: {@link convnet.kernel.Kernels} and the
 * narrower interfaces that it gives access to, each on the Vector API and in plain loops; the
 * blocked matrix product and the Fourier transform built on them, the thread pool and the scratch
 * memory. Nothing here knows what the numbers mean.
 *
 * <p>Begin with {@link convnet.kernel.Compute}, which holds kernels, threads and memory together,
 * and {@link convnet.kernel.Gemm}, the matrix product, whose right-hand side need not be stored:
 * {@link convnet.kernel.Im2colMatrix} is that of a convolution. The classes called {@code Scalar…}
 * are the plain loops, and the reference that tests compare those called {@code Vector…} to.
 */
@NullMarked
package convnet.kernel;

import org.jspecify.annotations.NullMarked;
