package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.experiments.Hardware;
import dev.bnn.experiments.Outcome;
import dev.bnn.experiments.ReadRun;
import dev.bnn.experiments.SweepResults;
import dev.bnn.experiments.TrialResult;
import dev.bnn.experiments.TrialResult.Status;
import dev.bnn.hwgen.EstimateResources;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.Resources;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.LayerSummary;
import dev.bnn.train.Architecture;
import dev.bnn.train.RunConfig;
import dev.bnn.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects what the trials of a sweep gave, from their run folders.
 *
 * @param folder of the sweep
 * @param options what is compared
 * @param data the data set
 */
record CollectTrials(SweepFolder folder, SweepOptions options, Dataset data) {
  private static final long BITS_OF_FLOAT = 32;

  /** A neuron of a float twin keeps the scale and the offset that batch-norm leaves. */
  private static final long FLOATS_OF_NEURON = 2;

  /** The results of all that are finished or have failed, in the order they were asked for. */
  SweepResults results(List<SweepTrial> trials) throws IOException {
    List<TrialResult> results = new ArrayList<>();
    for (SweepTrial trial : trials) {
      Path run = folder.trial(trial.id());
      Optional<String> failure = folder.readFailure(run);
      if (SweepFolder.isFinished(run)) {
        results.add(done(trial, run));
      } else if (failure.isPresent()) {
        results.add(failed(trial, failure.get()));
      }
    }
    return new SweepResults(
        options.dataset(), options.model(), options.target(), options.clockMhz(), results);
  }

  private TrialResult done(SweepTrial trial, Path run) throws IOException {
    RunConfig config = RunFolder.open(run).readConfig();
    Outcome outcome = ReadRun.read(run).outcome().orElseThrow();
    Optional<BinaryNetwork> network = ReadRun.read(run).network();
    Architecture architecture = trial.architecture(data);
    long images = data.test().size();
    return new TrialResult(
        trial.id(),
        trial.width().label(),
        trial.width().size(),
        trial.mode(),
        config.padding().word(),
        config.encoding(),
        trial.seed(),
        Status.DONE,
        Optional.empty(),
        outcome.validationAccuracy(),
        outcome.testAccuracy(),
        images,
        Math.round(outcome.testAccuracy() * images),
        config.options().learningRate(),
        config.options().epochs(),
        outcome.seconds(),
        network.isPresent() ? architecture.weights() : BITS_OF_FLOAT * architecture.weights(),
        architecture.macs(),
        network.map(CollectTrials::memoryBits).orElse(memoryBits(architecture)),
        network.flatMap(this::hardware));
  }

  private TrialResult failed(SweepTrial trial, String reason) {
    Architecture architecture = trial.architecture(data);
    return new TrialResult(
        trial.id(),
        trial.width().label(),
        trial.width().size(),
        trial.mode(),
        architecture.padding().word(),
        architecture.encoding().name(),
        trial.seed(),
        Status.FAILED,
        Optional.of(reason),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        architecture.macs(),
        0,
        Optional.empty());
  }

  private static long memoryBits(BinaryNetwork network) {
    return LayerSummary.of(network).stream()
        .mapToLong(layer -> layer.weightBits() + layer.thresholdBits())
        .sum();
  }

  private static long memoryBits(Architecture twin) {
    return BITS_OF_FLOAT * (twin.weights() + FLOATS_OF_NEURON * twin.neurons());
  }

  /** As predicted; empty without a target, or if no plan reaches the goal there. */
  private Optional<Hardware> hardware(BinaryNetwork network) {
    Optional<PlanOptions> asked = options.hardware();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    HardwarePlan plan;
    try {
      plan = PlanHardware.plan(network, asked.get());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Resources takes = EstimateResources.total(plan);
    return Optional.of(
        new Hardware(
            takes.lut(),
            takes.ff(),
            takes.blocks(),
            plan.cyclesPerFrame(),
            plan.framesPerSecond(),
            plan.latency()));
  }
}
