/**
 * Training and evaluating networks: the training loop, optimisers, learning rates, metrics, and the
 * files of a run. Nothing here prints; a {@link convnet.train.TrainingListener} is told what
 * happens.
 */
@NullMarked
package convnet.train;

import org.jspecify.annotations.NullMarked;
