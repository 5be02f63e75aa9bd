package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.datasets.Datasets;
import dev.bnn.hwgen.ExternalTool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
    if ("true".equals(System.getenv("CI"))) {
      assertThat(ExternalTool.forSimulation()).allMatch(ExternalTool::isUsable);
    }
    Assumptions.assumeTrue(ExternalTool.VERILATOR.isUsable(), "verilator is not installed");
    Path run = folder.resolve("run");
    Path bundle = folder.resolve("fpga");
    JsonNode training =
        json("train", "--dataset", "mnist", "--epochs", "5", "--out", run.toString(), "--json");
    assertThat(training.path("runs").path(0).path("testAccuracy").asDouble()).isGreaterThan(0.95);
    execute("export", run.toString(), "--fpga", bundle.toString());
    assertProven(json("verify", run.toString(), "--json"), 5);
    assertProven(json("verify", bundle.toString(), "--json", "--stall", "random"), 4);
  }

  private static void assertProven(JsonNode proof, int stages) {
    assertThat(proof.path("stages").size()).isEqualTo(stages);
    for (JsonNode stage : proof.path("stages")) {
      assertThat(stage.path("verdict").asText()).as("%s", stage).isEqualTo("agrees");
      assertThat(stage.path("images").asInt()).isEqualTo(TEST_IMAGES);
      assertThat(stage.path("mismatches").asInt()).isZero();
    }
  }

  private static JsonNode json(String... arguments) throws IOException {
    return new ObjectMapper().readTree(execute(arguments));
  }

  /** Runs a command that must succeed; returns what it printed. */
  private static String execute(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Bnn.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertThat(commandLine.execute(arguments)).as("%s", err).isZero();
    return out.toString();
  }
}
