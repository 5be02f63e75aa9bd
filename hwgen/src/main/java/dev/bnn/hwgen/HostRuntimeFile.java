package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * {@code host-runtime.json}: all a host needs to feed the design and read its answers. The fields
 * are described by the schema that lies beside it in the bundle.
 */
final class HostRuntimeFile {
  static final String NAME = "host-runtime.json";
  static final String SCHEMA = "host-runtime.schema.json";

  /** Version of the format. */
  static final int VERSION = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  private HostRuntimeFile() {}

  /** All that it says but of the other files. */
  static ObjectNode describe(
      BinaryNetwork network, HardwarePlan plan, List<SelfTest.Vector> vectors) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", SCHEMA);
    root.put("format", "bnn-host-runtime");
    root.put("version", VERSION);
    root.put("tool", Version.TOOL);
    root.putObject("network").put("name", network.name()).put("sha256", plan.networkHash());
    addProvenance(root.putObject("provenance"), network.provenance());
    addTarget(root.putObject("target"), plan.options().target());
    addInput(root.putObject("input"), network, plan);
    addOutput(root.putObject("output"), plan);
    addRegisters(root.putObject("registers"), plan);
    if (plan.isWritable()) {
      addMemories(root.putObject("loading"), plan);
    }
    ArrayNode classes = root.putArray("classes");
    network.classes().forEach(classes::add);
    root.putObject("timing")
        .put("clockMhz", plan.options().clockMhz())
        .put("cyclesPerFrame", plan.cyclesPerFrame());
    boolean isBoard = plan.options().target().board().isPresent();
    if (isBoard) {
      addLink(root.putObject("link"), plan);
    }
    ObjectNode selfTest = root.putObject("selfTest");
    addVectors(selfTest.putArray("vectors"), vectors);
    if (isBoard) {
      addPattern(selfTest.putObject("pattern"), SelfTest.pattern(network, plan));
    }
    return root;
  }

  /** The file; {@code files} are all others of the bundle, whose hashes are written down. */
  static String write(ObjectNode description, Map<String, byte[]> files) {
    ObjectNode root = description.deepCopy();
    ObjectNode hashes = root.putObject("files");
    files.forEach((name, content) -> hashes.put(name, sha256(content)));
    return root.toPrettyString() + "\n";
  }

  private static void addProvenance(ObjectNode node, Provenance provenance) {
    node.put("dataset", provenance.dataset());
    node.put("dataSha256", provenance.dataHash());
    node.put("seed", provenance.seed());
    node.put("training", provenance.training());
    double accuracy = provenance.testAccuracy();
    node.put("testAccuracy", Double.isNaN(accuracy) ? null : Double.valueOf(accuracy));
  }

  private static void addInput(ObjectNode node, BinaryNetwork network, HardwarePlan plan) {
    Shape image = network.input().image();
    Encoding encoding = network.input().encoding();
    node.putObject("image")
        .put("channels", image.channels())
        .put("height", image.height())
        .put("width", image.width())
        .put("type", "uint8");
    node.put("encoding", encoding.name());
    ArrayNode thresholds = node.putArray("thresholds");
    if (encoding.isBipolar()) {
      for (int level = 0; level < encoding.levels(); level++) {
        thresholds.add(encoding.smallestByte(level));
      }
    }
    node.put("stream", plan.options().stream().word());
    node.put("order", "rows, then columns, channels innermost");
    node.put("valueBits", plan.inputValueWidth());
    node.put("valuesPerBeat", plan.valuesPerBeat());
    node.put("beatBytes", plan.inputWidth() / 8);
    node.put("beats", plan.inputBeats());
    node.put("byteOrder", "little-endian");
    node.put("spareBits", "zero");
    node.put("tlast", "with the last beat of an image");
  }

  private static void addOutput(ObjectNode node, HardwarePlan plan) {
    boolean scores = plan.options().scores();
    node.put("kind", scores ? "scores" : "class");
    node.put("type", scores ? "int32" : "uint32");
    node.put("beatBytes", 4);
    node.put("beats", plan.outputBeats());
    node.put("byteOrder", "little-endian");
    node.put("ties", "lowest index");
  }

  private static void addTarget(ObjectNode node, Target target) {
    node.put("word", target.word()).put("part", target.part());
    target.board().ifPresent(board -> node.put("board", board.name()));
  }

  private static void addLink(ObjectNode node, HardwarePlan plan) {
    LinkPlan link = LinkPlan.of(plan);
    node.put("protocol", LinkPlan.PROTOCOL);
    node.put("kind", link.wire().word());
    if (link.wire() instanceof Wire.Uart uart) {
      node.put("baud", uart.baud());
    } else {
      node.put("maxClockHz", (long) (plan.options().clockMhz() * 1e6 / Wire.Spi.LEAST_CYCLES));
    }
    node.put("imageBytes", link.imageBytes());
    node.put("resultBytes", link.resultBytes());
    node.put("window", link.window());
    node.put("timeoutMicros", link.timeoutMicros());
  }

  private static void addVectors(ArrayNode node, List<SelfTest.Vector> vectors) {
    for (SelfTest.Vector vector : vectors) {
      ArrayNode result = node.addObject().put("image", vector.imageHex()).putArray("result");
      IntStream.of(vector.result().toArray()).forEach(result::add);
    }
  }

  private static void addPattern(ObjectNode node, SelfTest.Pattern pattern) {
    node.put("images", pattern.images())
        .put("signature", Integer.toUnsignedLong(pattern.signature()))
        .put("cycles", pattern.cycles());
  }

  private static void addRegisters(ObjectNode node, HardwarePlan plan) {
    node.put("bus", "AXI4-Lite");
    node.put("dataBits", 32);
    node.put("addressBits", Integer.numberOfTrailingZeros(RegisterMap.SIZE));
    node.put("counterBits", RegisterMap.COUNTER_WIDTH);
    node.put("unmapped", "SLVERR");
    ArrayNode map = node.putArray("map");
    for (RegisterMap.Register register : RegisterMap.of(plan)) {
      ObjectNode entry =
          map.addObject()
              .put("name", register.name())
              .put("offset", register.offset())
              .put("access", register.access().word())
              .put("reset", register.reset());
      ArrayNode bits = entry.putArray("bits");
      for (RegisterMap.Bit bit : register.bits()) {
        bits.addObject()
            .put("bit", bit.number())
            .put("name", bit.name())
            .put("meaning", bit.meaning());
      }
      entry.put("meaning", register.meaning());
    }
  }

  private static void addMemories(ObjectNode node, HardwarePlan plan) {
    node.put("network", NetworkLoad.identity(plan.networkHash()) & 0xFFFFFFFFL);
    node.put("pieceBits", 32);
    node.put("pieceOrder", "lowest bits first");
    ArrayNode memories = node.putArray("memories");
    for (LoadableMemory memory : LoadableMemory.of(plan)) {
      LayerPlan layer = memory.layer();
      boolean weights = memory.contents() == LoadableMemory.Contents.WEIGHTS;
      memories
          .addObject()
          .put("layer", TopWriter.name(layer))
          .put("contents", memory.contents().word())
          .put("base", Integer.toUnsignedLong(memory.base()))
          .put("words", memory.words())
          .put("wordBits", memory.wordBits())
          .put("pieces", memory.pieces())
          .put("stride", memory.stride())
          .put("fields", layer.folding().pe())
          .put("fieldBits", weights ? layer.folding().simd() : layer.valueWidth())
          .put(
              "file",
              weights ? MemoryWriter.weightsFile(layer) : MemoryWriter.constantsFile(layer));
    }
  }

  /** Values of the constant registers, by name, as the file in a bundle promises them. */
  static Map<String, Long> readConstants(Path folder) throws IOException {
    Map<String, Long> values = new TreeMap<>();
    Path file = folder.resolve(NAME);
    JsonNode map = JSON.readTree(Files.readAllBytes(file)).path("registers").path("map");
    for (JsonNode entry : map) {
      if (entry.path("access").asText().equals(RegisterMap.Access.CONSTANT.word())) {
        values.put(entry.path("name").asText(), entry.path("reset").asLong(-1));
      }
    }
    return values;
  }

  /** SHA-256 in hexadecimal. */
  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
