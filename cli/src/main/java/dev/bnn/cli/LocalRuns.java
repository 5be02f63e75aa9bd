package dev.bnn.cli;

import dev.bnn.quantize.AtomicFolders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Trains in processes of their own, so that nothing that happens to one harms the others.
 *
 * <p>A run that was begun goes on from its last state. One whose process was killed is tried once
 * more; one that fails leaves its reason.
 */
final class SweepRuns {
  private static final long SECONDS_TO_SAVE = 90;

  /** Exit statuses from here on are signals. */
  private static final int SIGNALS = 128;

  private final SweepFolder folder;
  private final Path data;
  private final List<String> common;
  private final Set<Process> alive = ConcurrentHashMap.newKeySet();
  private volatile boolean isStopping;

  /**
   * Runs of a sweep.
   *
   * @param data where data sets lie
   * @param common words for every {@code bnn train}
   */
  SweepRuns(SweepFolder folder, Path data, List<String> common) {
    this.folder = folder;
    this.data = data;
    this.common = List.copyOf(common);
  }

  /**
   * A training.
   *
   * @param run its folder
   * @param words what is trained, for {@code bnn train}
   * @param seconds it will take, by order of magnitude
   */
  record Job(Path run, List<String> words, double seconds) {}

  /** Trains, unless that is done or has failed before; says whether it is finished. */
  boolean finish(Job job) throws IOException, InterruptedException {
    Path run = job.run();
    if (SweepFolder.isFinished(run)) {
      return true;
    }
    if (isStopping || folder.readFailure(run).isPresent()) {
      return false;
    }
    int status = train(job);
    if (status > SIGNALS && !isStopping) {
      status = train(job);
    }
    if (status != 0 && !isStopping) {
      folder.writeFailure(run, reason(run, status));
    }
    return SweepFolder.isFinished(run);
  }

  private int train(Job job) throws IOException, InterruptedException {
    Path run = job.run();
    SweepWorker.awaitEnd(folder.lockOf(run));
    if (SweepFolder.isFinished(run)) {
      return 0; // by that worker
    }
    boolean begun = Files.exists(run.resolve("config.json"));
    if (!begun) {
      AtomicFolders.delete(run); // of one killed before it had said what it trains
    }
    List<String> command = new ArrayList<>(javaAndClasses());
    command.add("train");
    if (begun) {
      command.addAll(List.of("--resume", run.toString()));
    } else {
      command.addAll(common);
      command.addAll(job.words());
      command.addAll(List.of("--out", run.toString()));
    }
    command.addAll(List.of("--data-dir", data.toString()));
    command.addAll(List.of("--worker", folder.lockOf(run).toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.log(run).toFile())
            .start();
    alive.add(process);
    try {
      if (isStopping) {
        process.destroy();
      }
      return process.waitFor();
    } finally {
      alive.remove(process);
    }
  }

  private static List<String> javaAndClasses() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Bnn.class.getName());
  }

  /** The line that tells what went wrong. */
  private String reason(Path run, int status) throws IOException {
    if (status > SIGNALS) {
      return "its process was killed twice (exit status " + status + ")";
    }
    List<String> lines = Files.readAllLines(folder.log(run), StandardCharsets.UTF_8);
    return lines.stream()
        .filter(line -> line.startsWith("bnn: "))
        .reduce((first, second) -> second)
        .map(line -> line.substring("bnn: ".length()))
        .orElse("exit status " + status + ", see " + folder.log(run));
  }

  /** Whether {@link #stop} was called. */
  boolean isStopping() {
    return isStopping;
  }

  /** Tells all processes to save and end, and waits for them. */
  void stop() {
    isStopping = true;
    alive.forEach(Process::destroy);
    for (Process process : alive) {
      try {
        process.waitFor(SECONDS_TO_SAVE, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
