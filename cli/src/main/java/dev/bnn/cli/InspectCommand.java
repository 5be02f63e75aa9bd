package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.LayerPlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.LayerSummary;
import dev.bnn.quantize.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Layers of a network: sizes, work, folding, predicted cycles.")
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A model.bnn or a run folder.")
  private Path model;

  @Mixin private PlanningOptions planning;

  @Option(names = "--json", description = Json.HELP)
  private boolean json;

  @Override
  public Integer call() throws IOException {
    BinaryNetwork network = new ModelArgument(model).network();
    List<LayerSummary> layers = LayerSummary.of(network);
    HardwarePlan plan = null;
    String noPlan = "";
    try {
      plan = PlanHardware.plan(network, planning.read());
    } catch (IllegalArgumentException e) {
      if (isDense(layers)) {
        throw e;
      }
      noPlan = e.getMessage();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(network, layers, Optional.ofNullable(plan)).toPrettyString());
    } else {
      printText(out, network, layers, Optional.ofNullable(plan), noPlan);
    }
    out.flush();
    return 0;
  }

  private static boolean isDense(List<LayerSummary> layers) {
    return layers.stream().noneMatch(l -> l.kind().contains("conv2d") || l.kind().contains("pool"));
  }

  private static Optional<LayerPlan> planOf(LayerSummary layer, Optional<HardwarePlan> plan) {
    return plan.flatMap(
        p -> p.layers().stream().filter(l -> l.layer() == layer.layer()).findFirst());
  }

  private static void printText(
      PrintWriter out,
      BinaryNetwork network,
      List<LayerSummary> layers,
      Optional<HardwarePlan> plan,
      String noPlan) {
    TextTable table =
        new TextTable(
            "llrrrrrrrr",
            "",
            "layer",
            "output",
            "weights (1 bit)",
            "thresholds",
            "kB",
            "MAC/frame",
            "PE",
            "SIMD",
            "cycles");
    for (LayerSummary layer : layers) {
      Optional<LayerPlan> folded = planOf(layer, plan);
      table.row(
          "l" + layer.layer(),
          layer.kind(),
          layer.output(),
          number(layer.weightBits()),
          number(layer.thresholds()),
          layer.weightBits() == 0 ? "" : kilobytes(layer),
          number(layer.macs()),
          folded.map(l -> Integer.toString(l.folding().pe())).orElse(""),
          folded.map(l -> Integer.toString(l.folding().simd())).orElse(""),
          folded.map(l -> number(l.cycles())).orElse(""));
    }
    out.print(table);
    out.println();
    long bits = layers.stream().mapToLong(LayerSummary::weightBits).sum();
    long macs = layers.stream().mapToLong(LayerSummary::macs).sum();
    long binary = layers.stream().filter(LayerSummary::binary).mapToLong(LayerSummary::macs).sum();
    double size = layers.stream().mapToDouble(InspectCommand::bytes).sum() / 1024;
    double floatSize = bits * 4.0 / 1024;
    TextTable totals = new TextTable("lr", "total", "");
    totals.row("weights, 1 bit each", number(bits));
    totals.row("size: weights and thresholds", format("%.2f kB", size));
    totals.row(
        "the same weights in float32", format("%.2f kB (%.1f ×)", floatSize, floatSize / size));
    totals.row("operations per frame (2 per MAC)", format("%.3f MOP", 2 * macs / 1e6));
    totals.row("MACs with both factors ±1", format("%.1f %%", 100.0 * binary / macs));
    plan.ifPresent(
        p -> {
          totals.row("MACs per cycle", number(p.macsPerCycle()));
          totals.row("predicted cycles per frame", number(p.cyclesPerFrame()));
          totals.row(
              format("frames per second at %.0f MHz", p.options().clockMhz()),
              number(Math.round(p.framesPerSecond())));
        });
    out.print(totals);
    out.println();
    if (!noPlan.isEmpty()) {
      out.println("no hardware plan: " + noPlan);
    }
    Provenance provenance = network.provenance();
    out.println(network.name() + ", sha256 " + network.hash());
    if (!provenance.dataset().isEmpty()) {
      out.printf(
          "trained on %s (%s), seed %d%s%n",
          provenance.dataset(),
          provenance.training(),
          provenance.seed(),
          Double.isNaN(provenance.testAccuracy())
              ? ""
              : ", test accuracy " + Statistics.percent(provenance.testAccuracy()));
    }
  }

  private static ObjectNode toJson(
      BinaryNetwork network, List<LayerSummary> layers, Optional<HardwarePlan> plan) {
    ObjectNode root = Json.object();
    root.put("name", network.name());
    root.put("sha256", network.hash());
    ArrayNode array = root.putArray("layers");
    for (LayerSummary layer : layers) {
      ObjectNode node = array.addObject();
      node.put("name", "l" + layer.layer());
      node.put("kind", layer.kind());
      node.putArray("output")
          .add(layer.output().channels())
          .add(layer.output().height())
          .add(layer.output().width());
      node.put("weightBits", layer.weightBits());
      node.put("thresholds", layer.thresholds());
      node.put("macs", layer.macs());
      planOf(layer, plan)
          .ifPresent(
              l ->
                  node.put("pe", l.folding().pe())
                      .put("simd", l.folding().simd())
                      .put("cycles", l.cycles()));
    }
    plan.ifPresent(
        p ->
            root.put("cyclesPerFrame", p.cyclesPerFrame())
                .put("clockMhz", p.options().clockMhz())
                .put("framesPerSecond", p.framesPerSecond()));
    return root;
  }

  /** Packed weights and 32-bit thresholds. */
  private static double bytes(LayerSummary layer) {
    return layer.weightBits() / 8.0 + 4.0 * layer.thresholds();
  }

  private static String kilobytes(LayerSummary layer) {
    return format("%.2f", bytes(layer) / 1024);
  }

  private static String number(long value) {
    return value == 0 ? "" : format("%,d", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
