package dev.bnn.experiments.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standalone cluster on this machine, driven by {@code bnn sweep --spark}. */
class SweepOnSparkTest {
  private static final Path BNN = Path.of("../cli/target/bnn-cli.jar").toAbsolutePath();
  private static final List<String> SWEEP =
      List.of(
          "--dataset",
          "digits",
          "--model",
          "mlp:x1",
          "--widths",
          "8",
          "--seeds",
          "1,2",
          "--epochs",
          "12",
          "--float-rates",
          "0.003,0.01");

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void a_worker_that_is_killed_in_the_middle_changes_nothing_in_the_table() throws Exception {
    Process here = sweep("here", List.of());
    assertThat(here.waitFor()).as(said("here")).isZero();

    try (SparkCluster cluster = SparkCluster.start(folder, 2)) {
      Process sweep = sweep("there", List.of("--spark", cluster.address()));
      SparkCluster.await(
          "a result while the first worker trains",
          () -> !sweep.isAlive() || (finished("there") > 0 && cluster.isTraining(0)));
      cluster.kill(0);
      assertThat(sweep.waitFor()).as(said("there")).isZero();
    }

    assertThat(sparkLogs("there").contains("Lost executor")).isTrue();
    assertThat(table("there")).isEqualTo(table("here"));
    assertThat(models("there")).isNotEmpty().isEqualTo(models("here"));
  }

  @Test
  void a_sweep_that_is_killed_goes_on_with_what_misses_and_a_failed_training_is_told()
      throws Exception {
    try (SparkCluster cluster = SparkCluster.start(folder, 1)) {
      List<String> spark = List.of("--spark", cluster.address());
      Process first = sweep("there", spark);
      SparkCluster.await("a result", () -> !first.isAlive() || finished("there") > 0);
      first.destroyForcibly().waitFor();
      int before = finished("there");

      Process second = resume("there", spark);
      assertThat(second.waitFor()).as(said("there")).isZero();
      String progress = said("there");
      assertThat(before).isBetween(1, 4);
      assertThat(progress).contains("1/").doesNotContain("1/4 "); // what was done is not done again

      Process failing = resume("there", List.of("--spark", cluster.address(), "--memory", "1m"));
      assertThat(failing.waitFor()).as("nothing misses").isZero();
      Files.delete(folder.resolve("there/trials/8-binary-seed1/result.json"));
      Process again = resume("there", List.of("--spark", cluster.address(), "--memory", "1m"));
      assertThat(again.waitFor()).isEqualTo(1);
      assertThat(folder.resolve("there/failures/8-binary-seed1.txt")).content().contains("memory");
    }
  }

  @Tag("slow") // Spark tries for a minute
  @Test
  void a_cluster_that_is_not_there_is_one_line() throws Exception {
    Process sweep = sweep("there", List.of("--spark", "spark://127.0.0.1:1"));
    assertThat(sweep.waitFor()).isEqualTo(1);
    assertThat(said("there"))
        .contains("bnn: on spark://127.0.0.1:1: ")
        .contains("go on with: bnn sweep --resume")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("there/failures")).isEmptyDirectory();
  }

  // ------------------------------------------------------------------ helpers

  private Process sweep(String name, List<String> more) throws IOException {
    List<String> words = new ArrayList<>(SWEEP);
    words.addAll(List.of("--out", folder.resolve(name).toString()));
    words.addAll(more);
    return bnn(name, words);
  }

  private Process resume(String name, List<String> more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--resume", folder.resolve(name).toString()));
    words.addAll(more);
    return bnn(name, words);
  }

  private Process bnn(String name, List<String> words) throws IOException {
    assertThat(BNN).as("built by the module before this one").isRegularFile();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", BNN.toString(), "sweep"));
    command.addAll(words);
    File log = folder.resolve(name + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("BNN_SPARK_OPTIONS", "-Dspark.driver.host=127.0.0.1");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String said(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }

  private String sparkLogs(String name) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; Files.exists(folder.resolve(name + "/logs/spark-" + i + ".log")); i++) {
      text.append(Files.readString(folder.resolve(name + "/logs/spark-" + i + ".log")));
    }
    return text.toString();
  }

  private int finished(String name) {
    int count = 0;
    for (String part : List.of("trials", "rates")) {
      String[] runs = folder.resolve(name).resolve(part).toFile().list();
      if (runs != null) {
        count += (int) Arrays.stream(runs).filter(run -> !run.startsWith(".")).count();
      }
    }
    return count;
  }

  /** The results but their seconds, which no two runs have in common. */
  private List<String> table(String name) throws IOException {
    List<List<String>> rows =
        Files.readAllLines(folder.resolve(name).resolve("results.csv")).stream()
            .map(line -> List.of(line.split(",", -1)))
            .toList();
    int seconds = rows.get(0).indexOf("seconds");
    assertThat(seconds).isPositive();
    return rows.stream()
        .map(
            row -> String.join(",", row.subList(0, seconds)) + row.subList(seconds + 1, row.size()))
        .toList();
  }

  /** Every model file, as bytes in text. */
  private List<String> models(String name) throws IOException {
    try (Stream<Path> walk = Files.walk(folder.resolve(name))) {
      List<Path> files =
          walk.filter(path -> path.endsWith("model.bnn")).sorted().collect(Collectors.toList());
      List<String> models = new ArrayList<>();
      for (Path file : files) {
        models.add(file.getParent().getFileName() + Arrays.toString(Files.readAllBytes(file)));
      }
      return models;
    }
  }
}
