package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A node with what its inputs stand for.
 *
 * @param inputs null where an optional input is left out
 */
record Call(Node node, List<Value> inputs, NetworkBuilder builder) {
  Value input(int index) {
    return optional(index).orElseThrow(() -> new Refusal("input " + index + " is missing"));
  }

  Optional<Value> optional(int index) {
    return index < inputs.size() ? Optional.ofNullable(inputs.get(index)) : Optional.empty();
  }

  /** An input that must not depend on the image. */
  Tensor constant(int index, String what) {
    require(
        input(index) instanceof Tensor,
        "%s (input %d) depends on the image; it must be a constant",
        what,
        index);
    return (Tensor) input(index);
  }

  /** An input that must depend on the image. */
  Signal signal(int index) {
    require(
        input(index) instanceof Signal,
        "input %d is %s, not values of the image or of a layer",
        index,
        input(index) instanceof Tensor ? "a constant" : "a softmax or an index");
    return (Signal) input(index);
  }

  /** The first input, prepared by {@code signal}, as something a layer can take. */
  Operand operand(Signal signal) {
    try {
      return builder.operand(signal);
    } catch (Refusal e) {
      throw new Refusal(
          "its input '" + Node.printable(node.inputs().get(0)) + "': " + e.getMessage());
    }
  }

  /** Integers that newer operator sets have as input and older ones as attribute. */
  Optional<int[]> integers(int index, String name) {
    return optional(index).isPresent()
        ? Optional.of(constant(index, name).integers(name))
        : node.integers(name);
  }

  /** An axis, counted from the end if negative. */
  static int axis(long axis, int rank) {
    require(axis >= -rank && axis < rank, "axis %d of a tensor with %d sides", axis, rank);
    return (int) (axis < 0 ? axis + rank : axis);
  }

  ElementType type(int index) {
    Value value = input(index);
    if (value instanceof Tensor tensor) {
      return tensor.type();
    }
    return value instanceof Signal signal ? signal.type() : ElementType.FLOAT;
  }

  /** Sides for messages. */
  static String sides(int[] dims) {
    return Arrays.toString(dims);
  }
}
