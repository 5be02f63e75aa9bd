package dev.bnn.export;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.UINT8;
import static dev.bnn.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a network as standard ONNX (https://onnx.ai), opset 13, IR version 7, that every
 * conforming runtime executes.
 *
 * <p>Input {@code image}: uint8 (batch, channels, height, width), the bytes as they are; the
 * encoding is inside the graph. Outputs: {@code scores}, int32 (batch, classes), and {@code label},
 * int64 (batch): the index of the highest score, the lowest of equals.
 *
 * <table>
 * <caption>Nodes; a layer's name is encode, layer1, layer2, … scores</caption>
 * <tr><th>layer</th><th>nodes</th></tr>
 * <tr><td>pixels</td><td>Cast</td></tr>
 * <tr><td>binary</td><td>Cast, GreaterOrEqual, Where</td></tr>
 * <tr><td>thermometer</td><td>Cast, Unsqueeze, GreaterOrEqual, Where, Reshape</td></tr>
 * <tr><td>table</td><td>Cast, Gather</td></tr>
 * <tr><td>dense</td><td>Flatten if needed, MatMul, GreaterOrEqual, Where</td></tr>
 * <tr><td>convolution</td><td>Pad if needed, Conv, GreaterOrEqual, Where</td></tr>
 * <tr><td>pool</td><td>MaxPool; with AND: Mul, MaxPool, Mul</td></tr>
 * <tr><td>scores</td><td>Flatten if needed, MatMul, Add, Cast; ArgMax</td></tr>
 * </table>
 *
 * <p>Between layers values are float32 because that is what runtimes compute fast; each is an
 * integer below 2²³, so that every sum is exact in any order and all runtimes give the integers of
 * {@code quantize.exec.Interpreter}, bit for bit. (A runtime that converts convolutions to a
 * transform with fractions, such as Winograd's, steps outside of that.)
 *
 * <p>The metadata of the file holds {@code task}, {@code classes} (one name a line), {@code
 * inputEncoding}, {@code networkHash} and the {@link Provenance}: {@code tool}, {@code dataset},
 * {@code dataHash}, {@code seed}, {@code training}, {@code testAccuracy}, each where known. Equal
 * networks give equal bytes.
 */
public final class OnnxExporter {
  /** Name of the input: uint8 (batch, channels, height, width). */
  public static final String IMAGE = "image";

  /** Name of the output that holds the scores: int32 (batch, classes). */
  public static final String SCORES = "scores";

  /** Name of the output that holds the answer: int64 (batch). */
  public static final String LABEL = "label";

  private static final long IR_VERSION = 7;
  private static final long OPSET = 13;

  private OnnxExporter() {}

  /**
   * The bytes of an ONNX file.
   *
   * @throws IllegalArgumentException if a number of the network would not be exact in float32
   */
  public static byte[] export(BinaryNetwork network) {
    ModelProto.Builder model = ModelProto.newBuilder();
    model.setIrVersion(IR_VERSION);
    model.addOpsetImportBuilder().setVersion(OPSET);
    model.setProducerName("bnn").setProducerVersion(Version.NUMBER);
    model.setDocString(
        "Binarized neural network: weights and activations are -1 or +1, all numbers integers");
    model.setGraph(lower(network).build());
    metadata(network)
        .forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    return model.build().toByteArray();
  }

  /**
   * Writes an ONNX file in one step; an older file is replaced.
   *
   * @throws IllegalArgumentException if a number of the network would not be exact in float32
   * @throws IOException if the file cannot be written; an older one is untouched
   */
  public static void write(BinaryNetwork network, Path file) throws IOException {
    AtomicFiles.write(file, export(network));
  }

  private static OnnxGraph lower(BinaryNetwork network) {
    OnnxGraph graph = new OnnxGraph(network.name());
    Shape image = network.input().image();
    graph.input(IMAGE, UINT8, OnnxGraph.sides(image));
    LowerLayer.addConstants(graph);

    LowerLayer.Value value = new LowerLayer.Value(IMAGE, image, false);
    List<Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      boolean last = i == layers.size() - 1;
      String name = i == 0 ? "encode" : last ? SCORES : "layer" + i;
      value = layers.get(i).accept(new LowerLayer(graph, name, value, network.input().encoding()));
      if (!last) {
        graph.describe(value.name(), FLOAT, value.sides());
      }
    }
    graph.output(SCORES, INT32, value.sides());
    graph.node(
        LABEL,
        "ArgMax",
        List.of(SCORES),
        attribute("axis", 1),
        attribute("keepdims", 0),
        attribute("select_last_index", 0));
    graph.output(LABEL, INT64, List.of());
    return graph;
  }

  private static Map<String, String> metadata(BinaryNetwork network) {
    Provenance provenance = network.provenance();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("task", "image-classification");
    all.put("classes", String.join("\n", network.classes()));
    all.put("inputEncoding", describe(network.input().encoding()));
    all.put("networkHash", network.hash());
    all.put("tool", provenance.tool());
    all.put("dataset", provenance.dataset());
    all.put("dataHash", provenance.dataHash());
    all.put("seed", Long.toString(provenance.seed()));
    all.put("training", provenance.training());
    double accuracy = provenance.testAccuracy();
    all.put("testAccuracy", Double.isNaN(accuracy) ? "" : Double.toString(accuracy));
    all.values().removeIf(String::isEmpty);
    return all;
  }

  /** The rule in words; the graph applies it itself. */
  private static String describe(Encoding encoding) {
    if (encoding.isBipolar()) {
      return IntStream.range(0, encoding.levels())
          .map(encoding::smallestByte)
          .mapToObj(Integer::toString)
          .collect(Collectors.joining(", ", encoding.name() + ": +1 where byte >= ", ", else -1"));
    }
    return encoding instanceof Encoding.Pixels
        ? "pixels: the byte itself"
        : encoding.name() + ": entry of the byte in the constant encode/table";
  }
}
