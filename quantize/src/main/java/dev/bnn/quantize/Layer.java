package dev.bnn.quantize;

/**
 * A layer of a network in which every number is an integer.
 *
 * <p>Activations after the first layer are ±1 (see {@link Bipolar}); accumulators are exact {@code
 * int} dot products. Nothing here knows about popcounts, ONNX or Verilog: those are lowerings.
 */
public sealed interface Layer
    permits InputEncoding, InputDense, InputConv2d, BinaryDense, BinaryConv2d, MaxPool, Scores {

  /** Shape of what comes in; a dense layer's is a vector and flattens (channels, height, width). */
  Shape inputShape();

  /** Shape of what goes out. */
  Shape outputShape();

  /** Calls the visitor's method for this kind of layer. */
  <R> R accept(Visitor<R> visitor);

  /** One method per kind: a new kind of layer breaks every back end at compile time. */
  interface Visitor<R> {
    R visit(InputEncoding layer);

    R visit(InputDense layer);

    R visit(InputConv2d layer);

    R visit(BinaryDense layer);

    R visit(BinaryConv2d layer);

    R visit(MaxPool layer);

    R visit(Scores layer);
  }
}
