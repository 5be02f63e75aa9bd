package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.AtomicFolders;
import dev.bnn.train.RunFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Trainings on a Spark cluster.
 *
 * <p>Spark has a process of its own, {@code bnn-spark.jar}, and so have the trainings on the
 * cluster: its libraries and ours want different versions of others. It is told by a file what to
 * train, writes the run folders, and says a line for each: {@code ended NAME STATUS HOST}. It ends
 * when its input does.
 */
final class SparkRuns implements SweepRuns {
  private static final long SECONDS_TO_END = 30;

  /** Java options of Spark's process, such as {@code -Dspark.executor.memory=2g}. */
  private static final String OPTIONS = "BNN_SPARK_OPTIONS";

  private final SweepFolder folder;
  private final String master;
  private final String dataset;
  private final String dataHash;
  private final Path data;
  private final List<String> common;
  private final PrintWriter progress;
  private volatile Optional<Process> driver = Optional.empty();
  private volatile boolean isStopping;

  /**
   * Runs of a sweep.
   *
   * @param master the cluster's address, {@code spark://HOST:PORT}
   * @param dataset name of the data set, which the cluster gets from here, or a folder that all its
   *     machines have
   * @param dataHash of its images
   * @param data where data sets lie here
   * @param common words for every {@code bnn train}
   * @param progress is told when the cluster gives nothing
   */
  SparkRuns(
      SweepFolder folder,
      String master,
      String dataset,
      String dataHash,
      Path data,
      List<String> common,
      PrintWriter progress) {
    this.folder = folder;
    this.master = master;
    this.dataset = dataset;
    this.dataHash = dataHash;
    this.data = data;
    this.common = List.copyOf(common);
    this.progress = progress;
  }

  @Override
  public void train(List<Job> jobs, Listener listener) throws IOException, InterruptedException {
    if (jobs.isEmpty()) {
      return;
    }
    Map<String, Job> named = new LinkedHashMap<>();
    for (Job job : jobs) {
      SweepWorker.awaitEnd(folder.lockOf(job.run()));
      named.put(job.run().getFileName().toString(), job);
    }
    Path logs = folder.path().resolve("logs");
    Path request = logs.resolve("spark.json");
    Path log = newLog(logs);
    Optional<Path> images = Datasets.findFolder(dataset, data);
    Path archive = logs.resolve("data.zip");
    try {
      if (images.isPresent()) {
        PackFolder.write(images.get(), dataset, archive);
      }
      byte[] text =
          request(named, images.map(path -> archive))
              .toPrettyString()
              .getBytes(StandardCharsets.UTF_8);
      AtomicFiles.write(request, text);
      Process process = start(request, log);
      readLines(process, log, named, listener);
      int status = process.waitFor();
      if (status != 0 && !isStopping) {
        throw new CommandFailedException(
            "on %s: %s; all of it is in %s; go on with: bnn sweep --resume %s --spark %s"
                .formatted(master, reason(log, status), log, folder.path(), master));
      }
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  private static String reason(Path log, int status) throws IOException {
    return status > SIGNALS
        ? "Spark's driver was killed (exit status " + status + ")"
        : SweepRuns.reason(log, status);
  }

  private static Path newLog(Path logs) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> logs.resolve("spark-" + i + ".log"))
        .filter(Files::notExists)
        .findFirst()
        .orElseThrow();
  }

  private ObjectNode request(Map<String, Job> jobs, Optional<Path> archive) {
    ObjectNode root = Output.JSON.objectNode().put("master", master);
    root.put("name", "bnn sweep " + folder.path().toAbsolutePath().normalize().getFileName());
    SparkLibraries.ours().stream().map(Path::toString).forEach(root.putArray("classPath")::add);
    root.put("mainClass", Bnn.class.getName());
    archive.ifPresent(zip -> root.put("data", zip.toAbsolutePath().toString()));
    ManagementFactory.getRuntimeMXBean()
        .getInputArguments()
        .forEach(root.putArray("javaOptions")::add);
    ObjectNode environment = root.putObject("environment");
    // a training of one thread gives the same bits on every machine of the same kind
    environment.put("OMP_NUM_THREADS", System.getenv().getOrDefault("OMP_NUM_THREADS", "1"));
    var trials = root.putArray("trials");
    jobs.forEach(
        (name, job) -> {
          ObjectNode trial = trials.addObject().put("name", name);
          trial.put("run", job.run().toAbsolutePath().toString());
          trial.put("log", folder.log(job.run()).toAbsolutePath().toString());
          List<String> words = new ArrayList<>(List.of("train"));
          words.addAll(common);
          words.addAll(job.words());
          words.forEach(trial.putArray("words")::add);
        });
    return root;
  }

  private Process start(Path request, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String options = System.getenv().getOrDefault(OPTIONS, "").strip();
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split("\\s+")));
    }
    command.addAll(List.of("-jar", SparkLibraries.driver().toString(), request.toString()));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    driver = Optional.of(process);
    if (isStopping) {
      process.destroy();
    }
    return process;
  }

  private void readLines(Process process, Path log, Map<String, Job> jobs, Listener listener)
      throws IOException {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("waiting")) {
          progress.printf("%s gives no machine yet; its log is in %s%n", master, log);
          progress.flush();
        }
        String[] words = line.split(" ");
        if (isStopping || words.length != 4 || !words[0].equals("ended")) {
          continue;
        }
        Job job = jobs.get(words[1]);
        int status = Integer.parseInt(words[2]);
        if (status != 0) {
          String reason = SweepRuns.reason(folder.log(job.run()), status);
          folder.writeFailure(job.run(), reason + " (on " + words[3] + ")");
        } else if (!RunFolder.open(job.run()).readConfig().dataHash().equals(dataHash)) {
          AtomicFolders.delete(job.run());
          folder.writeFailure(job.run(), words[3] + " has other images of '" + dataset + "'");
        }
        listener.ended(job);
      }
    }
  }

  @Override
  public boolean isStopping() {
    return isStopping;
  }

  @Override
  public void stop() {
    isStopping = true;
    driver.ifPresent(Process::destroy);
    try {
      if (driver.isPresent() && !driver.get().waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        driver.get().destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
