package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.FolderOptions;
import dev.bnn.hwgen.Goal;
import dev.bnn.train.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepOptionsTest {
  /** Every option once. */
  private static final List<String> ALL =
      List.of(
          "--dataset=digits",
          "--model=cnn",
          "--widths=1/8,½",
          "--modes=float,binary",
          "--seeds=3,4",
          "--paddings=none,minus-one",
          "--inputs=pixels,thermometer:3",
          "--recipe=best",
          "--epochs=7",
          "--learning-rate=0.02",
          "--float-rates=0.001,0.01",
          "--target=xc7z020",
          "--clock=150.0",
          "--fit=true",
          "--utilization=70%");

  @TempDir Path folder;

  @Test
  void what_was_asked_is_said_again_word_by_word() {
    SweepOptions options = SweepOptions.parse(ALL);
    assertThat(options.words()).isEqualTo(ALL);
    assertThat(SweepOptions.parse(options.words()).trials()).isEqualTo(options.trials());
    // where, and by how many, does not belong to what is compared
    List<String> means = List.of("--data-dir=d", "--out=o", "--workers=3", "--memory=2g");
    SweepOptions more = SweepOptions.parse(means);
    assertThat(more.words()).isEmpty();
    assertThat(more.allWords()).isEqualTo(means);
  }

  @Test
  void trials_are_in_the_order_of_widths_modes_paddings_inputs_and_seeds() {
    List<String> ids = SweepOptions.parse(ALL).trials().stream().map(SweepTrial::id).toList();
    assertThat(ids).hasSize(2 * 2 * 2 * 2 * 2).doesNotHaveDuplicates();
    assertThat(ids.subList(0, 5))
        .containsExactly(
            "0.125-float-none-pixels-seed3",
            "0.125-float-none-pixels-seed4",
            "0.125-float-none-thermometer3-seed3",
            "0.125-float-none-thermometer3-seed4",
            "0.125-float-minus-one-pixels-seed3");
    assertThat(ids.get(8)).isEqualTo("0.125-binary-none-pixels-seed3");
    assertThat(ids.get(16)).isEqualTo("0.5-float-none-pixels-seed3");
  }

  @Test
  void goals_are_those_of_a_plan() {
    assertThat(goal("--fit")).isEqualTo(new Goal.Fit(0.8));
    assertThat(goal("--fit", "--utilization=50%")).isEqualTo(new Goal.Fit(0.5));
    assertThat(goal("--target-fps=1e5", "--target-latency=2ms"))
        .isEqualTo(new Goal.Latency(2e-3, Optional.of(new Goal.Rate(1e5))));
    assertThat(goal("--target-fps=1e5")).isEqualTo(new Goal.Rate(1e5));
    assertThat(goal()).isEqualTo(Goal.USUAL);
    assertThat(SweepOptions.parse(List.of()).hardware()).isEmpty();
  }

  private static Goal goal(String... words) {
    List<String> all = new ArrayList<>(List.of("--target=xc7z020"));
    all.addAll(List.of(words));
    return SweepOptions.parse(all).hardware().orElseThrow().goal();
  }

  @Test
  void only_binary_networks_take_the_learning_rate() throws IOException {
    Dataset digits = Datasets.load("digits", folder, FolderOptions.defaults());
    SweepOptions options =
        SweepOptions.parse(List.of("--dataset=digits", "--learning-rate=0.5", "--epochs=9"));
    assertThat(options.training(digits, Mode.BINARY).learningRate()).isEqualTo(0.5);
    assertThat(options.training(digits, Mode.FLOAT).learningRate()).isEqualTo(0.01);
    assertThat(options.training(digits, Mode.FLOAT).epochs()).isEqualTo(9);
    assertThat(options.floatRates(digits)).containsExactly(0.003, 0.01, 0.03);
  }

  @Test
  void a_file_has_all_words_and_options_come_on_top() throws IOException {
    Path file = folder.resolve("study.yaml");
    Files.writeString(
        file,
        """
        dataset: digits
        model: mlp:x2
        widths: [8, 16]
        seeds: 5
        max-time: 2h
        workers: 3
        memory: 4g
        out: there
        target: xc7z020
        fit: true
        """);
    SweepOptions options = SweepYaml.read(file, SweepOptions.parse(List.of("--workers=2")));
    assertThat(options.workers()).isEqualTo(2);
    assertThat(options.memory()).contains("4g");
    assertThat(options.folder()).isEqualTo(Path.of("there"));
    assertThat(options.maxTime().orElseThrow()).hasHours(2);
    assertThat(options.hardware().orElseThrow().goal()).isEqualTo(new Goal.Fit(0.8));
    assertThat(options.trials()).extracting(SweepTrial::model).contains("mlp:8x2", "mlp:16x2");
    options.decideEpochs(11);
    assertThat(options.words()).contains("--epochs=11").noneMatch(w -> w.contains("max-time"));
  }
}
