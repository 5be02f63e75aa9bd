package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.FolderOptions;
import dev.bnn.experiments.SweepFiles;
import dev.bnn.experiments.SweepResults;
import dev.bnn.experiments.TrialResult;
import dev.bnn.experiments.WriteSweepReport;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn sweep}. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train networks of several widths, binary and float, and compare accuracy, size and hardware.",
      "",
      "Every training is a run folder under trials/, as 'bnn train' leaves it: the epoch is chosen on"
          + " validation, the test set scored once. results.csv, results.json and report.html are"
          + " written anew after each."
    },
    footer = {
      "",
      "  bnn sweep --dataset mnist --model mlp --widths 64,128,256,512 --target xc7z020",
      "  bnn sweep study.yaml --workers 2",
      "  bnn sweep --resume sweeps/mnist-mlp",
      "  bnn sweep study.yaml --spark spark://master:7077",
      "",
      "A YAML file has the names of the options as words: 'widths: [64, 128]'."
    })
final class SweepCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A YAML file that says what is compared; options come on top of it.")
  private Path file;

  @Mixin private SweepOptions asked;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with a sweep; it knows what was asked. Only what misses is trained.")
  private Path resume;

  @Option(
      names = "--dry-run",
      description = "Only list the trainings, with the time they may take.")
  private boolean dryRun;

  @Spec private CommandSpec command;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    return resume == null ? begin() : goOn();
  }

  private int begin() throws IOException {
    SweepOptions options = file == null ? asked : SweepYaml.read(file, asked);
    Dataset data = load(options, options);
    SweepFolder folder = new SweepFolder(options.folder());
    folder.checkNew();
    SweepJobs jobs = new SweepJobs(folder, options, data);
    jobs.check();
    options.checkMeans();
    Optional<Duration> time = options.maxTime();
    if (time.isPresent()) {
      int epochs = jobs.epochsThatFit(time.get());
      options.decideEpochs(epochs);
      output.progress().printf("%d epochs of every training fit into that time%n", epochs);
      output.progress().flush();
    }
    if (dryRun) {
      return list(jobs, options);
    }
    FileChannel lock = folder.lock();
    try {
      folder.create(options.words(), data.hash());
      return run(jobs, options);
    } finally {
      lock.close();
    }
  }

  private int goOn() throws IOException {
    if (!asked.words().isEmpty() || file != null || asked.namesFolder()) {
      throw new IllegalArgumentException(
          "--resume goes with --workers, --spark, --memory and --data-dir only: a sweep keeps what"
              + " was asked");
    }
    asked.checkMeans();
    SweepFolder folder = new SweepFolder(resume);
    SweepFolder.Request request = folder.readRequest();
    if (!request.tool().equals(Version.TOOL)) {
      throw new IllegalArgumentException(
          "%s was begun by %s, this is %s: its bits might differ; go on with that, or begin anew"
              .formatted(resume, request.tool(), Version.TOOL));
    }
    SweepOptions options = SweepOptions.parse(request.words());
    Dataset data = load(options, asked);
    if (!data.hash().equals(request.dataHash())) {
      throw new IllegalArgumentException(
          resume + " was begun with other images than '" + data.name() + "' has now");
    }
    SweepJobs jobs = new SweepJobs(folder, options, data);
    if (dryRun) {
      return list(jobs, asked);
    }
    FileChannel lock = folder.lock();
    try {
      return run(jobs, asked);
    } finally {
      lock.close();
    }
  }

  private int list(SweepJobs jobs, SweepOptions means) throws IOException {
    List<SweepRuns.Job> missing = jobs.missing();
    output.print(() -> SweepText.toJson(missing), () -> SweepText.toText(missing, means.workers()));
    return 0;
  }

  private static Dataset load(SweepOptions options, SweepOptions means) throws IOException {
    return Datasets.load(options.dataset(), means.dataDirectory(), FolderOptions.defaults());
  }

  // ------------------------------------------------------------------ running

  private int run(SweepJobs jobs, SweepOptions means) throws IOException {
    SweepFolder folder = jobs.folder();
    SweepOptions options = jobs.options();
    List<String> common =
        new ArrayList<>(
            List.of("--dataset", dataset(options, means), "--recipe", options.recipe().word()));
    options.epochs().ifPresent(n -> common.addAll(List.of("--epochs", String.valueOf(n))));
    means.memory().ifPresent(size -> common.addAll(List.of("--memory", size)));
    SweepRuns runs =
        means.spark().isPresent()
            ? new SparkRuns(
                folder,
                means.spark().get(),
                options.dataset(),
                jobs.data().hash(),
                means.dataDirectory(),
                common,
                output.progress())
            : new LocalRuns(folder, means.workers(), means.dataDirectory(), common);
    Work work = new Work(runs, new CollectTrials(folder, options, jobs.data()), jobs.trials());
    String place = means.spark().map(master -> " --spark " + master).orElse("");
    Thread stopper = new Thread(() -> stop(runs, "--resume " + folder.path() + place));
    try {
      Runtime.getRuntime().addShutdownHook(stopper);
      work.write();
      runAll(work, jobs.first(), seconds(folder.missing(jobs.second(Map.of()))));
      if (runs.isStopping()) {
        return Bnn.INTERRUPTED; // no learning rate is chosen among half of them
      }
      Map<String, Double> rates = jobs.chooseRates();
      runAll(work, jobs.second(rates), 0);
      if (runs.isStopping()) {
        return Bnn.INTERRUPTED;
      }
      SweepResults results = work.write();
      output.print(() -> SweepFiles.toJson(results), () -> SweepText.toText(results, folder));
      checkNoneFailed(results, folder);
      return 0;
    } finally {
      removeHook(stopper);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending, and the hook runs
    }
  }

  /** Its name, or its folder; the machines of a cluster have other working folders. */
  private static String dataset(SweepOptions options, SweepOptions means) {
    String dataset = options.dataset();
    return means.spark().isPresent() && Datasets.isFolder(dataset)
        ? Path.of(dataset).toAbsolutePath().normalize().toString()
        : dataset;
  }

  private static void checkNoneFailed(SweepResults results, SweepFolder folder) {
    long failed =
        results.trials().stream()
            .filter(trial -> trial.status() == TrialResult.Status.FAILED)
            .count();
    if (failed > 0) {
      throw new CommandFailedException(
          "%d of %d trainings failed: the reasons are in %s"
              .formatted(failed, results.trials().size(), folder.path().resolve("failures")));
    }
  }

  private static double seconds(List<SweepRuns.Job> jobs) {
    return jobs.stream().mapToDouble(SweepRuns.Job::seconds).sum();
  }

  /** What trains, and what writes down what came of it. */
  private record Work(SweepRuns runs, CollectTrials collect, List<SweepTrial> trials) {
    SweepResults write() throws IOException {
      SweepResults results = collect.results(trials);
      Path folder = collect.folder().path();
      SweepFiles.write(results, folder);
      WriteSweepReport.write(results, folder.resolve("report.html"));
      return results;
    }
  }

  private void stop(SweepRuns runs, String further) {
    runs.stop();
    PrintWriter err = command.commandLine().getErr();
    err.printf("%nStopped; go on with: bnn sweep %s%n", further);
    err.flush();
  }

  /** Trains what misses; {@code later} seconds of other trainings will follow. */
  private void runAll(Work work, List<SweepRuns.Job> jobs, double later) throws IOException {
    List<SweepRuns.Job> missing = work.collect().folder().missing(jobs);
    Progress progress = new Progress(work, missing.size(), later + seconds(missing));
    try {
      work.runs().train(missing, progress::ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says what has ended, and what is left. */
  private final class Progress {
    private final Work work;
    private final int count;
    private final long began = System.nanoTime();
    private double left;
    private double done;
    private int ended;

    Progress(Work work, int count, double left) {
      this.work = work;
      this.count = count;
      this.left = left;
    }

    void ended(SweepRuns.Job job) throws IOException {
      work.write();
      ended++;
      done += job.seconds();
      left -= job.seconds();
      double elapsed = (System.nanoTime() - began) / 1e9;
      output
          .progress()
          .printf(
              "%d/%d %s: %s; %s left%n",
              ended,
              count,
              job.run().getFileName(),
              SweepText.describe(work.collect().folder(), job.run()),
              ExpectedTime.about(elapsed / done * left));
      output.progress().flush();
    }
  }
}
