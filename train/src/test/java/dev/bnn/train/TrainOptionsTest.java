package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.train.layers.SteWindow;
import org.junit.jupiter.api.Test;

class TrainOptionsTest {
  private static final TrainOptions GOOD = Defaults.options("digits", Mode.BINARY, Recipe.FAST, 1);

  @Test
  void valuesOutOfRangeAreNamedWithTheirBounds() {
    assertThatThrownBy(() -> GOOD.withEpochs(0)).hasMessage("0 epochs: must be 1…100000");
    assertThatThrownBy(() -> GOOD.withBatchSize(1)).hasMessage("batch size 1: must be at least 2");
    assertThatThrownBy(() -> GOOD.withLearningRate(0))
        .hasMessage("learning rate 0.0: must be above 0 and at most 10");
    assertThatThrownBy(() -> GOOD.withLearningRate(Double.NaN))
        .hasMessageContaining("learning rate NaN");
  }

  @Test
  void wordsOfModesAndRecipesAreRead() {
    assertThat(Mode.parse("binary")).isEqualTo(Mode.BINARY);
    assertThat(Mode.parse("Float")).isEqualTo(Mode.FLOAT);
    assertThat(Recipe.parse("best")).isEqualTo(Recipe.BEST);
    assertThatThrownBy(() -> Mode.parse("ternary"))
        .hasMessage("unknown mode 'ternary': use binary or float");
    assertThatThrownBy(() -> Recipe.parse("slow"))
        .hasMessage("unknown recipe 'slow': use fast or best");
  }

  @Test
  void fewImagesGetSmallBatchesAndAtLeastAThousandSteps() {
    for (int images : new int[] {1, 2, 31, 140, 900, 4_999, 5_000, 20_000, 45_000}) {
      Defaults own = Defaults.forDataset("some/folder", images);
      assertThat(own.epochs() * Batches.count(images, own.batchSize()))
          .isGreaterThanOrEqualTo(1000);
      assertThat(own.options(Mode.BINARY, Recipe.BEST, 1).epochs()).isEqualTo(5 * own.epochs());
    }
    Defaults own = Defaults.forDataset("some/folder", 140);
    assertThat(own.batchSize()).isEqualTo(32);
    assertThat(own.epochs()).isEqualTo(250); // 4 steps each
    assertThat(Defaults.forDataset("some/folder", 45_000))
        .isEqualTo(Defaults.forDataset("some/folder"));
    assertThat(Defaults.forDataset("mnist", 55_000)).isEqualTo(Defaults.forDataset("mnist"));
    assertThat(Defaults.forDataset("digits", 1213)).isEqualTo(Defaults.forDataset("digits"));
  }

  @Test
  void theShortFormMeansWhatTheDesignSays() {
    assertThat(Defaults.forDataset("digits").model()).isEqualTo("tfc");
    assertThat(Defaults.forDataset("digits").encoding().name()).isEqualTo("pixels");
    assertThat(Defaults.forDataset("mnist").model()).isEqualTo("sfc");
    assertThat(Defaults.forDataset("mnist").encoding().name()).isEqualTo("binary");
    assertThat(Defaults.forDataset("fashion-mnist").model()).isEqualTo("sfc");
    assertThat(Defaults.forDataset("fashion-mnist").encoding().name()).isEqualTo("pixels");
    assertThat(Defaults.forDataset("cifar10").model()).isEqualTo("cnv");
    assertThat(Defaults.forDataset("cifar10").width()).isEqualTo(0.5);
    assertThat(Defaults.forDataset("cifar10").encoding().name()).isEqualTo("pixels");
    for (String dataset :
        new String[] {"digits", "mnist", "fashion-mnist", "cifar10", "some/folder"}) {
      for (Mode mode : Mode.values()) {
        TrainOptions fast = Defaults.options(dataset, mode, Recipe.FAST, 3);
        TrainOptions best = Defaults.options(dataset, mode, Recipe.BEST, 3);
        assertThat(fast.mode()).isEqualTo(mode);
        assertThat(fast.seed()).isEqualTo(3);
        assertThat(fast.recipe()).isEqualTo(Recipe.FAST);
        assertThat(best.recipe()).isEqualTo(Recipe.BEST);
        assertThat(best.epochs()).isGreaterThan(fast.epochs());
      }
    }
  }

