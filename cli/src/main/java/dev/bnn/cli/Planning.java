package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.hwgen.EstimateResources;
import dev.bnn.hwgen.Folding;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.LayerPlan;
import dev.bnn.hwgen.Resources;
import dev.bnn.hwgen.StagePlan;
import dev.bnn.hwgen.TradeOff;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.LayerSummary;
import java.util.List;
import java.util.Optional;

/**
 * What {@code bnn plan} shows.
 *
 * @param network the network
 * @param plan its hardware
 * @param tradeOffs what other rates cost
 */
record Planning(BinaryNetwork network, HardwarePlan plan, List<TradeOff> tradeOffs) {
  String toText() {
    return partTable()
        + "\n"
        + resourceTable()
        + "\n"
        + speedTable()
        + "\n"
        + tradeOffTable()
        + "\nLUT, FF and block memories are predicted; power is not estimated.\n"
        + fitNote()
        + ExportCommand.clockNote(plan);
  }

  private TextTable partTable() {
    TextTable table =
        new TextTable(
            "lrrrrrrrrl", "", "PE", "SIMD", "M", "cycles", "LUT", "FF", "blocks", "efficiency", "");
    EstimateResources.ofPlan(plan)
        .forEach(
            (name, takes) -> {
              Optional<StagePlan> stage = stageOf(name);
              Optional<Folding> folding = foldingOf(stage);
              table.row(
                  name,
                  folding.map(f -> Numbers.count(f.pe())).orElse(""),
                  folding.map(f -> Numbers.count(f.simd())).orElse(""),
                  folding.map(f -> Numbers.count(f.pixels())).orElse(""),
                  stage.map(s -> Numbers.count(s.cycles())).orElse(""),
                  Numbers.count(takes.lut()),
                  Numbers.count(takes.ff()),
                  blocks(takes),
                  efficiencyOf(stage)
                      .map(share -> Numbers.format("%.0f %%", 100 * share))
                      .orElse(""),
                  stage.filter(this::isBottleneck).isPresent() ? "← sets the pace" : "");
            });
    return table;
  }

  private TextTable resourceTable() {
    Resources takes = EstimateResources.total(plan);
    Optional<Resources> has = plan.options().target().resources();
    TextTable table = new TextTable("lrrr", "of " + plan.options().target(), "", "has", "");
    resourceRow(table, "LUT", takes.lut(), has.map(Resources::lut));
    resourceRow(table, "FF", takes.ff(), has.map(Resources::ff));
    table.row(
        "block memories",
        blocks(takes),
        has.map(Planning::blocks).orElse("no limit"),
        has.map(all -> share(takes.halfBlocks(), all.halfBlocks())).orElse(""));
    resourceRow(table, "DSP", takes.dsp(), has.map(Resources::dsp));
    return table;
  }

  private static void resourceRow(TextTable table, String name, int takes, Optional<Integer> has) {
    table.row(
        name,
        Numbers.count(takes),
        has.map(Numbers::count).orElse("no limit"),
        has.map(all -> share(takes, all)).orElse(""));
  }

  private static String share(int takes, int has) {
    return has == 0 ? "" : Numbers.format("%.1f %%", 100.0 * takes / has);
  }

  private static String blocks(Resources resources) {
    return Numbers.format(resources.halfBlocks() % 2 == 0 ? "%,.0f" : "%,.1f", resources.blocks());
  }

  private TextTable speedTable() {
    TextTable table =
        new TextTable("lr", Numbers.format("at %.0f MHz", plan.options().clockMhz()), "");
    table.row("cycles per frame, steady state", Numbers.count(plan.cyclesPerFrame()));
    table.row("frames per second", Numbers.count(Math.round(plan.framesPerSecond())));
    table.row("latency, cycles", Numbers.count(plan.latency()));
    table.row("latency", Numbers.format("%,.2f µs", 1e6 * latencySeconds()));
    table.row("operations per frame (2 per MAC)", Numbers.format("%,.3f MOP", operations() / 1e6));
    table.row("operations per second", Numbers.format("%,.3f TOPS", tops()));
    table.row("MACs per cycle", Numbers.count(plan.macsPerCycle()));
    table.row(
        "of these used",
        Numbers.format(
            "%.0f %%", 100.0 * operations() / 2 / plan.macsPerCycle() / plan.cyclesPerFrame()));
    return table;
  }

