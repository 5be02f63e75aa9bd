package dev.bnn.cli;

import dev.bnn.experiments.PlotTradeOffs;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.hwgen.FoldingFile;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.TradeOff;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Choose the foldings of a network for a goal, and predict what the design does and takes.",
      "A bundle without a goal is shown as it was folded."
    },
    footer = {
      "",
      "  bnn plan zoo:sfc --target xc7z020 --target-fps 1000000",
      "  bnn plan cnv.bnn --target xc7z045 --fit --folding-out folding.json",
      "  bnn plan cnv.bnn --target xc7z045 --folding folding.json --plot front.svg",
      "",
      "One goal: a rate or a latency or both, --fit, or --folding. 'bnn export --fpga' takes the",
      "same ones. LUTs, flip-flops and block memories are predicted, cycles are exact."
    })
final class PlanCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description = "A model.bnn, a run folder, a bundle, or zoo:NAME.")
  private ModelArgument model;

  @Mixin private PlanningOptions planning;

  @Option(
      names = "--folding-out",
      paramLabel = "FILE",
      description = "Write the chosen folding, to be edited and given back with --folding.")
  private Path foldingOut;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw what rates cost, as .png or .svg.")
  private Path plot;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    BinaryNetwork network = model.network();
    HardwarePlan plan =
        model.isBundle() && planning.areDefault()
            ? BundleFolder.open(model.path()).plan()
            : planning.plan(network);
    List<TradeOff> tradeOffs = PlanHardware.tradeOffs(network, plan.options());
    byte[] picture = plot == null ? new byte[0] : draw(plan, tradeOffs);
    if (foldingOut != null) {
      AtomicFiles.write(foldingOut, FoldingFile.write(plan).getBytes(StandardCharsets.UTF_8));
    }
    if (plot != null) {
      AtomicFiles.write(plot, picture);
    }
    Planning result = new Planning(network, plan, tradeOffs);
    output.print(result::toJson, result::toText);
    return 0;
  }

  private byte[] draw(HardwarePlan plan, List<TradeOff> tradeOffs) throws IOException {
    return PlotTradeOffs.draw(
        plot.toString(),
        Numbers.format(
            "%s on %s at %.0f MHz (predicted)",
            plan.network(), plan.options().target(), plan.options().clockMhz()),
        tradeOffs.stream().map(TradeOff::framesPerSecond).toList(),
        new PlotTradeOffs.Series(
            "LUT", tradeOffs.stream().map(some -> (double) some.resources().lut()).toList()),
        new PlotTradeOffs.Series(
            "block memories", tradeOffs.stream().map(some -> some.resources().blocks()).toList()));
  }
}
