package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.datasets.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A trained network whose scores another one learns. */
final class Teacher {
  private final TrainedModel model;

  private Teacher(TrainedModel model) {
    this.model = model;
  }

  /**
   * The teacher that options ask for. The float twin is trained by the defaults of the data set,
   * with epochs, batch, augmentation and seed of the options, so it is the same whenever it is
   * trained again.
   *
   * @throws IllegalArgumentException if the run folder has no network for these images, or one that
   *     takes its input in another encoding
   */
  static Optional<Teacher> of(Dataset dataset, Architecture architecture, TrainOptions options) {
    return options
        .distillation()
        .map(
            distillation ->
                distillation.teacher().equals(Distillation.TWIN)
                    ? trainTwin(dataset, architecture, options)
                    : load(Path.of(distillation.teacher()), architecture));
  }

  private static Teacher trainTwin(
      Dataset dataset, Architecture architecture, TrainOptions options) {
    TrainOptions twin =
        Defaults.forDataset(dataset.name(), dataset.train().size())
            .options(Mode.FLOAT, options.recipe(), options.seed())
            .withEpochs(options.epochs())
            .withBatchSize(options.batchSize())
            .withAugment(options.augment());
    return new Teacher(Trainer.train(dataset, architecture, twin, TrainingListener.NONE).model());
  }

  private static Teacher load(Path folder, Architecture architecture) {
    TrainedModel model;
    try {
      model = TrainedModel.load(RunFolder.open(folder).checkpoint());
    } catch (IOException e) {
      throw new UncheckedIOException("teacher: " + e.getMessage(), e);
    }
    Architecture other = model.architecture();
    check(
        other.image().equals(architecture.image()) && other.classes() == architecture.classes(),
        "teacher %s takes images of %s in %d classes, the network %s in %d",
        folder,
        other.image(),
        other.classes(),
        architecture.image(),
        architecture.classes());
    check(
        other.encoding().equals(architecture.encoding()),
        "teacher %s takes %s input, the network %s: choose the same with --input",
        folder,
        other.encoding().name(),
        architecture.encoding().name());
    return new Teacher(model);
  }

  /** Scores for encoded images, (images, classes). */
  INDArray scores(INDArray features) {
    return model.scores(features);
  }
}
