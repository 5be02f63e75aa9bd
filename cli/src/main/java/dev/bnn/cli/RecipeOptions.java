package dev.bnn.cli;

import dev.bnn.train.Distillation;
import dev.bnn.train.Loss;
import dev.bnn.train.Optimizer;
import dev.bnn.train.RunFolder;
import dev.bnn.train.Schedule;
import dev.bnn.train.TrainOptions;
import dev.bnn.train.layers.SteWindow;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** Options that change parts of a recipe; what is not said stays as the recipe has it. */
final class RecipeOptions {
  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description =
          "Learning rate at the start. This and all below: default by data set and recipe.")
  private Double learningRate;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images in a step.")
  private Integer batchSize;

  @Option(
      names = "--optimizer",
      paramLabel = "O",
      description = "adam, or for binary weights bop or bop:GAMMA,TAU.")
  private String optimizer;

  @Option(
      names = "--schedule",
      paramLabel = "S",
      description =
          "How the learning rate falls: cosine, step:FACTOR,EPOCHS, exponential:LAST or constant.")
  private String schedule;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Epochs in which the learning rate grows from 0.")
  private Integer warmUp;

  @Option(
      names = "--loss",
      paramLabel = "cross-entropy|squared-hinge",
      description = "What is made small.")
  private Loss loss;

  @Option(
      names = "--label-smoothing",
      paramLabel = "P",
      description = "Share of each label that all classes share, 0 to 0.9.")
  private Double labelSmoothing;

  @Option(
      names = "--ste",
      paramLabel = "clip|approx-sign|swish-sign",
      description = "What stands in for the derivative of the sign.")
  private SteWindow window;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Share of the signs between blocks that a step leaves out, 0 to 0.9.")
  private Double dropout;

  @Option(
      names = "--distill",
      paramLabel = "TEACHER",
      description =
          "Learn from a trained network: a run folder, or 'twin' to train the float twin first;"
              + " TEACHER,TEMPERATURE,WEIGHT changes 4 and 0.7.")
  private String distill;

  @Option(
      names = "--two-stage",
      negatable = true,
      description = "Real weights in the first half of the epochs, binary weights from there.")
  private Boolean twoStage;

  @Option(
      names = "--batch-norm-reestimation",
      negatable = true,
      description = "Measure the statistics of batch-norm again after training.")
  private Boolean reestimation;

  /**
   * What these options change.
   *
   * @throws IllegalArgumentException if one of them says nothing known; what they change is checked
   *     when it is changed
   */
  UnaryOperator<TrainOptions> read() {
    Optional<Optimizer> by = Optional.ofNullable(optimizer).map(Optimizer::parse);
    Optional<Schedule> falling = Optional.ofNullable(schedule).map(Schedule::parse);
    Optional<Distillation> teacher = Optional.ofNullable(distill).map(Distillation::parse);
    teacher.ifPresent(RecipeOptions::checkFolder);
    return recipe -> {
      TrainOptions options = recipe;
      options = learningRate == null ? options : options.withLearningRate(learningRate);
      options = batchSize == null ? options : options.withBatchSize(batchSize);
      options = by.map(options::withOptimizer).orElse(options);
      options = falling.map(options::withSchedule).orElse(options);
      options = twoStage == null ? options : options.withTwoStage(twoStage);
      options = warmUp == null ? options : options.withWarmUp(warmUp);
      // a recipe's smoothing goes with its own loss only
      options = loss == Loss.SQUARED_HINGE ? options.withLabelSmoothing(0) : options;
      options = loss == null ? options : options.withLoss(loss);
      options = labelSmoothing == null ? options : options.withLabelSmoothing(labelSmoothing);
      options = window == null ? options : options.withWindow(window);
      options = dropout == null ? options : options.withDropout(dropout);
      options = teacher.isEmpty() ? options : options.withDistillation(teacher);
      return reestimation == null ? options : options.withReestimation(reestimation);
    };
  }

  /** Before anything is written. */
  private static void checkFolder(Distillation distillation) {
    if (!distillation.teacher().equals(Distillation.TWIN)) {
      RunFolder.open(Path.of(distillation.teacher()));
    }
  }
}
