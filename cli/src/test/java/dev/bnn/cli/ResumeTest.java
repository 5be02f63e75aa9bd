package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are killed or stopped, and go on, against the same ones left in peace. */
class ResumeTest {
  private static final int INTERRUPTED = 130;
  private static final int KILLS = 3;

  @TempDir Path folder;

  @Test
  void a_convolutional_training_killed_at_any_moment_ends_in_the_same_bits() throws Exception {
    long seed = System.nanoTime();
    System.out.println("moments of killing: seed " + seed);
    String[] options = {
      "--dataset",
      "digits",
      "--model",
      "8c3-p2-24d",
      "--padding",
      "minus-one",
      "--epochs",
      "12",
      "--augment",
      "shift:1",
      "--dropout",
      "0.1",
      "--patience",
      "11"
    };
    Path whole = folder.resolve("whole");
    assertThat(run(train(whole, options))).isZero();

    Path killed = folder.resolve("killed");
    Random random = new Random(seed);
    List<String> command = train(killed, options);
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start(command);
      waitForState(killed, process);
      Thread.sleep(random.nextInt(300)); // in a batch, a validation, or while a state is written
      process.destroyForcibly().waitFor();
      command = List.of("train", "--resume", killed.toString(), "--save-every", "0.02s");
      assertThat(killed.resolve("result.json")).as("killed too late").doesNotExist();
    }
    assertThat(run(command)).isZero();
    assertSameResult(killed, whole);
    assertThat(killed.resolve("state.zip")).doesNotExist();
  }

  @Test
  void an_interrupted_training_says_how_to_go_on_and_does() throws Exception {
    String[] options = {"--dataset", "digits", "--epochs", "30"};
    Path whole = folder.resolve("whole");
    assertThat(run(train(whole, options))).isZero();

    Path stopped = folder.resolve("stopped");
    Process process = start(train(stopped, options));
    waitForEpochs(stopped, 3);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor()).isEqualTo(INTERRUPTED);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("everything is saved; go on with: bnn train --resume " + stopped);
    assertThat(stopped.resolve("state.zip")).exists();
    assertThat(run(List.of("train", "--resume", stopped.toString()))).isZero();
    assertSameResult(stopped, whole);

    assertThat(run(List.of("train", "--resume", stopped.toString()))).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("err"))).contains("is finished");
    assertThat(run(List.of("train", "--resume", stopped.toString(), "--epochs", "3"))).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("err"))).contains("--epochs does not go with");
  }

  private static void assertSameResult(Path actual, Path expected) throws IOException {
    for (String file : List.of("config.json", "checkpoint.zip", "model.bnn", "health.csv")) {
      assertThat(actual.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
    }
    assertThat(withoutTimes(actual)).isEqualTo(withoutTimes(expected));
  }

  /** The lines of {@code metrics.csv}, but for speed and seconds. */
  private static List<String> withoutTimes(Path run) throws IOException {
    try (Stream<String> lines = Files.lines(run.resolve("metrics.csv"))) {
      return lines.map(line -> line.replaceFirst(",[^,]*,[^,]*$", "")).toList();
    }
  }

  private static void waitForEpochs(Path run, int epochs) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Path metrics = run.resolve("metrics.csv");
    while (!Files.exists(metrics) || Files.readAllLines(metrics).size() <= epochs) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(limit);
      Thread.sleep(5);
    }
  }

  /** Waits until the process has saved a state of its own. */
  private static void waitForState(Path run, Process process) throws Exception {
    Path state = run.resolve("state.zip");
    FileTime before =
        Files.exists(state) ? Files.getLastModifiedTime(state) : FileTime.fromMillis(0);
    while (!Files.exists(state) || Files.getLastModifiedTime(state).equals(before)) {
      assertThat(process.isAlive()).as("still training").isTrue();
      Thread.sleep(5);
    }
  }

  private static List<String> train(Path run, String... options) {
    List<String> words = new ArrayList<>(List.of("train", "--out", run.toString()));
    words.addAll(List.of("--save-every", "0.02s"));
    words.addAll(List.of(options));
    return words;
  }

  private int run(List<String> arguments) throws Exception {
    int status = start(arguments).waitFor();
    if (status != 0) {
      System.out.println(Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
    }
    return status;
  }

  private Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Bnn.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder
        .redirectError(folder.resolve("err").toFile())
        .redirectOutput(folder.resolve("out").toFile())
        .start();
  }
}
