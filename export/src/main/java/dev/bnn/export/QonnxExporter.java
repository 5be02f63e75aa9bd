package dev.bnn.export;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.bnn.quantize.BatchNorm;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.TrainedLayer;
import dev.bnn.quantize.TrainedNetwork;
import java.util.function.Function;

/**
 * Writes a network as QONNX (https://github.com/fastmachinelearning/qonnx), the dialect of ONNX
 * that FINN and hls4ml read: opset 13, IR version 7, and {@code BipolarQuant} of {@code
 * qonnx.custom_op.general}, version 1, with scale 1: {@code +1 if x >= 0 else −1}.
 *
 * <p>Input {@code global_in}: float32 (batch, channels, height, width), the bytes 0…255 as numbers
 * (annotated as UINT8); the encoding is inside the graph. Output {@code global_out}: float32
 * (batch, classes), the integer scores.
 *
 * <table>
 * <caption>Nodes; a layer's name is encode, layer1, layer2, … scores</caption>
 * <tr><th>layer</th><th>nodes</th></tr>
 * <tr><td>pixels</td><td>none</td></tr>
 * <tr><td>binary</td><td>Sub 128, BipolarQuant</td></tr>
 * <tr><td>thermometer</td><td>Conv 1×1 in one group a channel, with weights +1: each channel once
 * a level; Sub, BipolarQuant</td></tr>
 * <tr><td>table that is a·byte + b</td><td>Mul, Add; other tables are refused</td></tr>
 * <tr><td>dense</td><td>Flatten if needed, MatMul, decision</td></tr>
 * <tr><td>convolution</td><td>Pad if needed, Conv, decision</td></tr>
 * <tr><td>decision</td><td>Sub threshold, BipolarQuant; or BatchNormalization, BipolarQuant
 * </td></tr>
 * <tr><td>pool</td><td>MaxPool; with AND: Mul, MaxPool, Mul</td></tr>
 * <tr><td>scores</td><td>Flatten if needed, MatMul; Add where an offset is not 0</td></tr>
 * <tr><td>weights</td><td>float32 −1 and +1, BipolarQuant; MatMul's are (inputs, outputs)
 * </td></tr>
 * </table>
 *
 * <p>Metadata and exactness are those of {@link OnnxExporter}, with one exception: a kept
 * batch-norm is a float32 expression that tools may evaluate in another order than the trainer, and
 * where its value rounds to the other side of 0 they decide otherwise.
 */
public final class QonnxExporter {
  /** Name of the input: float32 (batch, channels, height, width), integers 0…255. */
  public static final String INPUT = "global_in";

  /** Name of the output: float32 (batch, classes), integers. */
  public static final String OUTPUT = "global_out";

  private QonnxExporter() {}

  /**
   * The bytes of a QONNX file with integer thresholds.
   *
   * @throws IllegalArgumentException if a number of the network would not be exact in float32, or
   *     its input encoding has no words in QONNX
   */
  public static byte[] export(BinaryNetwork network) {
    return export(network, dialect -> LowerNetwork.layersOf(network));
  }

  /**
   * The bytes of a QONNX file with the trained weights and batch-norms.
   *
   * @param trained weights and batch-norms
   * @param network what they fold into; the metadata is of it
   * @throws IllegalArgumentException as {@link #export}, or if {@code trained} folds into another
   *     network
   */
  public static byte[] exportWithBatchNorm(TrainedNetwork trained, BinaryNetwork network) {
    if (!Quantizer.quantize(trained).hash().equals(network.hash())) {
      throw new IllegalArgumentException(
          "the trained batch-norms fold into another network than this one: checkpoint and"
              + " model.bnn are not of the same training");
    }
    LowerNetwork.LayerLowering others = LowerNetwork.layersOf(network);
    return export(
        network,
        dialect ->
            (position, nodes) -> {
              TrainedLayer layer = position == 0 ? null : trained.layers().get(position - 1);
              if (layer instanceof TrainedLayer.Dense dense) {
                return nodes.dense(dense.weights(), keep(dense.norm(), dialect));
              }
              if (layer instanceof TrainedLayer.Conv2d conv) {
                int padValue = padValue(conv.window().padding(), position, trained.encoding());
                return nodes.convolve(
                    conv.window(), conv.weights(), padValue, keep(conv.norm(), dialect));
              }
              return others.lower(position, nodes);
            });
  }

  private static LayerNodes.Decision keep(BatchNorm norm, QonnxDialect dialect) {
    return (layer, sums, perChannel) -> dialect.batchNorm(layer, sums, norm);
  }

  private static int padValue(Padding padding, int position, Encoding encoding) {
    boolean integers = position == 1 && !encoding.isBipolar();
    return integers ? encoding.padValue(padding, 0) : padding.value();
  }

  private static byte[] export(
      BinaryNetwork network, Function<QonnxDialect, LowerNetwork.LayerLowering> layers) {
    OnnxGraph graph = new OnnxGraph(network.name());
    graph.input(INPUT, FLOAT, OnnxGraph.sides(network.input().image()));
    graph.annotate(INPUT, "UINT8");
    QonnxDialect dialect = new QonnxDialect(graph);
    LowerNetwork.apply(network, graph, dialect, INPUT, layers.apply(dialect));
    ModelProto.Builder model = OnnxModel.of(graph, network, "qonnx");
    model.addOpsetImportBuilder().setDomain(QonnxDialect.DOMAIN).setVersion(1);
    return model.build().toByteArray();
  }
}
