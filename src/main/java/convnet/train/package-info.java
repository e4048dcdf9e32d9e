/**
 * Training and evaluating networks: the training loop, optimisers, learning rates, metrics, and the
 * files of a run. Nothing here prints; a {@link convnet.train.TrainingListener} is told what
 * happens.
 *
 * <ul>
 *   <li>{@link convnet.train.Trainer} is the loop. It takes batches from {@code RunImages}, steps
 *       an {@link convnet.train.Optimizer} ({@link convnet.train.Sgd}, {@link convnet.train.AdamW})
 *       at the rate of a {@link convnet.train.LearningRateSchedule}, and counts in a {@link
 *       convnet.train.Tally}. {@code DivergenceWatch} and {@code GuessingWatch} look on.
 *   <li>{@link convnet.train.RunDirectory} has the files of a run: {@link
 *       convnet.train.ConfigFile}, {@code LogFile}, {@link convnet.train.ModelFile} for the best
 *       model, and {@link convnet.train.Checkpoint} for the last, from which a run is resumed at
 *       its {@link convnet.train.Position}.
 *   <li>{@link convnet.train.Classifier} uses models, {@link convnet.train.Evaluation} measures
 *       them as {@link convnet.train.Metrics}: top-1, top-5 (by {@code Ranking}), the confusion
 *       matrix. {@link convnet.train.FeatureMaps} and {@link convnet.train.Saliency} look inside.
 * </ul>
 */
@NullMarked
package convnet.train;

import org.jspecify.annotations.NullMarked;
