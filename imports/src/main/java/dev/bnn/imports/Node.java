package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A node of the file with typed access to its attributes. */
final class Node {
  private static final int LONGEST_NAME = 60;

  private final NodeProto proto;
  private final long opset;

  Node(NodeProto proto, long opset) {
    this.proto = proto;
    this.opset = opset;
  }

  String operator() {
    return proto.getOpType();
  }

  String domain() {
    return proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain();
  }

  /** Version of the standard operators in this file. */
  long opset() {
    return opset;
  }

  List<String> inputs() {
    return proto.getInputList();
  }

  List<String> outputs() {
    return proto.getOutputList();
  }

  /** Number of named outputs behind the first. */
  int furtherOutputs() {
    return (int) outputs().stream().skip(1).filter(name -> !name.isEmpty()).count();
  }

  /** Name and operator as messages have them. */
  String describe() {
    String name = proto.getName();
    if (name.isEmpty()) {
      name = proto.getOutputCount() == 0 ? "" : proto.getOutput(0);
    }
    String kind = domain().isEmpty() ? operator() : domain() + "." + operator();
    return "node '" + printable(name) + "' (" + printable(kind) + ")";
  }

  /** A name of the file that is safe on a terminal. */
  static String printable(String name) {
    String safe =
        name.codePoints()
            .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
            .limit(LONGEST_NAME)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return safe.length() < name.length() ? safe + "…" : safe;
  }

  long integer(String name, long otherwise) {
    return attribute(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
  }

  float number(String name, float otherwise) {
    return attribute(name, AttributeType.FLOAT).map(AttributeProto::getF).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return attribute(name, AttributeType.STRING)
        .map(a -> a.getS().toStringUtf8())
        .orElse(otherwise);
  }

  boolean has(String name) {
    return proto.getAttributeList().stream().anyMatch(a -> a.getName().equals(name));
  }

  /** A list of integers; empty if there is none. */
  Optional<int[]> integers(String name) {
    return attribute(name, AttributeType.INTS)
        .map(a -> a.getIntsList().stream().mapToInt(Node::clamp).toArray());
  }

  Optional<AttributeProto> attribute(String name, AttributeType type) {
    Optional<AttributeProto> found =
        proto.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
    found.ifPresent(
        a -> require(a.getType() == type, "attribute '%s' is %s, not %s", name, a.getType(), type));
    return found;
  }

  private static int clamp(long value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }
}
