package dev.bnn.export;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static dev.bnn.export.OnnxGraph.attribute;

import dev.bnn.quantize.BatchNorm;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.FloatVector;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** QONNX: what {@link QonnxExporter} describes. */
final class QonnxDialect implements Dialect {
  /** Operators of QONNX: {@code BipolarQuant(x, s) = s if x >= 0 else −s}. */
  static final String DOMAIN = "qonnx.custom_op.general";

  private static final String SCALE = "scale";

  private final OnnxGraph graph;

  QonnxDialect(OnnxGraph graph) {
    this.graph = graph;
    graph.floats(SCALE, List.of(), i -> 1);
  }

  @Override
  public String encode(String layer, String image, Encoding encoding, Shape encoded) {
    if (encoding.isBipolar()) {
      return encodeLevels(layer, image, encoding, encoded);
    }
    int zero = encoding.encode(0, 0);
    int step = encoding.encode(1, 0) - zero;
    for (int pixel = 0; pixel < 256; pixel++) {
      if (encoding.encode(pixel, 0) != zero + step * pixel) {
        throw new IllegalArgumentException(
            "QONNX has no look-up for pixels: the input encoding '"
                + encoding.name()
                + "' must be a multiple of the byte plus a number; use the standard flavor");
      }
    }
    String scaled = step == 1 ? image : scalar(layer + "/scaled", "Mul", image, step);
    return zero == 0 ? scaled : scalar(layer + "/shifted", "Add", scaled, zero);
  }

  private String scalar(String name, String operator, String value, int number) {
    String constant = graph.floats(name + "-by", List.of(), i -> number);
    return graph.node(name, operator, List.of(value, constant));
  }

  /**
   * A grouped 1×1 convolution with weights +1 repeats each image channel once a level, in the
   * channel order of {@link Encoding}; so no value has more than four dimensions and the second one
   * is always the channels, as QONNX's tools take for granted.
   */
  private String encodeLevels(String layer, String image, Encoding encoding, Shape encoded) {
    int levels = encoding.levels();
    int channels = encoded.channels() / levels;
    String repeated = image;
    if (levels > 1) {
      String ones = weights(layer, List.of((long) encoded.channels(), 1L, 1L, 1L), i -> 1);
      repeated =
          graph.node(
              layer + "/levels",
              "Conv",
              List.of(image, ones),
              attribute("group", channels),
              attribute("kernel_shape", List.of(1L, 1L)));
    }
    IntVector smallest =
        IntVector.generate(encoded.channels(), c -> encoding.smallestByte(c % levels));
    return threshold(layer, repeated, smallest, List.of((long) encoded.channels(), 1L, 1L));
  }

  /** QONNX keeps quantized values in float32. */
  @Override
  public String weights(String layer, List<Long> shape, IntToDoubleFunction sign) {
    String latent = graph.floats(layer + "/weights-float", shape, sign);
    graph.describeConstant(layer + "/weights", shape);
    return quantize(layer + "/weights", latent);
  }

  /** {@code value >= T} is {@code value − T >= 0}; FINN absorbs the difference into a threshold. */
  @Override
  public String threshold(String layer, String value, IntVector thresholds, List<Long> shape) {
    String limits = graph.floats(layer + "/thresholds", shape, thresholds::get);
    String above = graph.node(layer + "/above", "Sub", List.of(value, limits));
    return quantize(layer + "/threshold", above);
  }

  /** The trained batch-norm, and +1 where it gives at least 0, −1 elsewhere. */
  String batchNorm(String layer, String value, BatchNorm norm) {
    String normalized =
        graph.node(
            layer + "/norm",
            "BatchNormalization",
            List.of(
                value,
                vector(layer + "/gamma", norm.gamma()),
                vector(layer + "/beta", norm.beta()),
                vector(layer + "/mean", norm.mean()),
                vector(layer + "/variance", norm.variance())),
            attribute("epsilon", norm.epsilon()));
    return quantize(layer + "/sign", normalized);
  }

  private String vector(String name, FloatVector values) {
    return graph.floats(name, List.of((long) values.size()), values::get);
  }

  private String quantize(String name, String value) {
    return graph.nodeOf(DOMAIN, name, "BipolarQuant", List.of(value, SCALE));
  }

  @Override
  public String scores(String layer, String sums, IntVector offsets) {
    List<Long> classes = List.of((long) offsets.size());
    if (offsets.stream().allMatch(offset -> offset == 0)) {
      graph.renameLast(QonnxExporter.OUTPUT);
    } else {
      String added = graph.floats(layer + "/offsets", classes, offsets::get);
      graph.node(QonnxExporter.OUTPUT, "Add", List.of(sums, added));
    }
    graph.output(QonnxExporter.OUTPUT, FLOAT, classes);
    return QonnxExporter.OUTPUT;
  }
}
