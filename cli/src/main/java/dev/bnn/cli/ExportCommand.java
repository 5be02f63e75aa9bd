package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.export.OnnxExporter;
import dev.bnn.export.OnnxFile;
import dev.bnn.export.QonnxExporter;
import dev.bnn.export.weights.WeightsExporter;
import dev.bnn.export.weights.WeightsFolder;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.LayerPlan;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.TrainedNetwork;
import dev.bnn.train.TrainedModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Write a network as ONNX, as plain weights with C, or as an FPGA bundle.",
    footer = {
      "",
      "  bnn export runs/digits-tfc --onnx digits.onnx",
      "  bnn export runs/digits-tfc --onnx digits.onnx --flavor qonnx --keep-bn",
      "  bnn export runs/digits-tfc --weights digits-weights",
      "  bnn export runs/digits-tfc --fpga digits-fpga --target-fps 1000000",
      "  bnn export runs/digits-tfc --fpga digits-ice --target icebreaker",
      "",
      "The bundle holds Verilog, memories, golden vectors, benches, plan.json, folding.json,",
      "host-runtime.json and a README; 'bnn verify DIR' proves it on the whole test set.",
      "For a board (hx8k, icebreaker) it also holds the bitstream, placed and in time,",
      "and hosts in Java ('bnn run DIR') and C."
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "A model.bnn, a run folder, or zoo:NAME.")
  private ModelArgument model;

  @Option(names = "--onnx", paramLabel = "FILE", description = "Write ONNX (opset 13).")
  private Path onnx;

  @Option(
      names = "--flavor",
      paramLabel = "F",
      description = {
        "Of the ONNX file: standard for any runtime (default),",
        "qonnx for FINN, hls4ml and other tools that know BipolarQuant."
      })
  private Flavor flavor;

  @Option(
      names = "--keep-bn",
      description = "In qonnx: the trained batch-norms instead of thresholds.")
  private boolean keepsBatchNorm;

  @Option(
      names = "--weights",
      paramLabel = "DIR",
      description = {
        "Write the ±1 weights and thresholds as npy, csv, hex and a C header,",
        "with C99 that computes with them."
      })
  private Path weights;

  @Option(names = "--fpga", paramLabel = "DIR", description = "Write the FPGA bundle.")
  private Path fpga;

  @Option(
      names = "--no-bitstream",
      description = "Of a bundle for a board: everything but the bitstream; no tools are needed.")
  private boolean withoutBitstream;

  @Mixin private PlanningOptions planning;
  @Mixin private DatasetOptions data;
  @Mixin private Output output;

  /** Flavors of ONNX by the words of the command line. */
  enum Flavor {
    STANDARD,
    QONNX;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The bundle's files and what they are planned to do. */
  private record Bundle(HardwarePlan plan, SortedMap<String, byte[]> files) {}

  @Override
  public Integer call() throws IOException {
    if (onnx == null && weights == null && fpga == null) {
      throw new IllegalArgumentException(
          "nothing to do: give --onnx FILE, --weights DIR or --fpga DIR");
    }
    if (fpga == null && !planning.areDefault()) {
      throw new IllegalArgumentException(
          "--target, --clock, --target-fps, --target-latency, --fit, --folding, --stream, --wire,"
              + " --baud, --scores and --writable-weights are for the FPGA bundle: add --fpga DIR");
    }
    if (weights != null && weights.toString().equals("writable")) {
      throw new IllegalArgumentException(
          "--weights writes a folder of plain weights; for a bundle whose weights a host may load,"
              + " give --fpga DIR --writable-weights (for a folder of that name, ./writable)");
    }
    if (onnx == null && (flavor != null || keepsBatchNorm)) {
      throw new IllegalArgumentException("--flavor and --keep-bn are for ONNX: add --onnx FILE");
    }
    if (keepsBatchNorm && flavor != Flavor.QONNX) {
      throw new IllegalArgumentException("--keep-bn is for QONNX: add --flavor qonnx");
    }
    BinaryNetwork network = model.network();
    Optional<byte[]> onnxFile = onnx == null ? Optional.empty() : Optional.of(onnxFile(network));
    Optional<Bundle> bundle = fpga == null ? Optional.empty() : Optional.of(bundle(network));
    if (onnxFile.isPresent()) {
      OnnxFile.write(onnxFile.get(), onnx);
    }
    if (weights != null) {
      WeightsFolder.write(WeightsExporter.export(network), weights);
    }
    if (bundle.isPresent()) {
      BundleFolder.write(bundle.get().files, fpga);
    }
    Optional<HardwarePlan> plan = bundle.map(Bundle::plan);
    long onnxBytes = onnxFile.map(bytes -> bytes.length).orElse(0);
    output.print(() -> toJson(onnxBytes, plan), () -> toText(onnxBytes, plan));
    return 0;
  }

  private byte[] onnxFile(BinaryNetwork network) throws IOException {
    try {
      if (keepsBatchNorm) {
        return QonnxExporter.exportWithBatchNorm(trainedNetwork(), network);
      }
      return flavor == Flavor.QONNX ? QonnxExporter.export(network) : OnnxExporter.export(network);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(model + ": " + e.getMessage());
    }
  }

  private TrainedNetwork trainedNetwork() throws IOException {
    Optional<Path> checkpoint = model.checkpoint();
    if (checkpoint.isEmpty()) {
      throw new CommandFailedException(
          model
              + ": --keep-bn needs a run folder with checkpoint.zip: model.bnn holds"
              + " integers only");
    }
    return TrainedModel.load(checkpoint.get()).trainedNetwork();
  }

  private Bundle bundle(BinaryNetwork network) throws IOException {
    HardwarePlan plan = planning.plan(network);
    boolean makesBitstream = plan.options().target().board().isPresent() && !withoutBitstream;
    List<byte[]> samples = samples(network);
    return new Bundle(
        plan,
        makesBitstream
            ? BundleGenerator.generateWithBitstream(
                network, plan, samples, line -> output.progress().println(line))
            : BundleGenerator.generate(network, plan, samples));
  }

  private List<byte[]> samples(BinaryNetwork network) throws IOException {
    Optional<Dataset> dataset = data.findFor(network);
    if (dataset.isPresent()) {
      return SampleImages.of(network, dataset.get().test());
    }
    output
        .progress()
        .println(
            "golden vectors are of noise images: the data set it was trained on is not here"
                + " (--dataset NAME chooses another)");
    return SampleImages.noise(network);
  }

  private String toText(long onnxBytes, Optional<HardwarePlan> plan) {
    return (onnx == null
            ? ""
            : onnx + ": " + describeFlavor() + ", " + Numbers.count(onnxBytes) + " bytes\n")
        + (weights == null
            ? ""
            : weights + ": weights and thresholds as npy, csv, hex and C, see manifest.json\n")
        + plan.map(p -> fpga + ": FPGA bundle, " + describe(p) + "\n" + clockNote(p)).orElse("");
  }

  private String describeFlavor() {
    return (flavor == Flavor.QONNX ? "QONNX" : "ONNX")
        + (keepsBatchNorm ? " with batch-norms" : "");
  }

  /** The planned speed of a bundle. */
  static String describe(HardwarePlan plan) {
    return Numbers.format(
        "a frame every %,d cycles = %,.0f frames/s at %.0f MHz (predicted)",
        plan.cyclesPerFrame(), plan.framesPerSecond(), plan.options().clockMhz());
  }

  /** A line about a clock that the plan does not promise, or nothing. */
  static String clockNote(HardwarePlan plan) {
    List<LayerPlan> below = plan.layersBelowClock();
    return below.isEmpty()
        ? ""
        : Numbers.format(
            "note: the delay table of %s does not promise %s MHz for %s, though pipelined as deep"
                + " as can be: place and route, or choose a lower --clock%n",
            plan.options().target(),
            BigDecimal.valueOf(plan.options().clockMhz()).stripTrailingZeros().toPlainString(),
            below.stream().map(layer -> "l" + layer.layer()).collect(Collectors.joining(", ")));
  }

  private ObjectNode toJson(long onnxBytes, Optional<HardwarePlan> plan) {
    ObjectNode root = Output.JSON.objectNode();
    if (onnx != null) {
      root.putObject("onnx")
          .put("file", onnx.toString())
          .put("flavor", (flavor == null ? Flavor.STANDARD : flavor).toString())
          .put("keepsBatchNorm", keepsBatchNorm)
          .put("bytes", onnxBytes);
    }
    if (weights != null) {
      root.putObject("weights").put("folder", weights.toString());
    }
    plan.ifPresent(
        p ->
            root.putObject("fpga")
                .put("folder", fpga.toString())
                .put("cyclesPerFrame", p.cyclesPerFrame())
                .put("clockMhz", p.options().clockMhz())
                .put("clockPromised", p.layersBelowClock().isEmpty())
                .put("framesPerSecond", p.framesPerSecond()));
    return root;
  }
}
