package dev.bnn.cli;

import dev.bnn.quantize.AtomicFolders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Trainings on this machine, some at a time.
 *
 * <p>A run that was begun goes on from its last state. One whose process was killed is tried once
 * more; one that fails leaves its reason.
 */
final class LocalRuns implements SweepRuns {
  private static final long SECONDS_TO_SAVE = 90;

  private final SweepFolder folder;
  private final int workers;
  private final Path data;
  private final List<String> common;
  private final Set<Process> alive = ConcurrentHashMap.newKeySet();
  private volatile boolean isStopping;

  /**
   * Runs of a sweep.
   *
   * @param workers trainings at the same time
   * @param data where data sets lie
   * @param common words for every {@code bnn train}
   */
  LocalRuns(SweepFolder folder, int workers, Path data, List<String> common) {
    this.folder = folder;
    this.workers = workers;
    this.data = data;
    this.common = List.copyOf(common);
  }

  @Override
  public void train(List<Job> jobs, Listener listener) throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      ExecutorCompletionService<Job> ended = new ExecutorCompletionService<>(pool);
      for (Job job : jobs) {
        ended.submit(
            () -> {
              finish(job);
              return job;
            });
      }
      for (int i = 0; i < jobs.size(); i++) {
        Job job = ended.take().get();
        if (isStopping) {
          return; // what is finished is on disk, and the process is ending
        }
        listener.ended(job);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** Trains, unless that is done or has failed before. */
  private void finish(Job job) throws IOException, InterruptedException {
    Path run = job.run();
    if (SweepFolder.isFinished(run) || isStopping || folder.readFailure(run).isPresent()) {
      return;
    }
    int status = train(job);
    if (status > SIGNALS && !isStopping) {
      status = train(job);
    }
    if (status != 0 && !isStopping) {
      folder.writeFailure(run, SweepRuns.reason(folder.log(run), status));
    }
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

  /** Java as this process has it, with the options of BNN_JAVA_OPTIONS. */
  private static List<String> javaAndClasses() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bnn.class.getName()));
    return command;
  }

  @Override
  public boolean isStopping() {
    return isStopping;
  }

  /** Tells all processes to save and end, and waits for them. */
  @Override
  public void stop() {
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
