package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.export.OnnxExporter;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.RtlSimulation;
import dev.bnn.hwgen.Simulator;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.LayerSummary;
import dev.bnn.train.Architecture;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import dev.bnn.train.Recipe;
import dev.bnn.train.RunFolder;
import dev.bnn.verify.InterpreterStage;
import dev.bnn.verify.OnnxRuntimeStage;
import dev.bnn.verify.PackedEngineStage;
import dev.bnn.verify.RtlStage;
import dev.bnn.verify.Stage;
import dev.bnn.verify.StageReport;
import dev.bnn.verify.Subject;
import dev.bnn.verify.TraceStage;
import dev.bnn.verify.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bnn quickstart}: the other commands' calls, one after the other. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "The whole line on the embedded data set, in about a minute: train a binary network and its"
          + " float twin, fold, export ONNX and the FPGA bundle, and prove every stage on the whole"
          + " test set."
    })
final class QuickstartCommand implements Callable<Integer> {
  private static final String DATASET = "digits";
  private static final int STALL_SEED = 1;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--install-tools",
      description = "Bring missing simulators by apt (with sudo unless root).")
  private boolean installTools;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder, new or empty. Default: a new one under runs/.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    PrintWriter writer = spec.commandLine().getOut();
    ToolInstaller.ensure(installTools, writer);
    Dataset dataset = Datasets.load(DATASET, Datasets.defaultDirectory());
    Path folder =
        (out == null ? RunFolder.create(Path.of("runs"), "quickstart") : RunFolder.createAt(out))
            .path();
    say(
        writer,
        "%s: %d images to train, %d to validate, %d to test. Two trainings and three simulations: "
            + "about a minute.",
        DATASET,
        dataset.train().size(),
        dataset.validation().size(),
        dataset.test().size());

    TrainRun binary = train(dataset, Mode.BINARY, folder.resolve("binary"), writer);
    TrainRun twin = train(dataset, Mode.FLOAT, folder.resolve("float"), writer);
    BinaryNetwork network = binary.network().orElseThrow();

    Path onnx = folder.resolve("model.onnx");
    OnnxExporter.write(network, onnx);
    say(writer, "ONNX: %s, %,d bytes", onnx, Files.size(onnx));

    HardwarePlan plan = PlanHardware.plan(network, PlanOptions.defaults());
    Path fpga = folder.resolve("fpga");
    BundleFolder.write(
        BundleGenerator.generate(network, plan, SampleImages.of(network, dataset.test())), fpga);
    say(writer, "FPGA bundle: %s, %s", fpga, ExportCommand.describe(plan));

    List<StageReport> reports =
        Verifier.verify(
            new Subject(network, dataset.test()),
            stages(binary, fpga),
            stage -> say(writer, "Proving: %s …", stage));
    printTables(writer, binary, twin, reports);
    return Verifier.allAgree(reports) ? 0 : 1;
  }

  private static TrainRun train(Dataset dataset, Mode mode, Path folder, PrintWriter writer)
      throws IOException {
    Architecture architecture = new ArchitectureOptions().read(dataset);
    try (ProgressPrinter progress = new ProgressPrinter(mode.word(), writer)) {
      return TrainRun.train(
          dataset,
          architecture,
          Defaults.options(DATASET, mode, Recipe.FAST, 1),
          RunFolder.createAt(folder),
          progress);
    }
  }

  private static List<Stage> stages(TrainRun binary, Path fpga) throws IOException {
    BundleFolder bundle = BundleFolder.open(fpga);
    return List.of(
        new TraceStage("dl4j", binary.result().model()::traces),
        new InterpreterStage(true),
        new PackedEngineStage(),
        new OnnxRuntimeStage(),
        new RtlStage(bundle, simulation(Simulator.VERILATOR, Optional.empty())),
        new RtlStage(bundle, simulation(Simulator.VERILATOR, Optional.of(STALL_SEED))),
        new RtlStage(bundle, simulation(Simulator.ICARUS, Optional.empty())));
  }

  private static RtlSimulation.Options simulation(Simulator simulator, Optional<Integer> stall) {
    return new RtlSimulation.Options(simulator, stall, Optional.empty());
  }

  private static void printTables(
      PrintWriter writer, TrainRun binary, TrainRun twin, List<StageReport> reports) {
    List<LayerSummary> layers = LayerSummary.of(binary.network().orElseThrow());
    long weights = layers.stream().mapToLong(LayerSummary::weightBits).sum();
    TextTable networks =
        new TextTable("lrrrr", "network", "weights", "their size", "validation", "test");
    networks.row(
        "float",
        weights,
        Numbers.kilobytes(4.0 * weights),
        Numbers.percent(twin.result().validationAccuracy()),
        Numbers.percent(twin.testAccuracy()));
    networks.row(
        "binary",
        weights,
        Numbers.kilobytes(weights / 8.0),
        Numbers.percent(binary.result().validationAccuracy()),
        Numbers.percent(binary.testAccuracy()));
    writer.println();
    writer.print(networks);
    writer.println();
    writer.print(ProofTable.render(reports));
    writer.println();
    writer.println(
        Verifier.allAgree(reports)
            ? "Every stage that ran gives the same integers for every image. Next: bnn inspect "
                + binary.path()
            : "NOT PROVEN: see the stages above.");
    writer.flush();
  }

  private static void say(PrintWriter writer, String format, Object... values) {
    writer.println(Numbers.format(format, values));
    writer.flush();
  }
}
