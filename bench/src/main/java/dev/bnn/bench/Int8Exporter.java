package dev.bnn.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.bnn.export.OnnxExporter;
import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The benchmark networks for ONNX Runtime's 8-bit kernels: the best it has for them, and exact.
 *
 * <p>Quantizing the float32 file would leave comparisons in float32 between the layers. Here each
 * layer is one QLinearConv or QGemm: weights are int8 ±1, activations uint8 where 0 is −1 and 255
 * is +1 (the first layer sees the pixels, or 0 and 1), and the threshold is in the bias, because a
 * requantization by a large factor saturates at 0 and 255. With one = 255, the value of +1, a sum
 * is {@code a = one · Σ w over inputs +1}, {@code d = 2a/one − Σw}, and {@code d >= T} is {@code a
 * >= one · ceil((T + Σw) / 2)}.
 */
final class Int8Exporter implements Layer.Visitor<Void> {
  private static final float FACTOR = 512;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("int8");
  private String value = OnnxExporter.IMAGE;
  private boolean isMap = true;
  private int one; // what +1 is before the next layer

  private Int8Exporter() {}

  /** The bytes of an ONNX file with the input and the scores of {@link OnnxExporter}. */
  static byte[] export(BinaryNetwork network) {
    Int8Exporter exporter = new Int8Exporter();
    exporter.addConstants();
    network.layers().forEach(layer -> layer.accept(exporter));
    Shape image = network.input().image();
    exporter.graph.addInput(
        declare(
            OnnxExporter.IMAGE,
            TensorProto.DataType.UINT8,
            image.channels(),
            image.height(),
            image.width()));
    exporter.graph.addOutput(
        declare(OnnxExporter.SCORES, TensorProto.DataType.INT32, network.classes().size()));
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(7).setGraph(exporter.graph);
    model.addOpsetImportBuilder().setDomain("").setVersion(13);
    model.addOpsetImportBuilder().setDomain("com.microsoft").setVersion(1);
    return model.build().toByteArray();
  }

  private void addConstants() {
    floatConstant("one", 1);
    floatConstant("small", 1 / FACTOR);
    constant("zero-u8", TensorProto.DataType.UINT8, List.of(), bytes(1, i -> 0));
    constant("zero-s8", TensorProto.DataType.INT8, List.of(), bytes(1, i -> 0));
  }

  @Override
  public Void visit(InputEncoding layer) {
    if (layer.encoding() instanceof Encoding.Binary) {
      constant("seven", TensorProto.DataType.UINT8, List.of(), bytes(1, i -> 7));
      AttributeProto right =
          AttributeProto.newBuilder()
              .setName("direction")
              .setType(AttributeProto.AttributeType.STRING)
              .setS(ByteString.copyFromUtf8("RIGHT"))
              .build();
      node("", "BitShift", List.of(value, "seven"), right);
      one = 1;
    } else if (!(layer.encoding() instanceof Encoding.Pixels)) {
      throw new IllegalArgumentException(
          "no benchmark has the encoding " + layer.encoding().name());
    }
    return null;
  }

  @Override
  public Void visit(InputConv2d layer) {
    return convolve(layer.window(), layer.weights(), row -> 1 - layer.thresholds().get(row));
  }

  @Override
  public Void visit(BinaryConv2d layer) {
    return convolve(layer.window(), layer.weights(), bias(layer.weights(), layer.thresholds()));
  }

  @Override
  public Void visit(InputDense layer) {
    return multiply(layer.weights(), row -> 1 - layer.thresholds().get(row));
  }

  @Override
  public Void visit(BinaryDense layer) {
    return multiply(layer.weights(), bias(layer.weights(), layer.thresholds()));
  }

  @Override
  public Void visit(MaxPool layer) {
    if (layer.poolings().contains(MaxPool.Pooling.AND)) {
      throw new IllegalArgumentException("no benchmark pools with AND");
    }
    node(
        "",
        "MaxPool",
        List.of(value),
        integers("kernel_shape", layer.size(), layer.size()),
        integers("strides", layer.stride(), layer.stride()));
    return null;
  }

