/**
 * Executable networks. A {@link convnet.nn.Layer} owns its parameters and nothing else; the {@link
 * convnet.nn.ExecutionPlan} owns everything else that a run needs: activations, gradients and what
 * the forward pass saves for the backward pass.
 */
@NullMarked
package convnet.nn;

import org.jspecify.annotations.NullMarked;
