package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BoardSimulation;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.RtlSimulation;
import dev.bnn.hwgen.Simulator;
import dev.bnn.hwgen.TemporaryFolder;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.train.TrainedModel;
import dev.bnn.verify.BoardStage;
import dev.bnn.verify.InterpreterStage;
import dev.bnn.verify.OnnxRuntimeStage;
import dev.bnn.verify.PackedEngineStage;
import dev.bnn.verify.RtlStage;
import dev.bnn.verify.Stage;
import dev.bnn.verify.StageReport;
import dev.bnn.verify.StageReport.Verdict;
import dev.bnn.verify.Subject;
import dev.bnn.verify.TraceStage;
import dev.bnn.verify.UnavailableStage;
import dev.bnn.verify.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
          + " in Icarus Verilog; only on request), and of a bundle for a board, on request, netlist and"
          + " bitstream: what Yosys made, and what the FPGA is configured with, through the pins."
    },
    footer = {
      "",
      "  bnn verify runs/digits-tfc                      the RTL is generated for the check",
      "  bnn verify digits-fpga --stall random           a bundle as it lies there",
      "  bnn verify digits-fpga --stage rtl --images 20 --waves run.vcd",
      "  bnn verify digits-ice --stage netlist,bitstream --images 200",
      "",
      "Where the RTL differs, the signals around the first mismatch are written to"
          + " NAME-mismatch-rtl.vcd in the working folder.",
      "",
      "Exit status 0 only if every stage that ran agrees; for a bundle its RTL must have run."
    })
final class VerifyCommand implements Callable<Integer> {
  /** A longer waveform is gigabytes. */
  private static final int MOST_WAVE_IMAGES = 200;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR|MODEL", description = "A bundle, a run folder or a model.bnn.")
  private ModelArgument model;

  @Mixin private DatasetOptions data;

  @Option(names = "--images", paramLabel = "N", description = "Only the first N test images.")
  private Integer count;

  @Option(
      names = "--stage",
      paramLabel = "S",
      split = ",",
      description = "Only these stages; one that cannot run is then a failure.")
  private List<StageName> asked = new ArrayList<>();

  @Option(
      names = "--stall",
      paramLabel = "random|SEED",
      description = "Random idle cycles and back-pressure at both ends of the RTL.")
  private String stall;

