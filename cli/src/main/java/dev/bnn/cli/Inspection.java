package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.hwgen.Folding;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.LayerPlan;
import dev.bnn.hwgen.StagePlan;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.LayerSummary;
import dev.bnn.quantize.Provenance;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What {@code bnn inspect} shows.
 *
 * @param network the network
 * @param plan its hardware, if it has any
 * @param noPlan why it has none, or empty
 */
record Inspection(BinaryNetwork network, Optional<HardwarePlan> plan, String noPlan) {
  String toText() {
    return layerTable()
        + "\n"
        + totalTable()
        + "\n"
        + plan.map(ExportCommand::clockNote).orElse("")
        + (noPlan.isEmpty() ? "" : "no hardware plan: " + noPlan + "\n")
        + network.name()
        + ", sha256 "
        + network.hash()
        + "\n"
        + origin(network.provenance());
  }

  private TextTable layerTable() {
    TextTable table =
        new TextTable(
            "llrrrrrlrrrrr",
            "",
            "layer",
            "input",
            "output",
            "weights (1 bit)",
            "thresholds",
            "kB",
            "arithmetic",
            "MAC/frame",
            "PE",
            "SIMD",
            "M",
            "cycles");
    for (LayerSummary layer : layers()) {
      Optional<Folding> folding = foldingOf(layer);
      table.row(
          "l" + layer.layer(),
          layer.kind(),
          network.layers().get(layer.layer()).inputShape(),
          layer.output(),
          countOrBlank(layer.weightBits()),
          layer.weightBits() == 0 ? "" : describeThresholds(layer),
          layer.weightBits() == 0 ? "" : Numbers.format("%.2f", bytes(layer) / 1024),
          arithmetic(layer),
          countOrBlank(layer.macs()),
          folding.map(f -> Numbers.count(f.pe())).orElse(""),
          folding.map(f -> Numbers.count(f.simd())).orElse(""),
          folding.map(f -> Numbers.count(f.pixels())).orElse(""),
          stageOf(layer).map(stage -> Numbers.count(stage.cycles())).orElse(""));
    }
    table.row(
        "all",
        "",
        network.input().inputShape(),
        network.scores().outputShape(),
        Numbers.count(sum(LayerSummary::weightBits)),
        Numbers.count(sum(LayerSummary::thresholds)),
        Numbers.format("%.2f", layers().stream().mapToDouble(Inspection::bytes).sum() / 1024),
        "",
        Numbers.count(sum(LayerSummary::macs)),
        "",
        "",
        "",
        plan.map(p -> Numbers.count(p.cyclesPerFrame())).orElse(""));
    return table;
  }

  private long sum(ToLongFunction<LayerSummary> value) {
    return layers().stream().mapToLong(value).sum();
  }

  private TextTable totalTable() {
    double weights = sum(LayerSummary::weightBits) / 8.0;
    double thresholds = sum(LayerSummary::thresholdBits) / 8.0;
    long macs = sum(LayerSummary::macs);
    TextTable table = new TextTable("lr", "total", "");
    table.row("weights, 1 bit each", Numbers.kilobytes(weights));
    table.row("thresholds and offsets, in the bits they need", Numbers.kilobytes(thresholds));
    table.row("memory: both", Numbers.kilobytes(weights + thresholds));
    table.row("the same weights in float32", Numbers.kilobytes(32 * weights));
    table.row("MACs per frame", Numbers.count(macs));
    table.row(
        "operations per frame (2 per MAC, as FINN counts)",
        Numbers.format("%.3f MOP", sum(LayerSummary::operations) / 1e6));
    table.row("MACs with both factors ±1", Numbers.format("%.1f %%", 100.0 * binaryMacs() / macs));
    plan.ifPresent(
        p -> {
          table.row("MACs per cycle", Numbers.count(p.macsPerCycle()));
          table.row("cycles per frame, steady state", Numbers.count(p.cyclesPerFrame()));
          table.row(
              "frames per second at " + Numbers.format("%.0f MHz", p.options().clockMhz()),
              Numbers.count(Math.round(p.framesPerSecond())));
        });
    return table;
  }

