package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooCommandTest {
  private static final String ENTRY = "zoo:digits-tfc";

  @TempDir Path folder;

  private static JsonNode entry() throws IOException {
    for (JsonNode entry : Execution.ofSuccess("zoo", "list", "--json").json()) {
      if (ENTRY.equals("zoo:" + entry.path("name").asText())) {
        return entry;
      }
    }
    throw new AssertionError("no " + ENTRY);
  }

  @Test
  void list_shows_accuracy_size_data_seed_and_date() throws IOException {
    JsonNode entry = entry();
    assertThat(Execution.ofSuccess("zoo", "list").out())
        .contains(ENTRY, "digits", "kB", entry.path("date").asText(), "validation");
  }

  @Test
  void a_network_of_the_zoo_is_a_model_everywhere() throws IOException {
    JsonNode entry = entry();
    JsonNode eval = Execution.ofSuccess("eval", ENTRY, "--json").json();
    assertThat(eval.path("right").asInt()).isEqualTo(entry.path("test").path("right").asInt());
    assertThat(eval.path("networkSha256")).isEqualTo(entry.path("networkHash"));
    Execution.ofSuccess("inspect", ENTRY);
    Path onnx = folder.resolve("out.onnx");
    Execution.ofSuccess("export", ENTRY, "--onnx", onnx);
    assertThat(onnx).isNotEmptyFile();
    Execution.ofSuccess("verify", ENTRY, "--images", 5, "--stage", "interpreter,packed");
  }

  @Test
  void a_wrong_name_is_told_the_right_one() {
    Execution refused = Execution.of("eval", "zoo:digits-tcf");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(1);
    assertThat(refused.err()).contains("did you mean 'zoo:digits-tfc'?");
  }

  @Test
  void what_needs_a_checkpoint_says_so() {
    Execution refused = Execution.of("verify", ENTRY, "--stage", "dl4j");
    assertThat(refused.err()).contains("zoo:digits-tfc: stage dl4j needs a run folder");
    assertThat(refused.status()).isEqualTo(1);
  }

  @Test
  void add_makes_an_entry_of_a_run() throws IOException {
    Path zoo = Files.createDirectory(folder.resolve("zoo"));
    JsonNode entry =
        Execution.ofSuccess(
                "zoo",
                "add",
                Trained.RUN,
                "--name",
                "mine",
                "--command",
                "bnn train --dataset digits",
                "--date",
                "2026-02-03",
                "--zoo",
                zoo,
                "--json")
            .json();
    assertThat(entry.path("date").asText()).isEqualTo("2026-02-03");
    assertThat(entry.path("networkHash").asText()).isEqualTo(Trained.network().hash());
    assertThat(zoo.resolve("mine.bnn")).hasSameBinaryContentAs(Trained.RUN.resolve("model.bnn"));
    assertThat(zoo.resolve("mine.json")).exists();
  }
}
