package dev.bnn.verify;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.RtlSimulation;
import dev.bnn.hwgen.SimulationReport;
import dev.bnn.hwgen.Simulator;
import dev.bnn.hwgen.Timing;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The RTL of a bundle in a simulator, every layer's stream and the registers compared. */
public final class RtlStage implements Stage {
  private final BundleFolder bundle;
  private final RtlSimulation.Options options;
  private final Optional<Path> mismatchWaves;

  /** Simulates and compares. */
  public RtlStage(BundleFolder bundle, RtlSimulation.Options options) {
    this(bundle, options, Optional.empty());
  }

  /**
   * Simulates and compares.
   *
   * @param mismatchWaves VCD file that the signals around the first deviation are written to, by a
   *     second run; nothing is written if there is none, or if the options ask for all waves anyway
   */
  public RtlStage(
      BundleFolder bundle, RtlSimulation.Options options, Optional<Path> mismatchWaves) {
    this.bundle = bundle;
    this.options = options;
    this.mismatchWaves = options.waves().isPresent() ? Optional.empty() : mismatchWaves;
  }

  @Override
  public String name() {
    String simulator = options.simulator() == Simulator.VERILATOR ? "rtl" : "icarus";
    return options.stallSeed().isPresent() ? simulator + "-stalled" : simulator;
  }

  @Override
  public StageReport run(Subject subject) throws IOException {
    checkNetwork(bundle, subject);
    long start = System.nanoTime();
    LabeledImages images = subject.images();
    SimulationReport report = RtlSimulation.run(bundle, images.size(), images::image, options);
    boolean unhindered = options.stallSeed().isEmpty();
    int mismatches = report.agrees() ? 0 : Math.max(1, report.badFrames());
    String detail = mismatches == 0 ? timing(report) : difference(report) + waves(images, report);
    if (mismatches == 0 && unhindered) {
      Timing predicted = Timing.predict(bundle.plan(), images.size());
      if (!report.timing().equals(predicted)) {
        detail += ", but " + describe(predicted) + " was predicted";
        mismatches = images.size();
      }
    }
    return StageReport.ran(
        name(),
        subject,
        mismatches,
        start,
        "Interpreter, every layer's stream; registers",
        detail + changes(bundle));
  }

  /** Throws {@link IllegalArgumentException} unless the bundle is of the subject's network. */
  static void checkNetwork(BundleFolder bundle, Subject subject) {
    if (!bundle.network().hash().equals(subject.network().hash())) {
      throw new IllegalArgumentException(
          bundle.folder() + " was made from another network than the model");
    }
  }

  private String timing(SimulationReport report) {
    String seconds =
        String.format(
            Locale.ROOT, "build %.1f s, run %.1f s", report.buildSeconds(), report.runSeconds());
    String pace =
        options
            .stallSeed()
            .map(
                seed ->
                    String.format(
                        Locale.ROOT,
                        "%,d cycles, stalled at random (seed %d)",
                        report.cycles(),
                        seed))
            .orElseGet(() -> describe(report.timing()));
    return simulator(report) + ", " + pace + "; " + seconds;
  }

  private static String describe(Timing timing) {
    String latency = "latency " + timing.latency();
    if (timing.intervalMaximum() == 0) {
      return latency;
    }
    boolean even = timing.intervalMinimum() == timing.intervalMaximum();
    return "a frame every "
        + (even ? "" : timing.intervalMinimum() + "…")
        + timing.intervalMaximum()
        + " cycles, "
        + latency;
  }

  private String simulator(SimulationReport report) {
    boolean ones = RtlSimulation.countsOnes(bundle.plan(), report.frames(), options.simulator());
    return options.simulator().title() + (ones ? ", popcounts as $countones" : "");
  }

  private String difference(SimulationReport report) {
    return report
        .firstProblem()
        .map(this::describe)
        .or(() -> report.firstWrongRegister().map(RtlStage::describe))
        .orElseGet(
            () ->
                "the simulation stopped after "
                    + report.streams().stream().mapToInt(s -> s.frames()).min().orElse(0)
                    + " of "
                    + report.frames()
                    + " images");
  }

  /** Writes the signals around the first deviation; where they are, or why they are not. */
  private String waves(LabeledImages images, SimulationReport report) {
    if (mismatchWaves.isEmpty() || report.firstProblem().isEmpty()) {
      return "";
    }
    Path file = mismatchWaves.get();
    try {
      RtlSimulation.writeWaves(
          bundle, images.size(), images::image, options, report.firstProblem().get(), file);
      return "; waveform around it: " + file;
    } catch (IOException e) {
      return "; no waveform of it: " + e.getMessage();
    }
  }

  private String describe(SimulationReport.Problem problem) {
    BinaryNetwork network = bundle.network();
    List<Layer> layers = network.layers();
    String place = "result";
    Shape shape = new Shape(bundle.plan().outputBeats(), 1, 1);
    if (problem.stream() < layers.size()) {
      Layer layer = layers.get(problem.stream());
      place = "layer " + problem.stream() + " (" + layer.getClass().getSimpleName() + ")";
      shape = layer.outputShape();
    }
    String value = problem.value() < 0 ? "" : place(problem.value(), shape);
    return String.format(
        Locale.ROOT,
        "first: image %d, %s%s, cycle %d: %s",
        problem.frame(),
        place,
        value,
        problem.cycle(),
        problem.text());
  }

  /** Where a value of a stream belongs: row by row, pixel by pixel, channels innermost. */
  static String place(int value, Shape shape) {
    int pixel = value / shape.channels();
    String channel = ", channel " + value % shape.channels();
    return shape.height() * shape.width() == 1
        ? channel
        : channel + ", pixel (" + pixel / shape.width() + ", " + pixel % shape.width() + ")";
  }

  private static String describe(SimulationReport.RegisterRead register) {
    return "register "
        + register.name()
        + ": expected "
        + register.expected()
        + ", found "
        + register.found();
  }

  static String changes(BundleFolder bundle) throws IOException {
    List<String> changed = bundle.changedFiles();
    return changed.isEmpty() ? "" : "; changed since export: " + String.join(", ", changed);
  }
}
