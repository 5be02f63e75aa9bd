package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  private static final long PATIENCE_SECONDS = 90;

  /** Five trainings: two learning rates of the float twin, its second seed, two binary ones. */
  private static final List<String> SMALL =
      List.of(
          "--dataset=digits",
          "--model=mlp:x1",
          "--widths=8",
          "--seeds=1,2",
          "--epochs=2",
          "--float-rates=0.001,0.02",
          "--target=xc7z020");

  @TempDir Path folder;

  private static Execution sweep(List<String> words, Object... more) {
    List<Object> all = new ArrayList<>(List.of("sweep"));
    all.addAll(words);
    all.addAll(List.of(more));
    return Execution.of(all.toArray());
  }

  private Process start(List<String> words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bnn.class.getName(),
                "sweep"));
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  /** The results without the times, which nobody can repeat. */
  private static JsonNode results(Path sweep) throws IOException {
    JsonNode root = new ObjectMapper().readTree(sweep.resolve("results.json").toFile());
    root.path("trials").forEach(trial -> ((ObjectNode) trial).remove("seconds"));
    return root;
  }

  private void await(String what, Check check) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!check.holds()) {
      assertThat(System.nanoTime())
          .as("waiting for %s: %s", what, Files.readString(folder.resolve("said")))
          .isLessThan(end);
      Thread.sleep(20);
    }
  }

  @FunctionalInterface
  private interface Check {
    boolean holds() throws IOException;
  }

  private static Optional<ProcessHandle> worker(Process sweep) {
    try (Stream<ProcessHandle> children = sweep.children()) {
      return children.findFirst();
    }
  }

  @Test
  void a_sweep_that_is_stopped_and_killed_goes_on_to_the_same_results() throws Exception {
    Path whole = folder.resolve("whole");
    Execution peaceful = sweep(SMALL, "--out", whole, "--workers", 2);
    assertThat(peaceful.status()).as("%s", peaceful).isZero();
    JsonNode expected = results(whole);
    assertThat(expected.path("trials").findValuesAsText("id"))
        .containsExactly("8-float-seed1", "8-float-seed2", "8-binary-seed1", "8-binary-seed2");
    assertThat(expected.path("trials").findValuesAsText("status")).containsOnly("done");
    assertThat(expected.path("trials").findValues("hardware")).hasSize(2); // of binary networks
    assertThat(Files.readAllLines(whole.resolve("results.csv"))).hasSize(5);
    assertThat(whole.resolve("report.html")).content().contains("8-binary-seed2");

    Path killed = folder.resolve("killed");
    List<String> words = new ArrayList<>(SMALL);
    words.addAll(List.of("--out", killed.toString()));
    Process stopped = start(words);
    await("a training", () -> finished(killed) >= 1);
    stopped.destroy(); // as Ctrl-C does
    assertThat(stopped.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("said"))
        .content()
        .contains("Stopped; go on with: bnn sweep --resume " + killed)
        .doesNotContain("failed");
    assertThat(killed.resolve("failures")).isEmptyDirectory();
    long before = finished(killed);
    JsonNode missing =
        Execution.ofSuccess("sweep", "--resume", killed, "--dry-run", "--json").json();
    assertThat(missing).hasSize((int) (5 - before));
    assertThat(finished(killed)).isEqualTo(before);

    Process process = start(List.of("--resume", killed.toString()));
    await("a worker", () -> worker(process).isPresent());
    worker(process).orElseThrow().destroyForcibly(); // it is tried once more
    await("two trainings", () -> finished(killed) >= 2);
    Execution second = Execution.of("sweep", "--resume", killed);
    assertThat(second.status()).isEqualTo(2);
    assertThat(second.err()).contains(killed + ": another sweep works in this folder");
    process.destroyForcibly().waitFor();
    assertThat(finished(killed)).as("killed too late").isLessThan(5);

    Execution.ofSuccess("sweep", "--resume", killed);
    assertThat(results(killed)).isEqualTo(expected);
    Execution again = Execution.ofSuccess("sweep", "--resume", killed);
    assertThat(again.out()).doesNotContain("validation"); // nothing was left to train
    assertThat(results(killed)).isEqualTo(expected);
  }

  /** Trainings that are finished. */
  private static long finished(Path sweep) throws IOException {
    long count = 0;
    for (String kind : List.of("trials", "rates")) {
      if (Files.isDirectory(sweep.resolve(kind))) {
        try (Stream<Path> runs = Files.list(sweep.resolve(kind))) {
          count += runs.filter(SweepFolder::isFinished).count();
        }
      }
    }
    return count;
  }

  @Test
  void the_learning_rate_of_a_float_twin_is_the_best_on_validation() throws Exception {
    Path sweep = folder.resolve("sweep");
    List<String> words = new ArrayList<>(SMALL);
    words.add("--modes=float");
    assertThat(sweep(words, "--out", sweep).status()).isZero();
    // after two epochs 0.001 has learned next to nothing
    assertThat(results(sweep).path("trials").findValuesAsText("learningRate"))
        .containsExactly("0.02", "0.02");
    assertThat(sweep.resolve("rates/8-float-rate0.001/result.json")).exists();
    assertThat(sweep.resolve("rates/8-float-rate0.02")).doesNotExist(); // it became the trial

    Path broken = sweep.resolve("trials/8-float-seed2");
    Files.delete(broken.resolve("result.json"));
    Files.writeString(broken.resolve("config.json"), "{");
    Execution resumed = Execution.of("sweep", "--resume", sweep);
    assertThat(resumed.status()).isEqualTo(1);
    assertThat(resumed.err()).contains("1 of 2 trainings failed");
    JsonNode trials = results(sweep).path("trials");
    assertThat(trials.findValuesAsText("status")).containsExactly("done", "failed");
    assertThat(trials.path(1).path("reason").asText()).contains("config.json");
  }

  @Test
  void a_training_that_fails_leaves_its_reason_and_the_others_go_on() throws IOException {
    Path sweep = folder.resolve("sweep");
    Execution execution = sweep(SMALL, "--memory", "1m", "--out", sweep);
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.err()).contains("4 of 4 trainings failed: the reasons are in");
    assertThat(execution.out()).contains("8-binary-seed1: failed: out of memory");
    JsonNode trials = results(sweep).path("trials");
    assertThat(trials.findValuesAsText("status")).hasSize(4).containsOnly("failed");
    assertThat(trials.findValuesAsText("reason").subList(0, 2))
        .allMatch(reason -> reason.startsWith("no learning rate could be chosen: out of memory"));
    assertThat(trials.findValuesAsText("reason").subList(2, 4))
        .allMatch(reason -> reason.startsWith("out of memory"));
    assertThat(sweep.resolve("report.html")).content().contains("memory");
  }

  @Test
  void a_dry_run_lists_the_trainings_of_a_file_with_options_on_top() throws IOException {
    Path file = folder.resolve("study.yaml");
    Files.writeString(
        file, "dataset: digits\nmodel: mlp\nwidths: [16, 32]\nseeds: [1, 2]\nmodes: [binary]\n");
    JsonNode jobs = Execution.ofSuccess("sweep", file, "--seeds=7", "--dry-run", "--json").json();
    assertThat(jobs.findValuesAsText("training"))
        .containsExactly("16-binary-seed7", "32-binary-seed7");
    assertThat(jobs.findValues("expectedSeconds")).allMatch(seconds -> seconds.asDouble() > 0);
    Files.writeString(file, "dataset: digits\nwidth: 3\n");
    Execution wrong = Execution.of("sweep", file, "--dry-run");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("study.yaml: unknown option '--width=3': did you mean '--widths'");
  }
}
