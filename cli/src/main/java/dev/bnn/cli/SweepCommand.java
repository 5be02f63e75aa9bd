package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.FolderOptions;
import dev.bnn.experiments.ReadRun;
import dev.bnn.experiments.SweepFiles;
import dev.bnn.experiments.SweepResults;
import dev.bnn.experiments.TrialResult;
import dev.bnn.experiments.WriteSweepReport;
import dev.bnn.quantize.Version;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import dev.bnn.train.RunFolder;
import dev.bnn.train.TrainOptions;
import dev.bnn.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
      names = "--max-time",
      paramLabel = "T",
      description =
          "As many epochs, the same for all, as fit into this time, such as 30m or 2h: decided from"
              + " the speed of the first 200 batches of each network, and recorded.")
  private String maxTime;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the sweep, new or empty. Default: sweeps/DATASET-MODEL.")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with a sweep; it knows what was asked. Only what misses is trained.")
  private Path resume;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Trainings at the same time, each in a process. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Most memory a training may take, such as 4g or 500m.")
  private String memory;

  @Option(
      names = "--dry-run",
      description = "Only list the trainings, with the time they may take.")
  private boolean dryRun;

  @Spec private CommandSpec command;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    if (workers < 1) {
      throw new IllegalArgumentException("--workers: " + workers + " is no number of processes");
    }
    return resume == null ? begin() : goOn();
  }

  private int begin() throws IOException {
    SweepOptions options = file == null ? asked : SweepYaml.read(file, asked);
    List<SweepTrial> trials = options.trials();
    options.hardware(); // tells of mistakes before hours of work
    Dataset data = load(options);
    trials.forEach(trial -> trial.architecture(data));
    if (dryRun) {
      List<SweepRuns.Job> jobs = new ArrayList<>(firstJobs(null, options, data, trials));
      jobs.addAll(secondJobs(null, options, data, trials, Map.of()));
      return list(jobs);
    }
    List<String> words = new ArrayList<>(options.words());
    if (maxTime != null) {
      words.addAll(List.of("--epochs", String.valueOf(epochsThatFit(options, data, trials))));
    }
    Path path = out == null ? defaultFolder(options, data) : out;
    return run(SweepFolder.create(path, words, data.hash()), parse(words), data);
  }

  private static Path defaultFolder(SweepOptions options, Dataset data) {
    Path last = Path.of(data.name()).toAbsolutePath().normalize().getFileName();
    return Path.of("sweeps", last + "-" + options.model().replace(':', '-'));
  }

  private int goOn() throws IOException {
    if (!asked.words().isEmpty() || file != null || maxTime != null || out != null) {
      throw new IllegalArgumentException(
          "--resume goes with --workers, --memory and --data-dir only: a sweep keeps what was asked");
    }
    SweepFolder folder = new SweepFolder(resume);
    SweepFolder.Request request = folder.readRequest();
    if (!request.tool().equals(Version.TOOL)) {
      throw new IllegalArgumentException(
          "%s was begun by %s, this is %s: its bits might differ; go on with that, or begin anew"
              .formatted(resume, request.tool(), Version.TOOL));
    }
    SweepOptions options = parse(request.words());
    Dataset data = load(options);
    if (!data.hash().equals(request.dataHash())) {
      throw new IllegalArgumentException(
          resume + " was begun with other images than '" + data.name() + "' has now");
    }
    return dryRun ? list(missing(folder, options, data)) : run(folder, options, data);
  }

  private int list(List<SweepRuns.Job> jobs) {
    output.print(() -> SweepText.toJson(jobs), () -> SweepText.toText(jobs, workers));
    return 0;
  }

  private static List<SweepRuns.Job> missing(SweepFolder folder, SweepOptions options, Dataset data)
      throws IOException {
    List<SweepTrial> trials = options.trials();
    List<SweepRuns.Job> jobs = new ArrayList<>(firstJobs(folder, options, data, trials));
    jobs.addAll(secondJobs(folder, options, data, trials, Map.of()));
    return folder.missing(jobs);
  }

  private Dataset load(SweepOptions options) throws IOException {
    return Datasets.load(options.dataset(), asked.dataDirectory(), FolderOptions.defaults());
  }

  /** Words that were options once. */
  static SweepOptions parse(List<String> words) {
    SweepOptions options = new SweepOptions();
    try {
      new CommandLine(options).parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new IllegalArgumentException(UsageText.problem(e), e);
    }
    return options;
  }

  // ------------------------------------------------------------------ what is trained

  private static TrainOptions options(SweepOptions options, Dataset data, Mode mode) {
    TrainOptions byDefault =
        Defaults.forDataset(data.name(), data.train().size()).options(mode, options.recipe(), 1);
    return options.epochs().map(byDefault::withEpochs).orElse(byDefault);
  }

  private static double seconds(SweepOptions options, Dataset data, SweepTrial trial) {
    return ExpectedTime.seconds(
        trial.architecture(data), data.train().size(), options(options, data, trial.mode()));
  }

  /** Binary networks, and of each float twin the first seed with every learning rate. */
  private static List<SweepRuns.Job> firstJobs(
      SweepFolder folder, SweepOptions options, Dataset data, List<SweepTrial> trials) {
    List<SweepRuns.Job> jobs = new ArrayList<>();
    for (SweepTrial trial : trials) {
      double seconds = seconds(options, data, trial);
      if (trial.mode() == Mode.BINARY) {
        jobs.add(new SweepRuns.Job(place(folder, trial), trial.words(), seconds));
      } else if (isFirst(options, trial) && !isDone(folder, trial)) {
        for (double rate : options.floatRates(data)) {
          Path run =
              folder == null
                  ? Path.of(trial.group() + "-rate" + rate)
                  : folder.rate(trial.group(), rate);
          jobs.add(new SweepRuns.Job(run, withRate(trial, rate), seconds));
        }
      }
    }
    return jobs;
  }

  /** The other seeds of float twins, with the learning rate that was best. */
  private static List<SweepRuns.Job> secondJobs(
      SweepFolder folder,
      SweepOptions options,
      Dataset data,
      List<SweepTrial> trials,
      Map<String, Double> rates) {
    List<SweepRuns.Job> jobs = new ArrayList<>();
    for (SweepTrial trial : trials) {
      if (trial.mode() == Mode.FLOAT && !isFirst(options, trial)) {
        double rate = rates.getOrDefault(trial.group(), 0.0);
        jobs.add(
            new SweepRuns.Job(
                place(folder, trial), withRate(trial, rate), seconds(options, data, trial)));
      }
    }
    return jobs;
  }

  private static Path place(SweepFolder folder, SweepTrial trial) {
    return folder == null ? Path.of(trial.id()) : folder.trial(trial.id());
  }

  private static boolean isFirst(SweepOptions options, SweepTrial trial) {
    return trial.seed() == options.seeds().get(0);
  }

  private static boolean isDone(SweepFolder folder, SweepTrial trial) {
    return folder != null && SweepFolder.isFinished(folder.trial(trial.id()));
  }

  private static List<String> withRate(SweepTrial trial, double rate) {
    List<String> words = new ArrayList<>(trial.words());
    words.addAll(List.of("--learning-rate", String.valueOf(rate)));
    return words;
  }

  /** Epochs of every training, so that all together take {@code --max-time}. */
  private int epochsThatFit(SweepOptions options, Dataset data, List<SweepTrial> trials) {
    if (options.epochs().isPresent()) {
      throw new IllegalArgumentException("--epochs or --max-time, not both");
    }
    double left = workers * Durations.parse("--max-time", maxTime).toMillis() / 1e3;
    Map<String, Double> perEpoch = new LinkedHashMap<>();
    double all = 0;
    for (SweepTrial trial : trials) {
      double seconds =
          perEpoch.computeIfAbsent(
              trial.group(),
              group ->
                  Trainer.measureEpochSeconds(
                      data, trial.architecture(data), options(options, data, trial.mode())));
      boolean tries = trial.mode() == Mode.FLOAT && isFirst(options, trial);
      all += seconds * (tries ? options.floatRates(data).size() : 1);
    }
    int fit = (int) Math.max(1, Math.min(100_000, left / all));
    output.progress().printf("%d epochs of every training fit into %s%n", fit, maxTime);
    output.progress().flush();
    return fit;
  }

  // ------------------------------------------------------------------ running

  private int run(SweepFolder folder, SweepOptions options, Dataset data) throws IOException {
    List<SweepTrial> trials = options.trials();
    List<String> common =
        new ArrayList<>(
            List.of("--dataset", options.dataset(), "--recipe", options.recipe().word()));
    options.epochs().ifPresent(n -> common.addAll(List.of("--epochs", String.valueOf(n))));
    if (memory != null) {
      common.addAll(List.of("--memory", memory));
    }
    SweepRuns runs = new SweepRuns(folder, asked.dataDirectory(), common);
    Thread stopper = new Thread(() -> stop(runs, folder));
    FileChannel lock = folder.lock();
    try {
      Runtime.getRuntime().addShutdownHook(stopper);
      CollectTrials collect = new CollectTrials(folder, options, data);
      write(folder, collect.results(trials));
      List<SweepRuns.Job> first = firstJobs(folder, options, data, trials);
      double later =
          folder.missing(secondJobs(folder, options, data, trials, Map.of())).stream()
              .mapToDouble(SweepRuns.Job::seconds)
              .sum();
      Runnable rewrite = () -> rewrite(collect, trials);
      runAll(runs, folder, first, later, rewrite);
      if (runs.isStopping()) {
        return Bnn.INTERRUPTED; // no learning rate is chosen among half of them
      }
      Map<String, Double> rates = chooseRates(folder, options, data, trials);
      runAll(runs, folder, secondJobs(folder, options, data, trials, rates), 0, rewrite);
      if (runs.isStopping()) {
        return Bnn.INTERRUPTED;
      }
      SweepResults results = collect.results(trials);
      write(folder, results);
      Runtime.getRuntime().removeShutdownHook(stopper);
      output.print(() -> SweepFiles.toJson(results), () -> SweepText.toText(results, folder));
      long failed =
          results.trials().stream()
              .filter(trial -> trial.status() == TrialResult.Status.FAILED)
              .count();
      if (failed > 0) {
        throw new CommandFailedException(
            "%d of %d trainings failed: the reasons are in %s"
                .formatted(failed, trials.size(), folder.path().resolve("failures")));
      }
      return 0;
    } finally {
      lock.close();
    }
  }

  private void stop(SweepRuns runs, SweepFolder folder) {
    runs.stop();
    PrintWriter err = command.commandLine().getErr();
    err.printf("%nStopped; go on with: bnn sweep --resume %s%n", folder.path());
    err.flush();
  }

  private void runAll(
      SweepRuns runs, SweepFolder folder, List<SweepRuns.Job> jobs, double later, Runnable rewrite)
      throws IOException {
    List<SweepRuns.Job> missing = folder.missing(jobs);
    double left = later + missing.stream().mapToDouble(SweepRuns.Job::seconds).sum();
    double done = 0;
    long began = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      ExecutorCompletionService<SweepRuns.Job> ended = new ExecutorCompletionService<>(pool);
      for (SweepRuns.Job job : missing) {
        ended.submit(
            () -> {
              runs.finish(job);
              return job;
            });
      }
      for (int i = 1; i <= missing.size(); i++) {
        Future<SweepRuns.Job> next = ended.take();
        SweepRuns.Job job = next.get();
        if (runs.isStopping()) {
          return; // what is finished is on disk, and the process is ending
        }
        rewrite.run();
        done += job.seconds();
        left -= job.seconds();
        double elapsed = (System.nanoTime() - began) / 1e9;
        output
            .progress()
            .printf(
                "%d/%d %s: %s; %s left%n",
                i,
                missing.size(),
                job.run().getFileName(),
                SweepText.describe(folder, job.run()),
                ExpectedTime.about(elapsed / done * left));
        output.progress().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * The learning rate of each float twin: the best on validation, the first of equals. Its run is
   * the trial of the first seed.
   */
  private static Map<String, Double> chooseRates(
      SweepFolder folder, SweepOptions options, Dataset data, List<SweepTrial> trials)
      throws IOException {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (SweepTrial trial : trials) {
      if (trial.mode() != Mode.FLOAT || !isFirst(options, trial)) {
        continue;
      }
      Path run = folder.trial(trial.id());
      if (!SweepFolder.isFinished(run)) {
        Optional<Path> best = best(folder, trial, options.floatRates(data));
        if (best.isPresent()) {
          Files.move(best.get(), run, StandardCopyOption.ATOMIC_MOVE);
        } else {
          recordFailures(folder, options, data, trial.group(), trials);
        }
      }
      if (SweepFolder.isFinished(run)) {
        rates.put(trial.group(), RunFolder.open(run).readConfig().options().learningRate());
      }
    }
    return rates;
  }

  /** No learning rate of a float twin was tried to the end: none of its seeds can be trained. */
  private static void recordFailures(
      SweepFolder folder, SweepOptions options, Dataset data, String group, List<SweepTrial> trials)
      throws IOException {
    Path rate = folder.rate(group, options.floatRates(data).get(0));
    String reason = "no learning rate could be chosen: " + folder.readFailure(rate).orElse("");
    for (SweepTrial trial : trials) {
      if (trial.group().equals(group)) {
        folder.writeFailure(folder.trial(trial.id()), reason);
      }
    }
  }

  private static Optional<Path> best(SweepFolder folder, SweepTrial trial, List<Double> rates)
      throws IOException {
    Map<Path, Double> accuracies = new LinkedHashMap<>();
    for (double rate : rates) {
      Path run = folder.rate(trial.group(), rate);
      if (SweepFolder.isFinished(run)) {
        accuracies.put(run, ReadRun.read(run).outcome().orElseThrow().validationAccuracy());
      }
    }
    return accuracies.entrySet().stream()
        .max(Map.Entry.comparingByValue()) // of equals the first
        .map(Map.Entry::getKey);
  }

  private static void rewrite(CollectTrials collect, List<SweepTrial> trials) {
    try {
      write(collect.folder(), collect.results(trials));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(SweepFolder folder, SweepResults results) throws IOException {
    SweepFiles.write(results, folder.path());
    WriteSweepReport.write(results, folder.path().resolve("report.html"));
  }
}
