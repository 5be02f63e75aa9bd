package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.experiments.ReadRun;
import dev.bnn.train.Mode;
import dev.bnn.train.RunFolder;
import dev.bnn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The trainings of a sweep, and the learning rates of its float twins.
 *
 * @param folder of the sweep
 * @param options what is compared
 * @param data the data set
 * @param trials what is compared, one by one
 */
record SweepJobs(SweepFolder folder, SweepOptions options, Dataset data, List<SweepTrial> trials) {
  private static final int MOST_EPOCHS = 100_000;

  SweepJobs(SweepFolder folder, SweepOptions options, Dataset data) {
    this(folder, options, data, options.trials());
  }

  /**
   * Looks for mistakes, before hours of work.
   *
   * @throws IllegalArgumentException naming one
   */
  void check() {
    var unused = options.hardware();
    for (SweepTrial trial : trials) {
      trial.architecture(data);
      options.training(data, trial.mode());
    }
    for (double rate : options.floatRates(data)) {
      options.training(data, Mode.FLOAT).withLearningRate(rate);
    }
  }

  /** Binary networks, and of each float twin the first seed with every learning rate. */
  List<SweepRuns.Job> first() {
    List<SweepRuns.Job> jobs = new ArrayList<>();
    for (SweepTrial trial : trials) {
      if (trial.mode() == Mode.BINARY) {
        jobs.add(job(folder.trial(trial.id()), trial, options.learningRate()));
      } else if (isFirst(trial) && !SweepFolder.isFinished(folder.trial(trial.id()))) {
        for (double rate : options.floatRates(data)) {
          jobs.add(job(folder.rate(trial.group(), rate), trial, Optional.of(rate)));
        }
      }
    }
    return jobs;
  }

  /** The other seeds of float twins, with these learning rates. */
  List<SweepRuns.Job> second(Map<String, Double> rates) {
    return trials.stream()
        .filter(trial -> trial.mode() == Mode.FLOAT && !isFirst(trial))
        .map(
            trial ->
                job(folder.trial(trial.id()), trial, Optional.ofNullable(rates.get(trial.group()))))
        .toList();
  }

  /** All that are neither finished nor have failed. */
  List<SweepRuns.Job> missing() throws IOException {
    List<SweepRuns.Job> jobs = new ArrayList<>(first());
    jobs.addAll(second(Map.of()));
    return folder.missing(jobs);
  }

  private SweepRuns.Job job(Path run, SweepTrial trial, Optional<Double> rate) {
    List<String> words = new ArrayList<>(trial.words());
    rate.ifPresent(value -> words.addAll(List.of("--learning-rate", String.valueOf(value))));
    double seconds =
        ExpectedTime.seconds(
            trial.architecture(data), data.train().size(), options.training(data, trial.mode()));
    return new SweepRuns.Job(run, words, seconds);
  }

  private boolean isFirst(SweepTrial trial) {
    return trial.seed() == options.seeds().get(0);
  }

  /** Epochs of every training, so that all together take so long. */
  int epochsThatFit(Duration time) {
    long began = System.nanoTime();
    Map<String, Double> perEpoch = new LinkedHashMap<>();
    double all = 0;
    for (SweepTrial trial : trials) {
      double seconds =
          perEpoch.computeIfAbsent(
              trial.group(),
              group ->
                  Trainer.measureEpochSeconds(
                      data, trial.architecture(data), options.training(data, trial.mode())));
      boolean tries = trial.mode() == Mode.FLOAT && isFirst(trial);
      all += seconds * (tries ? options.floatRates(data).size() : 1);
    }
    double measured = (System.nanoTime() - began) / 1e9;
    double left = options.workers() * (time.toMillis() / 1e3 - measured);
    return (int) Math.max(1, Math.min(MOST_EPOCHS, left / all));
  }

  /**
   * Chooses the learning rate of each float twin: the best on validation, the first of equals. Its
   * run becomes the trial of the first seed. Where none was tried to the end, no seed can be
   * trained, and that is recorded.
   */
  Map<String, Double> chooseRates() throws IOException {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (SweepTrial trial : trials) {
      if (trial.mode() != Mode.FLOAT || !isFirst(trial)) {
        continue;
      }
      Path run = folder.trial(trial.id());
      if (!SweepFolder.isFinished(run)) {
        Optional<Path> best = bestRate(trial);
        if (best.isPresent()) {
          Files.move(best.get(), run, StandardCopyOption.ATOMIC_MOVE);
        } else {
          recordFailures(trial.group());
        }
      }
      if (SweepFolder.isFinished(run)) {
        rates.put(trial.group(), RunFolder.open(run).readConfig().options().learningRate());
      }
    }
    return rates;
  }

  private Optional<Path> bestRate(SweepTrial trial) throws IOException {
    Map<Path, Double> accuracies = new LinkedHashMap<>();
    for (double rate : options.floatRates(data)) {
      Path run = folder.rate(trial.group(), rate);
      if (SweepFolder.isFinished(run)) {
        accuracies.put(run, ReadRun.read(run).outcome().orElseThrow().validationAccuracy());
      }
    }
    return accuracies.entrySet().stream()
        .max(Map.Entry.comparingByValue()) // of equals the first
        .map(Map.Entry::getKey);
  }

  private void recordFailures(String group) throws IOException {
    Path rate = folder.rate(group, options.floatRates(data).get(0));
    String reason = "no learning rate could be chosen: " + folder.readFailure(rate).orElse("");
    for (SweepTrial trial : trials) {
      if (trial.group().equals(group)) {
        folder.writeFailure(folder.trial(trial.id()), reason);
      }
    }
  }
}
