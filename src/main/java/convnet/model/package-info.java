/**
 * The description of a network, without values of its parameters: layers as records with the names
 * and the meaning of PyTorch's modules, the sizes, parameter counts, multiply-adds and receptive
 * fields that follow from them, their JSON format, and the bundled architectures. Nothing here
 * allocates a parameter.
 */
@NullMarked
package convnet.model;

import org.jspecify.annotations.NullMarked;
