package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A placed and routed design, as nextpnr-ice40 reports it.
 *
 * @param seed of the placement
 * @param fmaxMhz the highest clock at which all paths are fast enough
 * @param logicCells used: a LUT, a flip-flop, or both
 * @param logicCellsThere that the part has
 * @param blocks block memories used (EBR, 4 kbit)
 * @param blocksThere that the part has
 */
record Placement(
    int seed, double fmaxMhz, int logicCells, int logicCellsThere, int blocks, int blocksThere) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of the file that nextpnr-ice40 writes with {@code --report}. */
  static Placement read(Path report, int seed) throws IOException {
    JsonNode root = JSON.readTree(Files.readAllBytes(report));
    double fmax = Double.POSITIVE_INFINITY;
    for (JsonNode clock : root.path("fmax")) {
      fmax = Math.min(fmax, clock.path("achieved").asDouble());
    }
    JsonNode cells = root.path("utilization").path("ICESTORM_LC");
    JsonNode blocks = root.path("utilization").path("ICESTORM_RAM");
    return new Placement(
        seed,
        fmax,
        cells.path("used").asInt(),
        cells.path("available").asInt(),
        blocks.path("used").asInt(),
        blocks.path("available").asInt());
  }

  boolean meets(HardwarePlan plan) {
    return fmaxMhz >= plan.options().clockMhz();
  }

  /** {@code board/report.json}: what came of the plan, by which tools. */
  String toReport(HardwarePlan plan) {
    Board board = plan.options().target().board().orElseThrow();
    LinkPlan link = LinkPlan.of(plan);
    double clock = plan.options().clockMhz();
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "bnn-board-report").put("version", 1).put("tool", Version.TOOL);
    ObjectNode tools = root.putObject("tools");
    toolVersions().forEach(tools::put);
    root.putObject("network").put("name", plan.network()).put("sha256", plan.networkHash());
    root.put("board", board.name()).put("part", plan.options().target().part());
    root.put("clockMhz", clock).put("fmaxMhz", fmaxMhz).put("seed", seed);
    root.putObject("logicCells").put("used", logicCells).put("available", logicCellsThere);
    root.putObject("blockMemories").put("used", blocks).put("available", blocksThere);
    Resources predicted = plan.options().target().occupied(EstimateResources.total(plan));
    root.putObject("predicted")
        .put("logicCells", predicted.lut())
        .put("blockMemories", predicted.blocks());
    root.put("cyclesPerFrame", plan.cyclesPerFrame())
        .put("fabricFramesPerSecond", plan.framesPerSecond())
        .put("linkFramesPerSecond", link.imagesPerSecond(clock));
    return root.toPrettyString() + "\n";
  }

  private static Map<String, String> toolVersions() {
    Map<String, String> versions = new TreeMap<>();
    for (ExternalTool tool : ExternalTool.forBitstream()) {
      versions.put(tool.program(), tool.findVersion().orElse("not here"));
    }
    return versions;
  }
}