  private TextTable tradeOffTable() {
    TextTable table =
        new TextTable("rrrrl", "cycles per frame", "frames per second", "least LUT", "blocks", "");
    for (TradeOff some : tradeOffs) {
      table.row(
          Numbers.count(some.cyclesPerFrame()),
          Numbers.count(Math.round(some.framesPerSecond())),
          Numbers.count(some.resources().lut()),
          blocks(some.resources()),
          some.fits() ? "" : "does not fit " + plan.options().target());
    }
    return table;
  }

  private String fitNote() {
    return plan.options().target().fits(EstimateResources.total(plan), 1)
        ? ""
        : "note: this plan does not fit " + plan.options().target() + " (predicted)\n";
  }

  ObjectNode toJson() {
    ObjectNode root = Output.JSON.objectNode();
    root.put("name", network.name())
        .put("sha256", network.hash())
        .put("target", plan.options().target().word())
        .put("clockMhz", plan.options().clockMhz())
        .put("cyclesPerFrame", plan.cyclesPerFrame())
        .put("framesPerSecond", plan.framesPerSecond())
        .put("latencyCycles", plan.latency())
        .put("latencySeconds", latencySeconds())
        .put("operations", operations())
        .put("tops", tops())
        .put("fits", plan.options().target().fits(EstimateResources.total(plan), 1))
        .put("clockPromised", plan.layersBelowClock().isEmpty());
    addResources(root.putObject("predicted"), EstimateResources.total(plan));
    plan.options()
        .target()
        .resources()
        .ifPresent(has -> addResources(root.putObject("available"), has));
    ArrayNode parts = root.putArray("parts");
    EstimateResources.ofPlan(plan)
        .forEach(
            (name, takes) -> {
              ObjectNode node = parts.addObject().put("name", name);
              Optional<StagePlan> stage = stageOf(name);
              foldingOf(stage)
                  .ifPresent(
                      f -> node.put("pe", f.pe()).put("simd", f.simd()).put("m", f.pixels()));
              stage.ifPresent(
                  s -> node.put("cycles", s.cycles()).put("bottleneck", isBottleneck(s)));
              efficiencyOf(stage).ifPresent(share -> node.put("efficiency", share));
              addResources(node, takes);
            });
    ArrayNode rates = root.putArray("tradeOffs");
    for (TradeOff some : tradeOffs) {
      ObjectNode node =
          rates
              .addObject()
              .put("cyclesPerFrame", some.cyclesPerFrame())
              .put("framesPerSecond", some.framesPerSecond())
              .put("fits", some.fits());
      addResources(node, some.resources());
    }
    return root;
  }

  private static void addResources(ObjectNode node, Resources resources) {
    node.put("lut", resources.lut())
        .put("ff", resources.ff())
        .put("blocks", resources.blocks())
        .put("dsp", resources.dsp());
  }

  private Optional<StagePlan> stageOf(String name) {
    return plan.stages().stream().filter(stage -> ("l" + stage.layer()).equals(name)).findFirst();
  }

  private static Optional<Folding> foldingOf(Optional<StagePlan> stage) {
    return stage.filter(LayerPlan.class::isInstance).map(s -> ((LayerPlan) s).folding());
  }

  /** Share of the multiply-accumulates of a frame's cycles that have work. */
  private Optional<Double> efficiencyOf(Optional<StagePlan> stage) {
    return stage
        .filter(LayerPlan.class::isInstance)
        .map(LayerPlan.class::cast)
        .map(
            layer ->
                (double) layer.inputs()
                    * layer.outputs()
                    * layer.positions()
                    / layer.folding().macsPerCycle()
                    / plan.cyclesPerFrame());
  }

  private boolean isBottleneck(StagePlan stage) {
    return stage.cycles() == plan.cyclesPerFrame();
  }

  private double latencySeconds() {
    return plan.latency() / (plan.options().clockMhz() * 1e6);
  }

  private long operations() {
    return LayerSummary.of(network).stream().mapToLong(LayerSummary::operations).sum();
  }

  private double tops() {
    return operations() * plan.framesPerSecond() / 1e12;
  }
}
