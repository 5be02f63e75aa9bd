package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void defaultsAreThoseOfTheDocumentedTable() {
    assertThat(Defaults.forDataset("digits").model()).isEqualTo("tfc");
    assertThat(Defaults.forDataset("digits").encoding().name()).isEqualTo("pixels");
    assertThat(Defaults.forDataset("mnist").model()).isEqualTo("sfc");
    assertThat(Defaults.forDataset("mnist").encoding().name()).isEqualTo("binary");
    assertThat(Defaults.forDataset("fashion-mnist").model()).isEqualTo("sfc");
    assertThat(Defaults.forDataset("fashion-mnist").encoding().name()).isEqualTo("pixels");
    assertThat(Defaults.options("mnist", Mode.BINARY, Recipe.FAST, 1).augment().name())
        .isEqualTo("shift:1");
    for (String dataset : new String[] {"digits", "mnist", "fashion-mnist", "some/folder"}) {
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
}
