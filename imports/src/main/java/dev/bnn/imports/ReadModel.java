package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the bytes of a file whose author is not trusted. */
final class ReadModel {
  private static final int MOST_NODES = 20_000;

  private ReadModel() {}

  static Model read(byte[] bytes) {
    ModelProto proto = parse(bytes);
    require(proto.hasGraph() && proto.getGraph().getNodeCount() > 0, "no ONNX: it has no graph");
    GraphProto graph = proto.getGraph();
    require(graph.getSparseInitializerCount() == 0, "it has sparse constants: save them dense");
    require(
        graph.getNodeCount() <= MOST_NODES,
        "%d nodes: at most %d are read",
        graph.getNodeCount(),
        MOST_NODES);
    require(graph.getOutputCount() > 0, "the graph has no output");
    Map<String, TensorProto> initializers = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      require(
          initializers.put(tensor.getName(), tensor) == null,
          "two constants are named '%s'",
          Node.printable(tensor.getName()));
    }
    List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    Map<String, String> metadata = new TreeMap<>();
    proto.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
    Model.Input input = input(graph, initializers);
    return new Model(
        proto.getProducerName(),
        graph.getName(),
        metadata,
        order(graph, opset(proto), initializers, input.name(), outputs),
        initializers,
        input,
        outputs);
  }

  private static ModelProto parse(byte[] bytes) {
    try {
      MeasureMessage.check(bytes, ModelProto.getDescriptor());
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.enableAliasing(true);
      return ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new Refusal("no ONNX, or damaged: " + firstSentence(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException(e); // from memory
    }
  }

  private static String firstSentence(String message) {
    return message.split("\\. |\\n", 2)[0];
  }

  private static long opset(ModelProto proto) {
    return proto.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(1);
  }

  private static Model.Input input(GraphProto graph, Map<String, TensorProto> initializers) {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !initializers.containsKey(i.getName())).toList();
    require(
        inputs.size() == 1,
        "%d inputs that are no constants: a classifier of images has one",
        inputs.size());
    ValueInfoProto input = inputs.get(0);
    require(
        input.getType().hasTensorType() && input.getType().getTensorType().hasShape(),
        "input '%s' is no tensor of a known shape: export with fixed sides",
        Node.printable(input.getName()));
    List<Integer> dims = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : input.getType().getTensorType().getShape().getDimList()) {
      require(
          !dim.hasDimValue() || dim.getDimValue() <= Tensor.LARGEST,
          "input '%s' has a side of %d",
          Node.printable(input.getName()),
          dim.getDimValue());
      dims.add(dim.getDimValue() > 0 ? (int) dim.getDimValue() : -1);
    }
    ElementType type = ElementType.of(input.getType().getTensorType().getElemType());
    return new Model.Input(input.getName(), type, dims, annotation(graph, input.getName()));
  }

  private static String annotation(GraphProto graph, String name) {
    return graph.getQuantizationAnnotationList().stream()
        .filter(a -> a.getTensorName().equals(name))
        .flatMap(a -> a.getQuantParameterTensorNamesList().stream())
        .filter(entry -> entry.getKey().equals("finn_datatype"))
        .map(StringStringEntryProto::getValue)
        .findFirst()
        .orElse("");
  }

  /** The nodes that outputs depend on, each after those it reads. */
  private static List<Node> order(
      GraphProto graph,
      long opset,
      Map<String, TensorProto> initializers,
      String input,
      List<String> outputs) {
    Map<String, NodeProto> makers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        require(
            output.isEmpty()
                || (makers.put(output, node) == null
                    && !initializers.containsKey(output)
                    && !output.equals(input)),
            "%s gives '%s', which something else gives too",
            new Node(node, opset).describe(),
            Node.printable(output));
      }
    }
    Set<NodeProto> open = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<NodeProto> finished = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Node> ordered = new ArrayList<>();
    Deque<NodeProto> stack = new ArrayDeque<>();
    for (String output : outputs) {
      require(makers.containsKey(output), "nothing gives the output '%s'", Node.printable(output));
      stack.push(makers.get(output));
    }
    while (!stack.isEmpty()) {
      NodeProto node = stack.peek();
      if (finished.contains(node)) {
        stack.pop();
      } else if (!open.add(node)) {
        stack.pop();
        finished.add(node);
        ordered.add(new Node(node, opset));
      } else {
        for (String name : new HashSet<>(node.getInputList())) {
          NodeProto maker = makers.get(name);
          if (maker == null) {
            require(
                name.isEmpty() || name.equals(input) || initializers.containsKey(name),
                "%s reads '%s', which nothing gives",
                new Node(node, opset).describe(),
                Node.printable(name));
          } else if (!finished.contains(maker)) {
            require(
                !open.contains(maker),
                "%s depends on itself: the graph has a cycle",
                new Node(node, opset).describe());
            stack.push(maker);
          }
        }
      }
    }
    return ordered;
  }
}
