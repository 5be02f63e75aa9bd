package dev.bnn.cli;

import dev.bnn.datasets.Datasets;
import dev.bnn.export.OnnxExporter;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Write a network as ONNX, as an FPGA bundle, or both.",
    footer = {
      "",
      "  bnn export runs/digits-tfc --onnx digits.onnx",
      "  bnn export runs/digits-tfc --fpga digits-fpga --target-fps 1000000",
      "",
      "The bundle holds Verilog, memories, golden vectors, benches, plan.json, host-runtime.json",
      "and a README; 'bnn verify DIR' proves it on the whole test set."
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A model.bnn or a run folder.")
  private Path model;

  @Option(names = "--onnx", paramLabel = "FILE", description = "Write standard ONNX (opset 13).")
  private Path onnx;

  @Option(names = "--fpga", paramLabel = "DIR", description = "Write the FPGA bundle.")
  private Path fpga;

  @Mixin private PlanningOptions planning;
  @Mixin private DatasetOptions data;

  @Override
  public Integer call() throws IOException {
    if (onnx == null && fpga == null) {
      throw new IllegalArgumentException("nothing to do: give --onnx FILE, --fpga DIR, or both");
    }
    BinaryNetwork network = new ModelArgument(model).network();
    PrintWriter out = spec.commandLine().getOut();
    if (onnx != null) {
      OnnxExporter.write(network, onnx);
      out.println(onnx + ": ONNX, " + Files.size(onnx) + " bytes");
    }
    if (fpga != null) {
      HardwarePlan plan = PlanHardware.plan(network, planning.read());
      BundleFolder.write(BundleGenerator.generate(network, plan, samples(network, out)), fpga);
      out.printf(
          Locale.ROOT,
          "%s: FPGA bundle, a frame every %,d cycles = %,.0f frames/s at %.0f MHz (predicted)%n",
          fpga,
          plan.cyclesPerFrame(),
          plan.framesPerSecond(),
          plan.options().clockMhz());
    }
    out.flush();
    return 0;
  }

  private List<byte[]> samples(BinaryNetwork network, PrintWriter out) throws IOException {
    String name = data.name == null ? network.provenance().dataset() : data.name;
    boolean known = Datasets.known().stream().anyMatch(d -> d.name().equals(name));
    Path directory = data.directory == null ? Datasets.defaultDirectory() : data.directory;
    if (data.name == null && !(known && Datasets.isPresent(name, directory))) {
      out.println(
          "golden vectors are of noise images: the data set"
              + (name.isEmpty() ? "" : " '" + name + "'")
              + " is not here (--dataset NAME chooses another)");
      return SampleImages.noise(network);
    }
    return SampleImages.of(data.load(name).test());
  }
}