  private long binaryMacs() {
    return layers().stream().filter(LayerSummary::isBinary).mapToLong(LayerSummary::macs).sum();
  }

  private static String describeThresholds(LayerSummary layer) {
    return layer.thresholdWidth() == 0
        ? "all 0"
        : Numbers.format("%,d × %d bit", layer.thresholds(), layer.thresholdWidth());
  }

  /** What is computed, for people: the widths of both factors and of the sum. */
  private static String arithmetic(LayerSummary layer) {
    if (layer.macs() == 0) {
      return layer.inputBits() == 0 ? "" : "OR, AND";
    }
    return Numbers.format(
        "%s, sum %d bit",
        layer.isBinary() ? "±1·±1" : layer.inputBits() + " bit·±1", layer.accumulatorBits());
  }

  private static String origin(Provenance provenance) {
    if (provenance.dataset().isEmpty()) {
      return "";
    }
    double accuracy = provenance.testAccuracy();
    return Numbers.format(
        "trained on %s (%s), seed %d%s%n",
        provenance.dataset(),
        provenance.training(),
        provenance.seed(),
        Double.isNaN(accuracy) ? "" : ", test accuracy " + Numbers.percent(accuracy));
  }

  ObjectNode toJson() {
    ObjectNode root = Output.JSON.objectNode();
    root.put("name", network.name()).put("sha256", network.hash());
    root.put("weightBits", sum(LayerSummary::weightBits))
        .put("thresholdBits", sum(LayerSummary::thresholdBits))
        .put("memoryBytes", layers().stream().mapToDouble(Inspection::bytes).sum())
        .put("macs", sum(LayerSummary::macs))
        .put("binaryMacs", binaryMacs())
        .put("operations", sum(LayerSummary::operations));
    ArrayNode array = root.putArray("layers");
    for (LayerSummary layer : layers()) {
      ObjectNode node = array.addObject();
      node.put("name", "l" + layer.layer()).put("kind", layer.kind());
      node.putArray("output")
          .add(layer.output().channels())
          .add(layer.output().height())
          .add(layer.output().width());
      node.put("weightBits", layer.weightBits())
          .put("thresholds", layer.thresholds())
          .put("thresholdBits", layer.thresholdBits())
          .put("memoryBytes", bytes(layer))
          .put("inputBits", layer.inputBits())
          .put("accumulatorBits", layer.accumulatorBits())
          .put("macs", layer.macs())
          .put("operations", layer.operations());
      foldingOf(layer)
          .ifPresent(f -> node.put("pe", f.pe()).put("simd", f.simd()).put("m", f.pixels()));
      stageOf(layer).ifPresent(stage -> node.put("cycles", stage.cycles()));
    }
    plan.ifPresent(
        p ->
            root.put("cyclesPerFrame", p.cyclesPerFrame())
                .put("clockMhz", p.options().clockMhz())
                .put("clockPromised", p.layersBelowClock().isEmpty())
                .put("framesPerSecond", p.framesPerSecond()));
    return root;
  }

  private List<LayerSummary> layers() {
    return LayerSummary.of(network);
  }

  private Optional<StagePlan> stageOf(LayerSummary layer) {
    return plan.flatMap(
        p -> p.stages().stream().filter(stage -> stage.layer() == layer.layer()).findFirst());
  }

  private Optional<Folding> foldingOf(LayerSummary layer) {
    return stageOf(layer)
        .filter(LayerPlan.class::isInstance)
        .map(stage -> ((LayerPlan) stage).folding());
  }

  /** Packed weights and 32-bit thresholds. */
  private static double bytes(LayerSummary layer) {
    return (layer.weightBits() + layer.thresholdBits()) / 8.0;
  }

  private static String countOrBlank(long value) {
    return value == 0 ? "" : Numbers.count(value);
  }
}
