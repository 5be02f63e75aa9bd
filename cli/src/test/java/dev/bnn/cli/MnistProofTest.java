package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bnn.datasets.Datasets;
import dev.bnn.hwgen.ExternalTool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole MNIST test set through every stage; a part of {@code ./test --all}. */
@Tag("slow")
class MnistProofTest {
  private static final int TEST_IMAGES = 10_000;

  @TempDir Path folder;

  @Test
  void sfc_gives_the_same_integers_for_every_test_image_in_every_stage_stalled_or_not()
      throws IOException {
    Assumptions.assumeTrue(
        Datasets.isPresent("mnist", Datasets.defaultDirectory()), "no data: mnist");
    Tools.require(ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE);
    Path run = folder.resolve("run");
    Path bundle = folder.resolve("fpga");
    JsonNode training =
        Execution.ofSuccess("train", "--dataset", "mnist", "--epochs", 5, "--out", run, "--json")
            .json();
    assertThat(training.path("runs").path(0).path("testAccuracy").asDouble()).isGreaterThan(0.95);
    Execution.ofSuccess("export", run, "--fpga", bundle);
    assertProven(Execution.ofSuccess("verify", run, "--json").json(), 5);
    assertProven(Execution.ofSuccess("verify", bundle, "--json", "--stall", "random").json(), 4);
  }

  private static void assertProven(JsonNode proof, int stages) {
    assertThat(proof.path("stages").size()).isEqualTo(stages);
    for (JsonNode stage : proof.path("stages")) {
      assertThat(stage.path("verdict").asText()).as("%s", stage).isEqualTo("agrees");
      assertThat(stage.path("images").asInt()).isEqualTo(TEST_IMAGES);
      assertThat(stage.path("mismatches").asInt()).isZero();
    }
  }
}
