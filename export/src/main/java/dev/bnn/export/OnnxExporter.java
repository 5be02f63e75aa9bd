package dev.bnn.export;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.UINT8;

import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.nio.file.Path;

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
 * <tr><td>weights</td><td>int8, Cast</td></tr>
 * </table>
 *
 * <p>Between layers values are float32 because that is what runtimes compute fast; each is an
 * integer below 2²³, so that every sum is exact in any order and a runtime that adds products in
 * float32 gives the integers of {@code quantize.exec.Interpreter}, bit for bit. Promised for ONNX
 * Runtime on the CPU, where it is tested. A runtime that computes in fp16, or converts convolutions
 * to a transform with fractions, such as Winograd's, steps outside of that.
 *
 * <p>The metadata of the file holds {@code task}, {@code flavor}, {@code classes} (one name a
 * line), {@code inputEncoding}, {@code networkHash} and the {@link dev.bnn.quantize.Provenance}:
 * {@code tool}, {@code dataset}, {@code dataHash}, {@code seed}, {@code training}, {@code
 * testAccuracy}, each where known. Equal networks give equal bytes.
 */
public final class OnnxExporter {
  /** Name of the input: uint8 (batch, channels, height, width). */
  public static final String IMAGE = "image";

  /** Name of the output that holds the scores: int32 (batch, classes). */
  public static final String SCORES = "scores";

  /** Name of the output that holds the answer: int64 (batch). */
  public static final String LABEL = "label";

  private OnnxExporter() {}

  /**
   * The bytes of an ONNX file.
   *
   * @throws IllegalArgumentException if a number of the network would not be exact in float32
   */
  public static byte[] export(BinaryNetwork network) {
    OnnxGraph graph = new OnnxGraph(network.name());
    graph.input(IMAGE, UINT8, OnnxGraph.sides(network.input().image()));
    LowerNetwork.apply(
        network, graph, new StandardDialect(graph), IMAGE, LowerNetwork.layersOf(network));
    return OnnxModel.of(graph, network, "standard").build().toByteArray();
  }

  /**
   * Writes an ONNX file in one step, as {@link OnnxFile#write}.
   *
   * @throws IllegalArgumentException if a number of the network would not be exact in float32
   * @throws IOException if the file cannot be written; an older one is untouched
   */
  public static void write(BinaryNetwork network, Path file) throws IOException {
    OnnxFile.write(export(network), file);
  }
}
