package dev.bnn.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.bnn.quantize.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * A graph under construction: nodes and constants in the order they are added.
 *
 * <p>Every node has one output, which has the node's name.
 */
final class OnnxGraph {
  /** Name of the free dimension that is the first of every value. */
  private static final String BATCH = "batch";

  private final GraphProto.Builder graph = GraphProto.newBuilder();

  OnnxGraph(String name) {
    graph.setName(name);
  }

  /** The sides of a shape in ONNX's type. */
  static List<Long> sides(Shape shape) {
    return List.of((long) shape.channels(), (long) shape.height(), (long) shape.width());
  }

  /** The message; two graphs built alike have equal bytes. */
  GraphProto build() {
    return graph.build();
  }

  /** An attribute of a node. */
  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** An attribute of a node: a list of integers. */
  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  /** An attribute of a node: a number. */
  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** Adds a node of standard ONNX and returns the name of its output. */
  String node(String name, String operator, List<String> inputs, AttributeProto... attributes) {
    return nodeOf("", name, operator, inputs, attributes);
  }

  /** Adds a node whose operator belongs to a domain and returns the name of its output. */
  String nodeOf(
      String domain,
      String name,
      String operator,
      List<String> inputs,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setDomain(domain)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(attributes)));
    return name;
  }

  /** Gives the node added last, and its output, another name. */
  String renameLast(String name) {
    graph.getNodeBuilder(graph.getNodeCount() - 1).setName(name).setOutput(0, name);
    return name;
  }

  /** Adds a node that converts to another type. */
  String cast(String name, String input, TensorProto.DataType type) {
    return node(name, "Cast", List.of(input), attribute("to", type.getNumber()));
  }

  /** Adds a node that gives the values behind the batch another shape. */
  String reshape(String name, String value, Shape shape) {
    List<Long> sides = new ArrayList<>(List.of(0L)); // 0 keeps the batch
    sides.addAll(sides(shape));
    return node(name, "Reshape", List.of(value, longs(name + "-shape", sides)));
  }

  /** Adds a constant of float32 values, in row-major order of its shape. */
  String floats(String name, List<Long> shape, IntToDoubleFunction value) {
    ByteBuffer bytes = buffer(shape, Float.BYTES);
    for (int i = 0; bytes.hasRemaining(); i++) {
      bytes.putFloat((float) value.applyAsDouble(i));
    }
    return constant(name, TensorProto.DataType.FLOAT, shape, bytes);
  }

  /** Adds a constant of int8 values, in row-major order of its shape. */
  String bytes(String name, List<Long> shape, IntToDoubleFunction value) {
    ByteBuffer bytes = buffer(shape, Byte.BYTES);
    for (int i = 0; bytes.hasRemaining(); i++) {
      bytes.put((byte) value.applyAsDouble(i));
    }
    return constant(name, TensorProto.DataType.INT8, shape, bytes);
  }

  /** Adds a constant vector of int64 values, as shapes and axes are given. */
  String longs(String name, List<Long> values) {
    List<Long> shape = List.of((long) values.size());
    ByteBuffer bytes = buffer(shape, Long.BYTES);
    values.forEach(bytes::putLong);
    return constant(name, TensorProto.DataType.INT64, shape, bytes);
  }

  /** Declares an input of the graph. */
  void input(String name, TensorProto.DataType type, List<Long> sides) {
    graph.addInput(valueInfo(name, type, sides));
  }

  /** Declares a value as output of the graph. */
  void output(String name, TensorProto.DataType type, List<Long> sides) {
    graph.addOutput(valueInfo(name, type, sides));
  }

  /** States the shape of a value between nodes. */
  void describe(String name, TensorProto.DataType type, List<Long> sides) {
    graph.addValueInfo(valueInfo(name, type, sides));
  }

  /** States the shape of a float32 value that is computed of constants, so has no batch. */
  void describeConstant(String name, List<Long> sides) {
    graph.addValueInfo(valueInfo(name, TensorProto.DataType.FLOAT, shape(sides)));
  }

  /** Notes the kind of numbers a value holds, as QONNX does: key {@code finn_datatype}. */
  void annotate(String name, String datatype) {
    graph
        .addQuantizationAnnotationBuilder()
        .setTensorName(name)
        .addQuantParameterTensorNamesBuilder()
        .setKey("finn_datatype")
        .setValue(datatype);
  }

  private static ByteBuffer buffer(List<Long> shape, int bytesPerValue) {
    long size = shape.stream().reduce(1L, Math::multiplyExact);
    return ByteBuffer.allocate(Math.toIntExact(size * bytesPerValue))
        .order(ByteOrder.LITTLE_ENDIAN);
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

  /** Sides are those behind the batch. */
  private static ValueInfoProto valueInfo(
      String name, TensorProto.DataType type, List<Long> sides) {
    TensorShapeProto.Builder batch = TensorShapeProto.newBuilder();
    batch.addDimBuilder().setDimParam(BATCH);
    return valueInfo(name, type, batch.mergeFrom(shape(sides).build()));
  }

  private static TensorShapeProto.Builder shape(List<Long> sides) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    sides.forEach(side -> shape.addDimBuilder().setDimValue(side));
    return shape;
  }

  private static ValueInfoProto valueInfo(
      String name, TensorProto.DataType type, TensorShapeProto.Builder shape) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
