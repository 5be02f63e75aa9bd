package dev.bnn.hwgen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * {@code plan.json}: every hardware decision of a bundle.
 *
 * <p>Fields: {@code format} = {@code bnn-hardware-plan}, {@code version} = 1, {@code tool}, {@code
 * network} (name, sha256), {@code target}, {@code clockMhz}, {@code input} (stream = bytes | bits,
 * valuesPerBeat, beatBits, beats), {@code output} (kind = class | scores, beatBits, beats), {@code
 * weights} = fixed | writable, for a board {@code wire} (kind = uart | spi, baud), {@code layers}
 * (name, fifo in front of it, module, inputs, outputs, pe, simd, m, cycles, readStages, stages,
 * compareStages, compressors, valueBits, weightStyle, bufferStyle, weightBits; a convolution's
 * window: map, kernel, stride, padding, lanes, columns, lines, fifo in front, rows, style; a pool:
 * name, module, lanes, cycles), {@code predicted} (latency of the first result and cyclesPerFrame
 * in steady state, both exact; framesPerSecond at the clock).
 */
final class PlanFile {
  static final String NAME = "plan.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanFile() {}

  static String write(HardwarePlan plan) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "bnn-hardware-plan");
    root.put("version", 1);
    root.put("tool", Version.TOOL);
    root.putObject("network").put("name", plan.network()).put("sha256", plan.networkHash());
    root.put("target", plan.options().target().word());
    root.put("clockMhz", plan.options().clockMhz());
    root.putObject("input")
        .put("stream", plan.options().stream().word())
        .put("valuesPerBeat", plan.valuesPerBeat())
        .put("beatBits", plan.inputWidth())
        .put("beats", plan.inputBeats());
    root.putObject("output")
        .put("kind", plan.options().scores() ? "scores" : "class")
        .put("beatBits", 32)
        .put("beats", plan.outputBeats());
    root.put("weights", plan.options().weights().word());
    if (plan.options().target().board().isPresent()) {
      addWire(root.putObject("wire"), plan.options().wire());
    }
    ArrayNode layers = root.putArray("layers");
    plan.stages().forEach(stage -> addStage(layers.addObject(), stage));
    root.putObject("predicted")
        .put("latency", plan.latency())
        .put("cyclesPerFrame", plan.cyclesPerFrame())
        .put("framesPerSecond", plan.framesPerSecond());
    return root.toPrettyString() + "\n";
  }

  private static void addWire(ObjectNode node, Wire wire) {
    node.put("kind", wire.word());
    if (wire instanceof Wire.Uart uart) {
      node.put("baud", uart.baud());
    }
  }

  private static Wire readWire(JsonNode node) {
    if (node.isMissingNode()) {
      return Wire.USUAL;
    }
    return node.has("baud") ? new Wire.Uart(node.path("baud").asInt()) : new Wire.Spi();
  }

  private static void addStage(ObjectNode node, StagePlan stage) {
    node.put("name", TopWriter.name(stage)).put("fifo", stage.fifo());
    if (stage instanceof PoolPlan pool) {
      node.put("module", PoolPlan.MODULE).put("lanes", pool.lanes()).put("cycles", pool.cycles());
      return;
    }
    LayerPlan layer = (LayerPlan) stage;
    node.put("module", layer.kind().module())
        .put("inputs", layer.inputs())
        .put("outputs", layer.outputs())
        .put("pe", layer.folding().pe())
        .put("simd", layer.folding().simd())
        .put("m", layer.folding().pixels())
        .put("cycles", layer.cycles())
        .put("readStages", layer.pipeline().read())
        .put("stages", layer.pipeline().product())
        .put("compareStages", layer.pipeline().compare())
        .put("compressors", layer.pipeline().compressors())
        .put("valueBits", layer.valueWidth())
        .put("weightStyle", layer.weightStyle().word())
        .put("bufferStyle", layer.bufferStyle().word())
        .put("weightBits", layer.weightBits());
    layer.window().ifPresent(window -> addWindow(node.putObject("window"), window));
  }

  private static void addWindow(ObjectNode node, WindowPlan plan) {
    node.put("map", plan.window().input().toString())
        .put("kernel", plan.window().kernel())
        .put("stride", plan.window().stride())
        .put("padding", plan.window().padding().word())
        .put("lanes", plan.lanes())
        .put("columns", plan.columns())
        .put("lines", plan.lines())
        .put("rows", plan.rows())
        .put("style", plan.style().word());
  }

  /**
   * The plan of a bundle, made again from its decisions.
   *
   * @throws IOException if the file is missing, damaged, or not the plan this version would make
   */
  static HardwarePlan read(Path bundle, BinaryNetwork network) throws IOException {
    Path file = bundle.resolve(NAME);
    String text = Files.readString(file);
    try {
      JsonNode root = JSON.readTree(text);
      if (!root.path("format").asText().equals("bnn-hardware-plan")
          || root.path("version").asInt() != 1) {
        throw new IOException(file + ": not a hardware plan of format 1: export the bundle again");
      }
      List<Folding> foldings = new ArrayList<>();
      for (JsonNode layer : root.path("layers")) {
        if (layer.has("pe")) {
          foldings.add(
              new Folding(
                  layer.path("pe").asInt(), layer.path("simd").asInt(), layer.path("m").asInt()));
        }
      }
      Goal.Folded folded =
          new Goal.Folded(
              OptionalInt.of(root.path("input").path("valuesPerBeat").asInt()), foldings);
      String stream = root.path("input").path("stream").asText().toUpperCase(Locale.ROOT);
      PlanOptions options =
          new PlanOptions(
              folded,
              root.path("clockMhz").asDouble(),
              StreamKind.valueOf(stream),
              root.path("output").path("kind").asText().equals("scores"),
              Target.parse(root.path("target").asText()),
              WeightAccess.valueOf(root.path("weights").asText().toUpperCase(Locale.ROOT)),
              readWire(root.path("wire")));
      HardwarePlan plan =
          withBuffers(
              PlanHardware.foldWithoutBuffers(network, options, folded), root.path("layers"));
      if (!write(plan).equals(text)) {
        throw new IOException(
            file + ": changed by hand, or made by another version of bnn: export the bundle again");
      }
      return plan;
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Rows and FIFOs as they were found when the file was written: finding them takes long. */
  private static HardwarePlan withBuffers(HardwarePlan plan, JsonNode layers) {
    List<StagePlan> stages = new ArrayList<>();
    for (StagePlan stage : plan.stages()) {
      JsonNode node = layers.path(stages.size());
      int rows = node.path("window").path("rows").asInt();
      StagePlan next =
          stage instanceof LayerPlan layer
              ? layer.withWindow(window -> window.withRows(rows))
              : stage;
      stages.add(next.withFifo(node.path("fifo").asInt()));
    }
    return plan.withStages(stages);
  }
}
