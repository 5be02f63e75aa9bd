package dev.bnn.verify;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BoardSimulation;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.quantize.IntVector;
import dev.bnn.runtime.Contract;
import dev.bnn.runtime.Device;
import dev.bnn.runtime.ProcessLink;
import dev.bnn.runtime.Statistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A board whose netlist or bitstream is simulated, classifying images through its pins: the host
 * opens it as it opens hardware, self-test and all.
 */
public final class BoardStage implements Stage {
  /**
   * Gates are simulated a thousand times slower than hardware runs, but most of what a host waits
   * for is not the hardware.
   */
  private static final int PATIENCE = 150;

  private final BundleFolder bundle;
  private final BoardSimulation.Model model;

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
    List<IntVector> results = new ArrayList<>();
    double buildSeconds;
    Statistics statistics;
    try (BoardSimulation simulation = BoardSimulation.build(bundle, model)) {
      buildSeconds = (System.nanoTime() - start) / 1e9;
      ProcessLink link =
          ProcessLink.start(
              "the simulated " + name(), Path.of("."), simulation.command(), PATIENCE);
      try (Device device = Device.open(contract, link)) {
        device.classify(images.size(), images::image, (i, result) -> results.add(result));
        statistics = device.statistics();
      }
    }
    int mismatches = 0;
    String first = "";
    for (int i = 0; i < results.size(); i++) {
      IntVector scores = subject.scores().get(i);
      IntVector expected = contract.hasScores() ? scores : IntVector.of(scores.indexOfHighest());
      if (!results.get(i).equals(expected)) {
        first =
            mismatches++ == 0
                ? "image " + i + ": expected " + expected + ", got " + results.get(i) + "; "
                : first;
      }
    }
    return StageReport.ran(
        name(),
        subject,
        mismatches,
        start,
        contract.hasScores() ? ScoreComparison.EXPECTATION : "Interpreter, classes",
        first + describe(buildSeconds, statistics) + RtlStage.changes(bundle));
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
