package dev.bnn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the trainings of a sweep run, each in a process of its own, so that nothing that happens to
 * one harms the others.
 */
sealed interface SweepRuns permits LocalRuns, SparkRuns {
  /** Exit statuses from here on are signals. */
  int SIGNALS = 128;

  /**
   * A training.
   *
   * @param run its folder
   * @param words what is trained, for {@code bnn train}
   * @param seconds it will take, by order of magnitude
   */
  record Job(Path run, List<String> words, double seconds) {}

  /** Is told of each training that has ended, one at a time. */
  @FunctionalInterface
  interface Listener {
    void ended(Job job) throws IOException;
  }

  /**
   * Trains all, and returns when they are finished or have failed and that is recorded, or soon
   * after {@link #stop}.
   */
  void train(List<Job> jobs, Listener listener) throws IOException, InterruptedException;

  /** Ends all that runs, and waits for it. */
  void stop();

  /** Whether {@link #stop} was called. */
  boolean isStopping();

  /** The line that tells what went wrong in a process. */
  static String reason(Path log, int status) throws IOException {
    if (status > SIGNALS) {
      return "its process was killed twice (exit status " + status + ")";
    }
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return lines.stream()
        .filter(line -> line.startsWith("bnn: "))
        .reduce((first, second) -> second)
        .map(line -> line.substring("bnn: ".length()))
        .orElse("exit status " + status + ", see " + log);
  }
}