  @Override
  public Void visit(Scores layer) {
    flatten();
    BitMatrix weights = layer.weights();
    int classes = weights.rows();
    String transposed =
        constant(
            "scores-weights",
            TensorProto.DataType.INT8,
            List.of((long) weights.columns(), (long) classes),
            bytes(weights.columns() * classes, i -> weights.sign(i % classes, i / classes)));
    ints("scores-one", 1, i -> one);
    ints("scores-two", 1, i -> 2);
    ints("scores-offsets", classes, k -> layer.offsets().get(k) - sum(weights, k));
    node("", "MatMulInteger", List.of(value, transposed));
    node("", "Div", List.of(value, "scores-one"));
    node("", "Mul", List.of(value, "scores-two"));
    node("", "Add", List.of(value, "scores-offsets"));
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, OnnxExporter.SCORES);
    return null;
  }

  private IntUnaryOperator bias(BitMatrix weights, Thresholds thresholds) {
    int value = one;
    return row -> 1 - value * Math.floorDiv(thresholds.get(row) + sum(weights, row) + 1, 2);
  }

  private static int sum(BitMatrix weights, int row) {
    return 2 * weights.countOnes(row) - weights.columns();
  }

  private Void convolve(Window window, BitMatrix weights, IntUnaryOperator bias) {
    if (window.before() != 0) {
      throw new IllegalArgumentException("no benchmark pads");
    }
    long kernel = window.kernel();
    List<Long> shape =
        List.of((long) weights.rows(), (long) window.input().channels(), kernel, kernel);
    node(
        "",
        "QLinearConv",
        quantized(weights, shape, bias, true),
        integers("strides", window.stride(), window.stride()));
    one = 255;
    return null;
  }

  private Void multiply(BitMatrix weights, IntUnaryOperator bias) {
    flatten();
    AttributeProto transposed =
        AttributeProto.newBuilder()
            .setName("transB")
            .setType(AttributeProto.AttributeType.INT)
            .setI(1)
            .build();
    List<Long> shape = List.of((long) weights.rows(), (long) weights.columns());
    node("com.microsoft", "QGemm", quantized(weights, shape, bias, false), transposed);
    one = 255;
    return null;
  }

  /** The inputs of a quantized operator; convolution and multiplication order them differently. */
  private List<String> quantized(
      BitMatrix weights, List<Long> shape, IntUnaryOperator bias, boolean biasIsLast) {
    String name = "layer" + graph.getNodeCount();
    int columns = weights.columns();
    String w =
        constant(
            name + "-weights",
            TensorProto.DataType.INT8,
            shape,
            bytes(weights.rows() * columns, i -> weights.sign(i / columns, i % columns)));
    String b = ints(name + "-bias", weights.rows(), bias);
    return biasIsLast
        ? List.of(value, "one", "zero-u8", w, "one", "zero-s8", "small", "zero-u8", b)
        : List.of(value, "one", "zero-u8", w, "one", "zero-s8", b, "small", "zero-u8");
  }

  private void flatten() {
    if (isMap) {
      node("", "Flatten", List.of(value));
      isMap = false;
    }
  }

  private void node(
      String domain, String operator, List<String> inputs, AttributeProto... attributes) {
    value = operator + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder()
            .setName(value)
            .setDomain(domain)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(value)
            .addAllAttribute(List.of(attributes)));
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long v : values) {
      attribute.addInts(v);
    }
    return attribute.build();
  }

  private void floatConstant(String name, float number) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    constant(name, TensorProto.DataType.FLOAT, List.of(), bytes.putFloat(number));
  }

  private String ints(String name, int size, IntUnaryOperator number) {
    ByteBuffer bytes = ByteBuffer.allocate(size * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      bytes.putInt(number.applyAsInt(i));
    }
    return constant(name, TensorProto.DataType.INT32, List.of((long) size), bytes);
  }

  private static ByteBuffer bytes(int size, IntUnaryOperator number) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      bytes.put((byte) number.applyAsInt(i));
    }
    return bytes;
  }

  private String constant(
      String name, TensorProto.DataType type, List<Long> shape, ByteBuffer bytes) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(shape)
            .setRawData(ByteString.copyFrom(bytes.flip())));
    return name;
  }

  private static ValueInfoProto declare(String name, TensorProto.DataType type, long... sides) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("batch");
    for (long side : sides) {
      shape.addDimBuilder().setDimValue(side);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
