package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.datasets.Augment;
import dev.bnn.quantize.Padding;
import dev.bnn.train.layers.SteWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final RunConfig CONFIG =
      new RunConfig(
          "bnn 0.1.0",
          "digits \"and\" more",
          "abc",
          "def",
          List.of("size 2×2, as stored", "two"),
          "sfc",
          0.5,
          Padding.PLUS_ONE,
          "thermometer:3",
          new TrainOptions(
              Mode.FLOAT,
              Recipe.BEST,
              7,
              33,
              0.0123456789,
              Augment.parse("crop:4,flip"),
              Long.MIN_VALUE));

  @TempDir Path temporary;

  @Test
  void aSecondRunOfTheSameNameGetsANumber() throws IOException {
    Path runs = temporary.resolve("runs");
    assertThat(RunFolder.create(runs, "digits-tfc").path()).isEqualTo(runs.resolve("digits-tfc"));
    assertThat(RunFolder.create(runs, "digits-tfc").path()).isEqualTo(runs.resolve("digits-tfc-2"));
    assertThat(RunFolder.create(runs, "digits-tfc").path()).isEqualTo(runs.resolve("digits-tfc-3"));
  }

  @Test
  void aFileInTheWayIsLeftAlone() throws IOException {
    Files.writeString(temporary.resolve("a"), "mine");
    assertThat(RunFolder.create(temporary, "a").path()).isEqualTo(temporary.resolve("a-2"));
    assertThat(temporary.resolve("a")).hasContent("mine");
  }

  @Test
  void namesBecomeFileNames() throws IOException {
    assertThat(RunFolder.create(temporary, "my/data-mlp:96x3").path())
        .isEqualTo(temporary.resolve("my-data-mlp-96x3"));
  }

  @Test
  void anExplicitFolderMustBeNewOrEmpty() throws IOException {
    Path fresh = temporary.resolve("a/b");
    assertThat(RunFolder.createAt(fresh).path()).isEqualTo(fresh).isEmptyDirectory();
    assertThat(RunFolder.createAt(fresh).path()).isEqualTo(fresh);
    Path file = Files.writeString(fresh.resolve("model.bnn"), "mine");
    assertThatThrownBy(() -> RunFolder.createAt(fresh))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(fresh + " is not empty: choose another folder, runs are never overwritten");
    assertThatThrownBy(() -> RunFolder.createAt(file)).hasMessage(file + " is not a folder");
    assertThat(file).hasContent("mine");
  }

  @Test
  void configComesBackAsItWas() throws IOException {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.writeConfig(CONFIG);
    assertThat(RunFolder.open(folder.path()).readConfig()).isEqualTo(CONFIG);
    assertThat(RunConfig.parse(CONFIG.toJson()).toJson()).isEqualTo(CONFIG.toJson());
  }

  @Test
  void everyPartOfARecipeComesBackToo() {
    TrainOptions plain = Defaults.options("digits", Mode.BINARY, Recipe.FAST, 1);
    for (TrainOptions options :
        List.of(
            plain.withOptimizer(Optimizer.parse("bop:0.001,1e-7")).withWarmUp(3),
            plain.withSchedule(Schedule.parse("step:0.2,5")).withLabelSmoothing(0.05),
            plain.withLabelSmoothing(0).withLoss(Loss.SQUARED_HINGE).withDropout(0.125),
            plain.withWindow(SteWindow.SWISH_SIGN).withTwoStage(true),
            plain
                .withDistillation(Optional.of(new Distillation("a, b", 3, 0.25)))
                .withReestimation(!plain.reestimation()))) {
      RunConfig config =
          new RunConfig("", "", "", "", List.of(), "sfc", 1, Padding.NONE, "pixels", options);
      assertThat(RunConfig.parse(config.toJson())).isEqualTo(config);
    }
  }

  @Test
  void damagedConfigIsNamed() throws IOException {
    RunFolder folder = RunFolder.create(temporary, "run");
    assertThatThrownBy(() -> RunFolder.open(folder.path()))
        .hasMessage(folder.path() + " is not a run folder: no config.json");
    Files.writeString(folder.config(), "{\"tool\": ");
    assertThatThrownBy(folder::readConfig)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder.config() + ": not JSON");
    Files.writeString(folder.config(), "{\"tool\": \"bnn\"}");
    assertThatThrownBy(folder::readConfig).hasMessageContaining("dataset");
    Files.writeString(folder.config(), CONFIG.toJson().replace("\"epochs\" : 7", "\"epochs\" : 0"));
    assertThatThrownBy(folder::readConfig).hasMessageContaining("0 epochs");
  }

  @Test
  void metricsAreWholeAfterEveryEpoch() throws IOException {
    RunFolder folder = RunFolder.create(temporary, "run");
    TrainingListener writer = folder.metricsWriter();
    writer.started(2, 10);
    assertThat(folder.metrics()).hasContent(RunFolder.METRICS_HEADER);
    writer.batch(1, 1, 2.5);
    writer.epoch(new EpochMetrics(1, 0.01, 1.25, 0.5, 0.625, 1234.56, 1.5));
    assertThat(Files.readAllLines(folder.metrics()))
        .containsExactly(
            "epoch,learning_rate,train_loss,train_accuracy,validation_accuracy,images_per_second,"
                + "seconds",
            "1,0.0100000,1.250000,0.500000,0.625000,1234.6,1.500");
    writer.epoch(new EpochMetrics(2, 1.5e-5, 0.25, 0.75, 1, 2000, 3));
    assertThat(Files.readAllLines(folder.metrics()))
        .hasSize(3)
        .last()
        .isEqualTo("2,1.50000e-05,0.250000,0.750000,1.000000,2000.0,3.000");
    try (var files = Files.list(folder.path())) {
      assertThat(files).containsExactly(folder.metrics());
    }
  }
}
