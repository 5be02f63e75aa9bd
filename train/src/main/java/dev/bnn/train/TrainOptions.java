package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.datasets.Augment;
import dev.bnn.train.layers.SteWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to train; {@link Defaults#options} has values that work. What does not go together is refused
 * when it is put together.
 *
 * @param mode binary network or float twin
 * @param recipe which default the numbers came from; recorded, decides nothing
 * @param epochs how often every image is seen, 1…100000
 * @param batchSize images in a step, at least 2 (batch-norm needs a variance)
 * @param learningRate at the start, above 0, at most 10
 * @param augment how training images are changed at random
 * @param seed of the first weights, the order of images and their changes: the same gives the same
 *     network
 * @param optimizer how gradients become steps
 * @param schedule how the learning rate changes
 * @param warmUp epochs in which the learning rate grows from 0 in a line, fewer than a stage has
 * @param loss what is made small
 * @param labelSmoothing share of the label that all classes share, 0…0.9 (Szegedy et al. 2016,
 *     arXiv 1512.00567); cross-entropy only
 * @param window what stands in for the derivative of the sign
 * @param dropout share of the values between blocks that are left out in a step, 0…0.9: see
 *     SignDropout
 * @param distillation a teacher, if there is one
 * @param twoStage whether the first half of the epochs trains real weights behind the signs, and
 *     the second binary weights from there (Bulat et al. 2019, arXiv 1904.05868; Martinez et al.
 *     2020, arXiv 2003.11535)
 * @param reestimation whether the statistics of batch-norm are measured again after training: see
 *     ReestimateNorms
 */
public record TrainOptions(
    Mode mode,
    Recipe recipe,
    int epochs,
    int batchSize,
    double learningRate,
    Augment augment,
    long seed,
    Optimizer optimizer,
    Schedule schedule,
    int warmUp,
    Loss loss,
    double labelSmoothing,
    SteWindow window,
    double dropout,
    Optional<Distillation> distillation,
    boolean twoStage,
    boolean reestimation) {
  public TrainOptions {
    check(epochs >= 1 && epochs <= 100_000, "%d epochs: must be 1…100000", epochs);
    check(batchSize >= 2, "batch size %d: must be at least 2", batchSize);
    check(
        learningRate > 0 && learningRate <= 10,
        "learning rate %s: must be above 0 and at most 10",
        learningRate);
    check(
        labelSmoothing >= 0 && labelSmoothing <= 0.9,
        "label smoothing %s: must be 0…0.9",
        labelSmoothing);
    check(dropout >= 0 && dropout <= 0.9, "dropout %s: must be 0…0.9", dropout);
    check(!twoStage || epochs >= 2, "two stages need at least 2 epochs");
    int stage = twoStage ? epochs / 2 : epochs;
    check(
        warmUp >= 0 && warmUp < stage,
        "warm-up of %d epochs: must be 0…%d, fewer than are trained%s",
        warmUp,
        stage - 1,
        twoStage ? " in a stage" : "");
    if (mode == Mode.FLOAT) {
      check(
          optimizer instanceof Optimizer.Adam,
          "bop flips binary weights: a float network has none");
      check(window == SteWindow.CLIP, "%s: a float network has no signs", window.word());
      check(!twoStage, "two stages end in binary weights: a float network has none");
      check(
          distillation.isEmpty(), "distillation: the float network is the teacher, not the pupil");
    }
    if (loss == Loss.SQUARED_HINGE) {
      check(labelSmoothing == 0, "label smoothing goes with cross-entropy, not squared-hinge");
      check(distillation.isEmpty(), "distillation goes with cross-entropy, not squared-hinge");
    }
    check(
        !(twoStage && optimizer instanceof Optimizer.Bop),
        "two stages begin with real weights, which bop does not have: use adam");
  }

  /** Adam, cosine, cross-entropy and nothing else. */
  public TrainOptions(
      Mode mode,
      Recipe recipe,
      int epochs,
      int batchSize,
      double learningRate,
      Augment augment,
      long seed) {
    this(
        mode,
        recipe,
        epochs,
        batchSize,
        learningRate,
        augment,
        seed,
        new Optimizer.Adam(),
        new Schedule.Cosine(),
        0,
        Loss.CROSS_ENTROPY,
        0,
        SteWindow.CLIP,
        0,
        Optional.empty(),
        false,
        false);
  }

  public TrainOptions withEpochs(int other) {
    return with(o -> o.epochs = other);
  }

  public TrainOptions withBatchSize(int other) {
    return with(o -> o.batchSize = other);
  }

  public TrainOptions withLearningRate(double other) {
    return with(o -> o.learningRate = other);
  }

  public TrainOptions withAugment(Augment other) {
    return with(o -> o.augment = other);
  }

  public TrainOptions withSeed(long other) {
    return with(o -> o.seed = other);
  }

  public TrainOptions withOptimizer(Optimizer other) {
    return with(o -> o.optimizer = other);
  }

  public TrainOptions withSchedule(Schedule other) {
    return with(o -> o.schedule = other);
  }

  public TrainOptions withWarmUp(int other) {
    return with(o -> o.warmUp = other);
  }

  public TrainOptions withLoss(Loss other) {
    return with(o -> o.loss = other);
  }

  public TrainOptions withLabelSmoothing(double other) {
    return with(o -> o.labelSmoothing = other);
  }

  public TrainOptions withWindow(SteWindow other) {
    return with(o -> o.window = other);
  }

  public TrainOptions withDropout(double other) {
    return with(o -> o.dropout = other);
  }

  public TrainOptions withDistillation(Optional<Distillation> other) {
    return with(o -> o.distillation = other);
  }

  public TrainOptions withTwoStage(boolean other) {
    return with(o -> o.twoStage = other);
  }

  public TrainOptions withReestimation(boolean other) {
    return with(o -> o.reestimation = other);
  }

  private TrainOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finish();
  }

  /** Options that may still be changed: one place that knows all components, for all setters. */
  private static final class Draft {
    Mode mode;
    Recipe recipe;
    int epochs;
    int batchSize;
    double learningRate;
    Augment augment;
    long seed;
    Optimizer optimizer;
    Schedule schedule;
    int warmUp;
    Loss loss;
    double labelSmoothing;
    SteWindow window;
    double dropout;
    Optional<Distillation> distillation;
    boolean twoStage;
    boolean reestimation;

    Draft(TrainOptions from) {
      mode = from.mode;
      recipe = from.recipe;
      epochs = from.epochs;
      batchSize = from.batchSize;
      learningRate = from.learningRate;
      augment = from.augment;
      seed = from.seed;
      optimizer = from.optimizer;
      schedule = from.schedule;
      warmUp = from.warmUp;
      loss = from.loss;
      labelSmoothing = from.labelSmoothing;
      window = from.window;
      dropout = from.dropout;
      distillation = from.distillation;
      twoStage = from.twoStage;
      reestimation = from.reestimation;
    }

    TrainOptions finish() {
      return new TrainOptions(
          mode,
          recipe,
          epochs,
          batchSize,
          learningRate,
          augment,
          seed,
          optimizer,
          schedule,
          warmUp,
          loss,
          labelSmoothing,
          window,
          dropout,
          distillation,
          twoStage,
          reestimation);
    }
  }

  /** One line for people, all that decides the result but the seed. */
  public String describe() {
    List<String> parts = new ArrayList<>();
    parts.add(mode.word());
    parts.add("recipe " + recipe.word());
    parts.add(epochs + " epochs");
    parts.add("batch " + batchSize);
    parts.add(optimizer.name());
    parts.add("learning rate " + learningRate);
    parts.add(schedule.name() + (warmUp > 0 ? " after " + warmUp + " epochs of warm-up" : ""));
    parts.add(
        loss.word() + (labelSmoothing > 0 ? " with labels smoothed by " + labelSmoothing : ""));
    if (window != SteWindow.CLIP) {
      parts.add(window.word());
    }
    if (dropout > 0) {
      parts.add("dropout " + dropout);
    }
    if (!augment.steps().isEmpty()) {
      parts.add("augmented by " + augment.name());
    }
    distillation.ifPresent(d -> parts.add("distilled from " + d.name()));
    if (twoStage) {
      parts.add("in two stages");
    }
    if (reestimation) {
      parts.add("batch-norm re-estimated");
    }
    return String.join(", ", parts);
  }
}