  @Option(names = "--waves", paramLabel = "FILE", description = "Write the RTL's signals as VCD.")
  private Path waves;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    BinaryNetwork network = model.network();
    Dataset dataset = data.loadFor(network);
    LabeledImages images = select(dataset.test());
    Subject subject = new Subject(network, images);
    try (TemporaryFolder temporary = TemporaryFolder.create("bnn-verify-")) {
      List<Stage> chain = chain(dataset, subject, temporary.path());
      PrintWriter err = spec.commandLine().getErr();
      List<StageReport> reports =
          Verifier.verify(
              subject,
              chain,
              stage -> {
                err.println("running " + stage + " on " + images.size() + " images …");
                err.flush();
              });
      output.print(() -> toJson(network, dataset, reports), () -> ProofTable.render(reports));
      if (isProven(reports)) {
        return 0;
      }
      err.println("bnn: not proven: " + reason(reports));
      err.flush();
      return 1;
    }
  }

  /** The stages asked for, or else all that are possible and usual. */
  private Set<StageName> stages() {
    if (!asked.isEmpty()) {
      return EnumSet.copyOf(asked);
    }
    Set<StageName> usual =
        EnumSet.complementOf(EnumSet.of(StageName.ICARUS, StageName.NETLIST, StageName.BITSTREAM));
    if (model.checkpoint().isEmpty()) {
      usual.remove(StageName.DL4J);
    }
    return usual;
  }

  private void checkOptions() throws IOException {
    if (count != null && count < 1) {
      throw new IllegalArgumentException("--images " + count + ": at least 1");
    }
    Optional<Integer> seed = stallSeed();
    long simulations = stages().stream().filter(StageName::isSimulation).count();
    if (seed.isPresent() && simulations == 0) {
      throw new IllegalArgumentException("--stall is for the RTL: add --stage rtl or icarus");
    }
    if (waves != null) {
      if (simulations != 1) {
        throw new IllegalArgumentException("--waves is of one simulation: --stage rtl or icarus");
      }
      checkWritable(waves);
    }
  }

  /** Before minutes of work. */
  private static void checkWritable(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    if (Files.isDirectory(file) || !Files.isWritable(folder)) {
      throw new CommandFailedException(file + " cannot be written: name another file");
    }
  }

  private LabeledImages select(LabeledImages test) {
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

  private List<Stage> chain(Dataset dataset, Subject subject, Path temporary) throws IOException {
    boolean isWhole =
        subject.images().size() == dataset.test().size()
            && dataset.hash().equals(subject.network().provenance().dataHash());
    List<Stage> chain = new ArrayList<>();
    for (StageName stage : stages()) {
      chain.add(
          switch (stage) {
            case DL4J -> new TraceStage("dl4j", trainedModel()::traces);
            case INTERPRETER -> new InterpreterStage(isWhole);
            case PACKED -> new PackedEngineStage();
            case ONNX -> new OnnxRuntimeStage();
            case RTL, ICARUS -> rtlStage(stage, dataset, subject.network(), temporary);
            case NETLIST -> boardStage(BoardSimulation.Model.NETLIST);
            case BITSTREAM -> boardStage(BoardSimulation.Model.BITSTREAM);
          });
    }
    return chain;
  }

  /** The RTL; a network that has none yet is no mistake unless its RTL was asked for. */
  private Stage rtlStage(StageName stage, Dataset dataset, BinaryNetwork network, Path temporary)
      throws IOException {
    Simulator simulator = stage == StageName.ICARUS ? Simulator.ICARUS : Simulator.VERILATOR;
    try {
      return new RtlStage(
          bundle(network, dataset, temporary),
          simulation(simulator),
          Optional.of(mismatchWaves(stage)));
    } catch (IllegalArgumentException e) {
      if (asked.contains(stage)) {
        throw e;
      }
      return new UnavailableStage("rtl", e.getMessage());
    }
  }

  private Stage boardStage(BoardSimulation.Model stage) throws IOException {
    if (!model.isBundle()) {
      throw new IllegalArgumentException(
          "stages netlist and bitstream are of a bundle for a board: export one with --target hx8k"
              + " or icebreaker, and verify that");
    }
    return new BoardStage(BundleFolder.open(model.path()), stage);
  }

  private TrainedModel trainedModel() throws IOException {
    Optional<Path> checkpoint = model.checkpoint();
    if (checkpoint.isEmpty()) {
      throw new CommandFailedException(
          model + ": stage dl4j needs a run folder with checkpoint.zip");
    }
    return TrainedModel.load(checkpoint.get());
  }

  /** The bundle as it lies there, or one made for the check. */
  private BundleFolder bundle(BinaryNetwork network, Dataset dataset, Path temporary)
      throws IOException {
    if (model.isBundle()) {
      return BundleFolder.open(model.path());
    }
    Path folder = temporary.resolve("fpga");
    BundleFolder.write(
        BundleGenerator.generate(
            network,
            PlanHardware.plan(network, PlanOptions.defaults()),
            SampleImages.of(network, dataset.test())),
        folder);
    return BundleFolder.open(folder);
  }

  /** In the folder the user works in; named after what is verified. */
  private Path mismatchWaves(StageName stage) {
    Path model = Path.of(this.model.toString().replace(':', '-')).toAbsolutePath().normalize();
    return Path.of(model.getFileName() + "-mismatch-" + stage + ".vcd");
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
      throw new IllegalArgumentException("--stall " + stall + ": must be random or a seed", e);
    }
  }

  /** A stage that was asked for by name, or the RTL of a bundle, must have run. */
  private boolean isProven(List<StageReport> reports) {
    boolean allRan = reports.stream().noneMatch(r -> r.verdict() == Verdict.NOT_RUN);
    boolean mayBeLeftOut = asked.isEmpty() && !model.isBundle();
    return Verifier.allAgree(reports) && (allRan || mayBeLeftOut);
  }

  private static String reason(List<StageReport> reports) {
    for (Verdict verdict : List.of(Verdict.DIFFERS, Verdict.FAILED, Verdict.NOT_RUN)) {
      List<String> stages =
          reports.stream().filter(r -> r.verdict() == verdict).map(StageReport::stage).toList();
      if (!stages.isEmpty()) {
        return String.join(", ", stages) + " " + ProofTable.word(verdict);
      }
    }
    return "nothing was compared with the reference; name another stage";
  }

  private ObjectNode toJson(BinaryNetwork network, Dataset dataset, List<StageReport> reports) {
    ObjectNode root = Output.JSON.objectNode();
    root.put("network", network.name());
    root.put("networkSha256", network.hash());
    root.put("dataset", dataset.name());
    root.put("proven", isProven(reports));
    ProofTable.addTo(root.putArray("stages"), reports);
    return root;
  }
}
