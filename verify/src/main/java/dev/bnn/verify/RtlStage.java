package dev.bnn.verify;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.RtlSimulation;
import dev.bnn.hwgen.SimulationReport;
import dev.bnn.hwgen.Simulator;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Layer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The RTL of a bundle in a simulator, every layer's stream and the registers compared. */
public final class RtlStage implements Stage {
  private final BundleFolder bundle;
  private final RtlSimulation.Options options;

  public RtlStage(BundleFolder bundle, RtlSimulation.Options options) {
    this.bundle = bundle;
    this.options = options;
  }

  @Override
  public String name() {
    String simulator = options.simulator() == Simulator.VERILATOR ? "rtl" : "icarus";
    return options.stallSeed().isPresent() ? simulator + "-stalled" : simulator;
  }

  @Override
  public StageReport run(Subject subject) throws IOException {
    if (!bundle.network().hash().equals(subject.network().hash())) {
      throw new IllegalArgumentException(
          bundle.folder() + " was made from another network than the model");
    }
    long start = System.nanoTime();
    LabeledImages images = subject.images();
    SimulationReport report = RtlSimulation.run(bundle, images.size(), images::image, options);
    int predicted = bundle.plan().cyclesPerFrame();
    boolean measured = options.stallSeed().isEmpty() && report.intervalMaximum() > 0;
    boolean slow =
        measured
            && (report.intervalMinimum() != predicted || report.intervalMaximum() != predicted);
    int mismatches = report.agrees() ? 0 : Math.max(1, report.badFrames());
    String detail = mismatches == 0 ? timing(report, measured) : difference(report);
    if (mismatches == 0 && slow) {
      detail += ", but " + predicted + " were predicted";
      mismatches = images.size();
    }
    return StageReport.ran(
        name(),
        subject,
        mismatches,
        start,
        "Interpreter, every layer's stream; registers",
        detail + changes());
  }

  private String timing(SimulationReport report, boolean measured) {
    String seconds =
        String.format(
            Locale.ROOT, "build %.1f s, run %.1f s", report.buildSeconds(), report.runSeconds());
    if (options.stallSeed().isPresent()) {
      return String.format(
          Locale.ROOT,
          "%s, %,d cycles, stalled at random (seed %d); %s",
          options.simulator().title(),
          report.cycles(),
          options.stallSeed().get(),
          seconds);
    }
    return measured
        ? String.format(
            Locale.ROOT,
            "%s, a frame every %d cycles, latency %d; %s",
            options.simulator().title(),
            report.intervalMaximum(),
            report.latency(),
            seconds)
        : String.format(
            Locale.ROOT,
            "%s, latency %d; %s",
            options.simulator().title(),
            report.latency(),
            seconds);
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

  private String describe(SimulationReport.Problem problem) {
    BinaryNetwork network = bundle.network();
    List<Layer> layers = network.layers();
    String place =
        problem.stream() < layers.size()
            ? "layer "
                + problem.stream()
                + " ("
                + layers.get(problem.stream()).getClass().getSimpleName()
                + ")"
            : "result";
    String channel = problem.channel() < 0 ? "" : ", channel " + problem.channel();
    return "first: image " + problem.frame() + ", " + place + channel + ": " + problem.text();
  }

  private static String describe(SimulationReport.RegisterRead register) {
    return "register "
        + register.name()
        + ": expected "
        + register.expected()
        + ", found "
        + register.found();
  }

  private String changes() throws IOException {
    List<String> changed = bundle.changedFiles();
    return changed.isEmpty() ? "" : "; changed since export: " + String.join(", ", changed);
  }
}
