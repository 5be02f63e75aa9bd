package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.hwgen.ExternalTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show. */
class ProcessTest {
  private static final int ENDED_BY_SIGNAL = 128 + 15;

  @TempDir Path folder;

  private Path temporary() throws IOException {
    return Files.createDirectories(folder.resolve("tmp"));
  }

  /** Starts {@code bnn} with a folder for temporary files of its own. */
  private Process start(Map<String, String> environment, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Bnn.class.getName());
    Stream.of(arguments).map(String::valueOf).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.redirectError(folder.resolve("err").toFile()).start();
  }

  private static String out(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static boolean isSimulating(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.anyMatch(file -> file.endsWith("waves.vcd"));
    } catch (UncheckedIOException e) {
      return false; // files come and go
    }
  }

  private static boolean isEmpty(Path place) throws IOException {
    try (Stream<Path> entries = Files.list(place)) {
      return entries.findAny().isEmpty();
    }
  }

  @Test
  void without_a_simulator_its_stage_is_named_as_not_run() throws Exception {
    JsonNode asked = verifyBare(1, Trained.RUN, "--stage", "packed,rtl");
    assertThat(asked.findValuesAsText("verdict")).containsExactly("agrees", "not-run");
    assertThat(asked.findValuesAsText("detail").get(1))
        .contains("verilator is needed", "not installed: ", " verilator");
    verifyBare(1, Trained.BUNDLE); // proves nothing without its RTL
    JsonNode usual = verifyBare(0, Trained.RUN);
    assertThat(usual.findValuesAsText("verdict"))
        .containsExactly("agrees", "reference", "agrees", "agrees", "not-run");
  }

  /** Verifies where no program is on the path. */
  private JsonNode verifyBare(int status, Object... arguments) throws Exception {
    List<Object> words = new ArrayList<>(List.of("verify", "--images", 3, "--json"));
    words.addAll(List.of(arguments));
    Process process = start(Map.of("PATH", folder.toString()), words.toArray());
    String answer = out(process);
    assertThat(process.waitFor()).as("%s", answer).isEqualTo(status);
    return new ObjectMapper().readTree(answer).path("stages");
  }

  @Test
  void a_simulation_that_is_broken_off_leaves_nothing_behind() throws Exception {
    Tools.require(ExternalTool.ICARUS);
    Path waves = folder.resolve("run.vcd");
    Process process =
        start(
            Map.of(),
            "verify",
            Trained.BUNDLE,
            "--stage",
            "icarus",
            "--images",
            200, //
            "--waves",
            waves);
    waitUntil(30, () -> isSimulating(temporary()));
    List<ProcessHandle> simulators = process.descendants().toList();
    process.toHandle().destroy();
    assertThat(process.waitFor()).isEqualTo(ENDED_BY_SIGNAL);
    assertThat(out(process)).isEmpty();
    waitUntil(1, () -> simulators.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(isEmpty(temporary())).isTrue();
    assertThat(waves).doesNotExist();
  }

  @Test
  void a_training_that_is_broken_off_leaves_whole_files() throws Exception {
    Path run = folder.resolve("run");
    Process process =
        start(Map.of(), "train", "--dataset", "digits", "--epochs", 1000, "--out", run);
    waitUntil(30, () -> Files.exists(run.resolve("metrics.csv")));
    process.toHandle().destroy();
    assertThat(process.waitFor()).isEqualTo(ENDED_BY_SIGNAL);
    assertThat(Files.readString(run.resolve("metrics.csv"))).startsWith("epoch,").endsWith("\n");
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("config.json", "metrics.csv", "state.zip")
          .isSubsetOf("config.json", "metrics.csv", "health.csv", "state.zip");
    }
  }

  @Test
  void a_training_that_needs_more_memory_than_it_may_take_says_so() throws Exception {
    Path run = folder.resolve("run");
    Process process =
        start(Map.of(), "train", "--dataset", "digits", "--memory", "60m", "--out", run);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("bnn: out of memory: training needs more than its limit; raise --memory");
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void waitUntil(int seconds, Condition condition) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(limit);
      Thread.sleep(20);
    }
  }
}
