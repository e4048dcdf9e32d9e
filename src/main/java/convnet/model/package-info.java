/**
 * What a network is, without a number in it: its layers as records named and meant as PyTorch's
 * modules, the sizes, parameter counts, multiply-adds and receptive fields that follow from them,
 * the JSON they are written in, and the bundled architectures. Nothing here allocates a parameter.
 */
@NullMarked
package convnet.model;

import org.jspecify.annotations.NullMarked;
