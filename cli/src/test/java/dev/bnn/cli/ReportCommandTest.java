package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void copyRun() throws IOException {
    run = Trained.copy(Trained.RUN, folder.resolve("run"));
  }

  @Test
  void one_run_has_its_report_in_its_folder() throws IOException {
    Execution report = Execution.ofSuccess("report", run);
    Path file = run.resolve("report.html");
    assertThat(report.out()).contains("tfc on digits, seed 1").endsWith(file + "\n");
    byte[] first = Files.readAllBytes(file);
    assertThat(file).content().contains("Confusion matrix", "The latent weights behind the signs");
    Execution.ofSuccess("report", run);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  @Test
  void several_runs_are_compared_in_a_file_of_their_own() throws IOException {
    Path other = Trained.copy(run, folder.resolve("other"));
    Path config = other.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"seed\" : 1", "\"seed\" : 2"));
    Files.delete(run.resolve("report.html"));
    Path page = folder.resolve("page.html");
    JsonNode json = Execution.ofSuccess("report", run, other, "--out", page, "--json").json();
    assertThat(json.path("runs").size()).isEqualTo(2);
    assertThat(json.path("groups").path(0).path("runs").asInt()).isEqualTo(2);
    assertThat(page).content().contains("2 runs compared", "Runs that differ only in the seed");
    assertThat(run.resolve("report.html")).doesNotExist();
    // the folder that holds the runs stands for them
    Execution both = Execution.ofSuccess("report", folder, "--out", page);
    assertThat(both.out()).contains("mean ± std of 2");
  }

  @Test
  void what_bnn_did_not_write_is_left_as_it_is() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.html"), "mine");
    for (Execution refused :
        List.of(
            Execution.of("report", run, run, "--out", mine),
            Execution.of("report", run, "--out", mine))) {
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.errLines()).hasSize(1);
    }
    assertThat(mine).hasContent("mine");
  }

  @Test
  void a_folder_that_is_no_run_is_said_in_one_line() {
    Execution refused = Execution.of("report", folder.resolve("none"));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(1).first().asString().contains("no config.json");
  }
}
