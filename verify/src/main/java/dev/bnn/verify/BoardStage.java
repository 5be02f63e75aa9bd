package dev.bnn.verify;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BoardSimulation;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.quantize.IntVector;
import dev.bnn.runtime.Answer;
import dev.bnn.runtime.Contract;
import dev.bnn.runtime.Device;
import dev.bnn.runtime.ProcessLink;
import dev.bnn.runtime.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A board whose netlist or bitstream is simulated, classifying images through its pins: the host
 * opens it as it opens hardware, self-test and all.
 */
public final class BoardStage implements Stage {
  /** Gates of a full part are simulated so much slower than they run. */
  private static final double SLOWNESS = 1000;

  private final BundleFolder bundle;
  private final BoardSimulation.Model model;

  /** Simulates and compares. */
  public BoardStage(BundleFolder bundle, BoardSimulation.Model model) {
    this.bundle = bundle;
    this.model = model;
  }

  @Override
  public String name() {
    return model.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public StageReport run(Subject subject) throws IOException {
    RtlStage.checkNetwork(bundle, subject);
    Contract contract = Contract.read(bundle.folder());
    LabeledImages images = subject.images();
    long start = System.nanoTime();
    List<Answer> answers = new ArrayList<>();
    double buildSeconds;
    Statistics statistics;
    try (BoardSimulation simulation = BoardSimulation.build(bundle, model)) {
      buildSeconds = (System.nanoTime() - start) / 1e9;
      ProcessLink link =
          ProcessLink.start("the simulated " + name(), simulation.command(), SLOWNESS);
      try (Device device = Device.open(contract, link, Device.Options.DEFAULT)) {
        device.classify(
            IntStream.range(0, images.size()).mapToObj(images::image).iterator(), answers::add);
        statistics = device.statistics();
      }
    }
    boolean scores = contract.output().scores();
    int mismatches = 0;
    String first = "";
    for (int i = 0; i < images.size(); i++) {
      Answer expected = expected(subject.scores().get(i), scores);
      if (!answers.get(i).equals(expected)) {
        first =
            mismatches == 0
                ? "image " + i + ": expected " + expected + ", got " + answers.get(i) + "; "
                : first;
        mismatches++;
      }
    }
    return StageReport.ran(
        name(),
        subject,
        mismatches,
        start,
        scores ? ScoreComparison.EXPECTATION : "Interpreter, classes",
        first + describe(buildSeconds, statistics) + RtlStage.changes(bundle));
  }

  private static Answer expected(IntVector scores, boolean given) {
    return new Answer(scores.indexOfHighest(), given ? Optional.of(scores) : Optional.empty());
  }

  private static String describe(double buildSeconds, Statistics statistics) {
    return String.format(
        Locale.ROOT,
        "through the pins, self-test and pattern right; build %.1f s, run %.1f s, %d retries",
        buildSeconds,
        statistics.seconds(),
        statistics.retries());
  }
}
