package dev.bnn.imports;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Map;

/**
 * What of a file is needed: a graph whose nodes are in an order in which each follows what it
 * reads.
 *
 * @param producer name of what wrote it
 * @param metadata properties of the file
 * @param nodes those the outputs depend on
 * @param initializers constants by name, not yet decoded
 * @param input the only input that is no constant
 * @param outputs names of the outputs
 */
record Model(
    String producer,
    String graphName,
    Map<String, String> metadata,
    List<Node> nodes,
    Map<String, TensorProto> initializers,
    Input input,
    List<String> outputs) {

  /**
   * The input.
   *
   * @param dims sides; −1 where the file leaves them open
   * @param annotation FINN's name of its data type, such as UINT8; or empty
   */
  record Input(String name, ElementType type, List<Integer> dims, String annotation) {}

  /** Whether this toolkit wrote it: channels first, and its metadata holds the provenance. */
  boolean isOurs() {
    return producer.equals("bnn");
  }
}
