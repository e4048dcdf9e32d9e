/**
 * Networks that compute. A {@link convnet.nn.Layer} owns its parameters and nothing else; the
 * {@link convnet.nn.ExecutionPlan} owns everything that a run needs besides: activations, gradients
 * and what is kept from the forward pass to the backward pass.
 */
@NullMarked
package convnet.nn;

import org.jspecify.annotations.NullMarked;
