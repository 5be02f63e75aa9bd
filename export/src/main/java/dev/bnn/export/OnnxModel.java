package dev.bnn.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The file around a graph: versions and where the network comes from. */
final class OnnxModel {
  /** Who made the file. */
  static final String PRODUCER = "bnn";

  private static final long IR_VERSION = 7;
  private static final long OPSET = 13;

  private OnnxModel() {}

  /** The message with opset 13 and IR version 7, which runtimes from 2021 on read. */
  static ModelProto.Builder of(OnnxGraph graph, BinaryNetwork network, String flavor) {
    ModelProto.Builder model = ModelProto.newBuilder();
    model.setIrVersion(IR_VERSION);
    model.addOpsetImportBuilder().setVersion(OPSET);
    model.setProducerName(PRODUCER).setProducerVersion(Version.NUMBER);
    model.setDocString(
        "Binarized neural network: weights and activations are -1 or +1, sums integers");
    model.setGraph(graph.build());
    metadata(network, flavor)
        .forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    return model;
  }

  private static Map<String, String> metadata(BinaryNetwork network, String flavor) {
    Provenance provenance = network.provenance();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("task", "image-classification");
    all.put("flavor", flavor);
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
        : encoding.name() + ": an integer for each byte";
  }
}
