package convnet.train;

import convnet.data.Augmentation;
import convnet.data.Cutout;
import convnet.data.DataLoader;
import convnet.data.ImageStore;
import convnet.data.ImageTransform;
import convnet.data.Lighting;
import convnet.data.Preprocess;
import convnet.data.Sample;
import convnet.model.Architecture;
import convnet.model.Preprocessing;
import convnet.model.Recipe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the data loaders for an architecture. Validation, evaluation and prediction use the same
 * transform.
 *
 * @param architecture the architecture, whose preprocessing and recipe decide how images are
 *     transformed
 * @param store reads the images
 * @param threads how many threads load ahead of the one that asks for batches
 */
record Loaders(Architecture architecture, ImageStore store, int threads) {

  /**
   * A loader of shuffled and augmented images, in batches of the recipe's size.
   *
   * @param lighting that of the images' colours; needed only if the recipe varies it
   */
  DataLoader forTraining(List<Sample> samples, long seed, @Nullable Lighting lighting) {
    Recipe recipe = architecture.recipe();
    DataLoader.Options options = new DataLoader.Options(recipe.batchSize(), true, seed, threads);
    Augmentation augmentation =
        switch (recipe.augment()) {
          case NONE -> Augmentation.NONE;
          case STANDARD -> Augmentation.STANDARD;
          case ALEXNET -> Augmentation.ALEXNET;
        };
    Cutout cutout = recipe.cutout() == 0 ? null : new Cutout(recipe.cutout());
    ImageTransform transform =
        new ImageTransform(preprocess(architecture), augmentation, lighting, cutout);
    return new DataLoader(samples, store, transform, options);
  }

  /** A loader of the images in their order, transformed as in use. */
  DataLoader inOrder(List<Sample> samples, int batchSize) {
    return new DataLoader(
        samples, store, asInUse(architecture), DataLoader.Options.inOrder(batchSize, threads));
  }

  /** The transform of images in validation, evaluation and prediction. */
  static ImageTransform asInUse(Architecture architecture) {
    return new ImageTransform(preprocess(architecture));
  }

  private static Preprocess preprocess(Architecture architecture) {
    Preprocessing p = architecture.preprocessing();
    return new Preprocess(
        p.resize(), p.crop().height(), p.crop().width(), p.mean(), p.std(), p.permutation());
  }
}
