package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadRunTest {
  @TempDir Path folder;

  @BeforeEach
  void writeRun() throws IOException {
    SmallRun.write(folder);
  }

  @Test
  void every_file_of_the_folder_is_read() throws IOException {
    Run run = ReadRun.read(folder);
    assertThat(run.config().keySet()).startsWith("tool", "dataset").endsWith("seed");
    assertThat(run.option("dataNotes")).isEqualTo("first note; second note");
    assertThat(run.architecture()).isEqualTo("tfc-0.5");
    assertThat(run.title()).isEqualTo("tfc-0.5 on digits, seed 7");
    assertThat(run.epochs()).hasSize(3).contains(new Epoch(2, 0.01, 1.0, 0.7, 0.65, 1.0));
    assertThat(run.health())
        .hasSize(4)
        .contains(new LayerHealth(2, "1 dense 32", 0.04, 0.03, 1, 32));
    assertThat(run.outcome().orElseThrow().bestEpoch()).isEqualTo(2);
    assertThat(run.outcome().orElseThrow().answers()).contains(SmallRun.answers());
    assertThat(run.network().orElseThrow().layers()).isEqualTo(SmallRun.network(0).layers());
  }

  @Test
  void a_run_that_has_not_ended_is_read_as_far_as_it_is() throws IOException {
    for (String file : new String[] {"metrics.csv", "health.csv", "result.json", "model.bnn"}) {
      Files.delete(folder.resolve(file));
    }
    Run run = ReadRun.read(folder);
    assertThat(run.epochs()).isEmpty();
    assertThat(run.health()).isEmpty();
    assertThat(run.outcome()).isEmpty();
    assertThat(run.network()).isEmpty();
  }

  @Test
  void an_older_run_has_a_summary_in_place_of_a_result() throws IOException {
    Files.delete(folder.resolve("result.json"));
    Files.writeString(
        folder.resolve("summary.json"),
        "{\"bestEpoch\": 3, \"validationAccuracy\": 0.5, \"testAccuracy\": 0.25, \"seconds\": 9}");
    Outcome outcome = ReadRun.read(folder).outcome().orElseThrow();
    assertThat(outcome.testAccuracy()).isEqualTo(0.25);
    assertThat(outcome.answers()).isEmpty();
  }

  @Test
  void columns_may_be_added() throws IOException {
    Files.writeString(
        folder.resolve("metrics.csv"),
        SmallRun.METRICS
            .replaceAll("(?m)seconds$", "seconds,more")
            .replaceAll("(?m)5$|0$", "$0,1"));
    assertThat(ReadRun.read(folder).epochs()).hasSize(3);
  }

  @Test
  void what_is_damaged_is_named() throws IOException {
    assertRefused("metrics.csv", SmallRun.METRICS + "4,0.1\n", "line 5: 2 values for 7 columns");
    assertRefused(
        "metrics.csv", SmallRun.METRICS.replace("1.5,0.50", "x,0.50"), "'x' is no number");
    assertRefused(
        "metrics.csv", SmallRun.METRICS.replace("train_loss", "loss"), "no column train_loss");
    assertRefused(
        "health.csv", SmallRun.HEALTH.replace("0.01,3,", "0.01,2.5,"), "'2.5' is no count");
    assertRefused(
        "result.json", "{\"test\": {\"images\": 3, \"answers\": [1]}}", "1 answers for 3");
    assertRefused("result.json", "{", "not JSON");
    assertRefused("config.json", "[]", "no JSON object");
  }

  private void assertRefused(String file, String content, String reason) throws IOException {
    SmallRun.write(folder);
    Files.writeString(folder.resolve(file), content);
    assertThatThrownBy(() -> ReadRun.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason);
  }

  @Test
  void another_folder_is_no_run() {
    assertThatThrownBy(() -> ReadRun.read(folder.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("none is not a run folder: no config.json");
  }
}