  @Test
  void everyPartHasATextThatIsReadBack() {
    for (String text : new String[] {"adam", "bop:0.001,1.0E-7"}) {
      assertThat(Optimizer.parse(text).name()).isEqualTo(text);
    }
    assertThat(Optimizer.parse("bop")).isEqualTo(new Optimizer.Bop(1e-4, 1e-8));
    assertThat(Optimizer.parse("bop:1e-3,1e-7")).isEqualTo(new Optimizer.Bop(1e-3, 1e-7));
    for (String text : new String[] {"cosine", "step:0.1,20", "exponential:0.05", "constant"}) {
      assertThat(Schedule.parse(text).name()).isEqualTo(text);
    }
    assertThat(Schedule.parse("exponential")).isEqualTo(new Schedule.Exponential(0.01));
    assertThat(Loss.parse("Squared-Hinge")).isEqualTo(Loss.SQUARED_HINGE);
    for (String text : new String[] {"twin,4.0,0.7", "runs/a, b,2.0,0.5", "runs/1,2,3.0,0.5"}) {
      assertThat(Distillation.parse(text).name()).isEqualTo(text);
    }
    assertThat(Distillation.parse("runs/a,b")).isEqualTo(new Distillation("runs/a,b", 4, 0.7));
  }

  @Test
  void textsThatMeanNothingAreRefusedWithWhatWouldBeRight() {
    assertThatThrownBy(() -> Optimizer.parse("sgd"))
        .hasMessage("unknown optimizer 'sgd': use adam, bop or bop:GAMMA,TAU");
    assertThatThrownBy(() -> Optimizer.parse("bop:2,0"))
        .hasMessage("bop: gamma 2.0: must be above 0 and at most 1");
    assertThatThrownBy(() -> Optimizer.parse("bop:--,1")).hasMessage("'--' is no number");
    assertThatThrownBy(() -> Schedule.parse("step:0.1"))
        .hasMessage(
            "unknown schedule 'step:0.1': use cosine, step:FACTOR,EPOCHS, exponential:LAST or"
                + " constant");
    assertThatThrownBy(() -> Schedule.parse("step:1,5"))
        .hasMessage("step: factor 1.0: must be between 0 and 1");
    assertThatThrownBy(() -> Schedule.parse("step:0.1,0"))
        .hasMessage("step: 0 epochs: must be at least 1");
    assertThatThrownBy(() -> Loss.parse("mse"))
        .hasMessage("unknown loss 'mse': use cross-entropy or squared-hinge");
    assertThatThrownBy(() -> Distillation.parse("twin,0.5,0.5"))
        .hasMessage("temperature 0.5: must be 1…100");
    assertThatThrownBy(() -> Distillation.parse("")).hasMessageContaining("distillation");
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedInOneLine() {
    TrainOptions twin = Defaults.options("digits", Mode.FLOAT, Recipe.FAST, 1);
    TrainOptions hinge = GOOD.withLabelSmoothing(0).withLoss(Loss.SQUARED_HINGE);
    var teacher = java.util.Optional.of(Distillation.parse("twin"));
    assertThatThrownBy(() -> twin.withOptimizer(Optimizer.parse("bop")))
        .hasMessage("bop flips binary weights: a float network has none");
    assertThatThrownBy(() -> twin.withWindow(SteWindow.SWISH_SIGN))
        .hasMessage("swish-sign: a float network has no signs");
    assertThatThrownBy(() -> twin.withTwoStage(true))
        .hasMessage("two stages end in binary weights: a float network has none");
    assertThatThrownBy(() -> twin.withDistillation(teacher))
        .hasMessage("distillation: the float network is the teacher, not the pupil");
    assertThatThrownBy(() -> hinge.withLabelSmoothing(0.1))
        .hasMessage("label smoothing goes with cross-entropy, not squared-hinge");
    assertThatThrownBy(() -> hinge.withDistillation(teacher))
        .hasMessage("distillation goes with cross-entropy, not squared-hinge");
    assertThatThrownBy(() -> GOOD.withOptimizer(Optimizer.parse("bop")).withTwoStage(true))
        .hasMessage("two stages begin with real weights, which bop does not have: use adam");
    assertThatThrownBy(() -> GOOD.withEpochs(1).withTwoStage(true))
        .hasMessage("two stages need at least 2 epochs");
    assertThatThrownBy(() -> GOOD.withEpochs(5).withWarmUp(5))
        .hasMessage("warm-up of 5 epochs: must be 0…4, fewer than are trained");
    assertThatThrownBy(() -> GOOD.withEpochs(5).withTwoStage(true).withWarmUp(2))
        .hasMessage("warm-up of 2 epochs: must be 0…1, fewer than are trained in a stage");
    assertThatThrownBy(() -> GOOD.withDropout(0.95)).hasMessage("dropout 0.95: must be 0…0.9");
    assertThatThrownBy(() -> GOOD.withLabelSmoothing(-0.1))
        .hasMessage("label smoothing -0.1: must be 0…0.9");
  }
}
