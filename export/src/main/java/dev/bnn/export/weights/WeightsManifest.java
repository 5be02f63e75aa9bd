package dev.bnn.export.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.LayerSummary;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Version;
import dev.bnn.quantize.Window;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes and reads {@code manifest.json}; its fields are told in docs/weights.md. */
final class WeightsManifest {
  static final String FILE = "manifest.json";

  private static final String FORMAT = "bnn-weights";
  private static final int VERSION = 1;

  private WeightsManifest() {}

  /**
   * The bytes of the manifest.
   *
   * @param arrays of each layer
   * @param files all other files, whose hashes it names
   */
  static byte[] write(
      BinaryNetwork network, List<List<WeightArray>> arrays, SortedMap<String, byte[]> files) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", FORMAT).put("version", VERSION).put("tool", Version.TOOL);
    root.put("name", network.name()).put("networkHash", network.hash());
    ArrayNode classes = root.putArray("classes");
    network.classes().forEach(classes::add);
    addProvenance(root.putObject("provenance"), network.provenance());
    ObjectNode layouts = root.putObject("layouts");
    for (ArrayFormat format : ArrayFormat.values()) {
      layouts.put(format.ending(), format.layout());
    }
    layouts.put("c", CHeader.LAYOUT);
    ArrayNode layers = root.putArray("layers");
    for (LayerSummary summary : LayerSummary.of(network)) {
      int i = summary.layer();
      addLayer(layers.addObject(), summary, network.layers().get(i), arrays.get(i));
    }
    ObjectNode hashes = root.putObject("files");
    files.forEach((name, content) -> hashes.put(name, sha256(content)));
    return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void addProvenance(ObjectNode node, Provenance provenance) {
    node.put("tool", provenance.tool()).put("dataset", provenance.dataset());
    node.put("dataHash", provenance.dataHash()).put("seed", provenance.seed());
    node.put("training", provenance.training());
    double accuracy = provenance.testAccuracy();
    node.put("testAccuracy", Double.isNaN(accuracy) ? null : Double.valueOf(accuracy));
  }

  private static void addLayer(
      ObjectNode node, LayerSummary summary, Layer layer, List<WeightArray> arrays) {
    node.put("name", "l" + summary.layer()).put("kind", summary.kind());
    addShape(node.putArray("input"), layer.inputShape());
    addShape(node.putArray("output"), layer.outputShape());
    if (layer instanceof InputConv2d conv) {
      addWindow(node, conv.window());
    } else if (layer instanceof BinaryConv2d conv) {
      addWindow(node, conv.window());
    } else if (layer instanceof MaxPool pool) {
      node.put("kernel", pool.size()).put("stride", pool.stride());
    }
    ObjectNode all = node.putObject("arrays");
    for (WeightArray array : arrays) {
      ObjectNode each = all.putObject(array.role());
      ArrayNode shape = each.putArray("shape");
      array.shape().forEach(shape::add);
      ArrayNode axes = each.putArray("order");
      array.axes().forEach(axes::add);
      for (ArrayFormat format : ArrayFormat.values()) {
        each.put(format.ending(), format.file(array));
      }
      each.put("c", "bnn_" + array.name());
    }
  }

  private static void addShape(ArrayNode sides, Shape shape) {
    sides.add(shape.channels()).add(shape.height()).add(shape.width());
  }

  private static void addWindow(ObjectNode node, Window window) {
    node.put("kernel", window.kernel()).put("stride", window.stride());
    node.put("padding", window.padding().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    boolean padded = window.padding() != Padding.NONE;
    node.put("padBefore", window.before()).put("padAfter", padded ? window.kernel() / 2 : 0);
  }

  /**
   * The hashes that a manifest names, by file; empty if it is no manifest of ours.
   *
   * @param manifest content of a file of its name
   */
  static SortedMap<String, String> hashes(byte[] manifest) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    try {
      JsonNode root = new ObjectMapper().readTree(manifest);
      if (root.path("format").asText().equals(FORMAT)) {
        root.path("files")
            .fields()
            .forEachRemaining(e -> hashes.put(e.getKey(), e.getValue().asText()));
      }
    } catch (JsonProcessingException e) {
      hashes.clear(); // somebody else's file
    }
    return hashes;
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
