package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.RtlSimulation;
import dev.bnn.hwgen.Simulator;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.train.TrainedModel;
import dev.bnn.verify.InterpreterStage;
import dev.bnn.verify.OnnxRuntimeStage;
import dev.bnn.verify.PackedEngineStage;
import dev.bnn.verify.RtlStage;
import dev.bnn.verify.Stage;
import dev.bnn.verify.StageReport;
import dev.bnn.verify.StageReport.Verdict;
import dev.bnn.verify.Subject;
import dev.bnn.verify.TraceStage;
import dev.bnn.verify.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Send the whole test set through every stage and compare all integers.",
      "",
      "Stages: dl4j (a run folder's checkpoint, every layer), interpreter (the specification),"
          + " packed, onnx (ONNX Runtime), rtl (Verilator, every layer's stream), icarus (the same"
          + " in Icarus Verilog; only on request)."
    },
    footer = {
      "",
      "  bnn verify runs/digits-tfc                      the RTL is generated for the check",
      "  bnn verify digits-fpga --stall random           a bundle as it lies there",
      "  bnn verify digits-fpga --stage rtl --images 20 --waves run.vcd",
      "",
      "Exit status 0 only if every stage that ran agrees."
    })
final class VerifyCommand implements Callable<Integer> {
  /** A longer waveform is gigabytes. */
  private static final int MOST_WAVE_IMAGES = 200;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "DIR|MODEL", description = "A bundle, a run folder or a model.bnn.")
  private Path path;

  @Mixin private DatasetOptions data;

  @Option(names = "--images", paramLabel = "N", description = "Only the first N test images.")
  private Integer count;

  @Option(
      names = "--stage",
      paramLabel = "S",
      split = ",",
      description = "Only these stages; one that cannot run is then a failure.")
  private List<StageName> stages = new ArrayList<>();

  @Option(
      names = "--stall",
      paramLabel = "random|SEED",
      description = "Random idle cycles and back-pressure at both ends of the RTL.")
  private String stall;

  @Option(names = "--waves", paramLabel = "FILE", description = "Write the RTL's signals as VCD.")
  private Path waves;

  @Option(names = "--json", description = Json.HELP)
  private boolean json;

  /** Stages by the words of the command line. */
  enum StageName {
    DL4J,
    INTERPRETER,
    PACKED,
    ONNX,
    RTL,
    ICARUS
  }

  @Override
  public Integer call() throws IOException {
    ModelArgument argument = new ModelArgument(path);
    BinaryNetwork network = argument.network();
    Dataset dataset = data.loadFor(network);
    LabeledImages images = select(dataset.test());
    Path temporary = Files.createTempDirectory("bnn-verify-");
    try {
      BundleFolder bundle = bundle(argument, network, dataset, temporary);
      boolean whole =
          images.size() == dataset.test().size()
              && dataset.hash().equals(network.provenance().dataHash());
      List<Stage> chain = chain(argument, bundle, whole);
      PrintWriter err = spec.commandLine().getErr();
      List<StageReport> reports =
          Verifier.verify(
              new Subject(network, images),
              chain,
              stage -> {
                err.println("running " + stage + " on " + images.size() + " images …");
                err.flush();
              });
      print(network, dataset, reports);
      return isProven(reports) ? 0 : 1;
    } finally {
      TemporaryFolders.delete(temporary);
    }
  }

  private LabeledImages select(LabeledImages test) {
    if (count != null && count < 1) {
      throw new IllegalArgumentException("--images " + count + ": at least 1");
    }
    int chosen = count == null ? test.size() : Math.min(count, test.size());
    if (waves != null && chosen > MOST_WAVE_IMAGES) {
      throw new IllegalArgumentException(
          "--waves of "
              + chosen
              + " images would be huge: add --images N, at most "
              + MOST_WAVE_IMAGES);
    }
    return test.head(chosen);
  }

  private static BundleFolder bundle(
      ModelArgument argument, BinaryNetwork network, Dataset dataset, Path temporary)
      throws IOException {
    if (argument.isBundle()) {
      return BundleFolder.open(argument.path());
    }
    Path folder = temporary.resolve("fpga");
    BundleFolder.write(
        BundleGenerator.generate(
            network,
            PlanHardware.plan(network, PlanOptions.defaults()),
            SampleImages.of(dataset.test())),
        folder);
    return BundleFolder.open(folder);
  }

  private List<Stage> chain(ModelArgument argument, BundleFolder bundle, boolean whole)
      throws IOException {
    List<Stage> chain = new ArrayList<>();
    for (StageName stage : StageName.values()) {
      boolean asked = stages.contains(stage);
      boolean usual =
          stages.isEmpty()
              && stage != StageName.ICARUS
              && (stage != StageName.DL4J || argument.checkpoint().isPresent());
      if (asked || usual) {
        chain.add(stage(stage, argument, bundle, whole));
      }
    }
    return chain;
  }

  private Stage stage(StageName name, ModelArgument argument, BundleFolder bundle, boolean whole)
      throws IOException {
    return switch (name) {
      case DL4J -> {
        Path checkpoint =
            argument
                .checkpoint()
                .orElseThrow(
                    () ->
                        new CommandFailedException(
                            "stage dl4j needs a run folder with checkpoint.zip"));
        yield new TraceStage("dl4j", TrainedModel.load(checkpoint)::traces);
      }
      case INTERPRETER -> new InterpreterStage(whole);
      case PACKED -> new PackedEngineStage();
      case ONNX -> new OnnxRuntimeStage();
      case RTL -> new RtlStage(bundle, simulation(Simulator.VERILATOR));
      case ICARUS -> new RtlStage(bundle, simulation(Simulator.ICARUS));
    };
  }

  private RtlSimulation.Options simulation(Simulator simulator) {
    return new RtlSimulation.Options(simulator, stallSeed(), Optional.ofNullable(waves));
  }

  private Optional<Integer> stallSeed() {
    if (stall == null) {
      return Optional.empty();
    }
    if (stall.equals("random")) {
      return Optional.of(1 + (int) (System.nanoTime() & 0xffff));
    }
    try {
      return Optional.of(Integer.parseUnsignedInt(stall));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--stall " + stall + ": 'random' or a seed", e);
    }
  }

  /** A stage that was asked for by name must have run. */
  private boolean isProven(List<StageReport> reports) {
    boolean allRan = reports.stream().noneMatch(r -> r.verdict() == Verdict.NOT_RUN);
    return Verifier.allAgree(reports) && (stages.isEmpty() || allRan);
  }

  private void print(BinaryNetwork network, Dataset dataset, List<StageReport> reports) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode root = Json.object();
      root.put("network", network.name());
      root.put("networkSha256", network.hash());
      root.put("dataset", dataset.name());
      root.put("proven", isProven(reports));
      ProofTable.addTo(root.putArray("stages"), reports);
      out.println(root.toPrettyString());
    } else {
      out.print(ProofTable.render(reports));
    }
    out.flush();
  }
}
