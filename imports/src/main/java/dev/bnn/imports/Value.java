package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.Arrays;

/** What a name in the graph stands for while the graph is walked. */
sealed interface Value permits Tensor, Signal, Answer {
  /** Sides of the tensor; the batch counts as 1. */
  int[] dims();

  /** The same values under other sides. */
  Value withDims(int[] dims);

  /** Values chosen by their row-major index. */
  Value gather(int[] newDims, int[] from);

  /** Number of values of a tensor, refused if negative or beyond what a network needs. */
  static int size(int... dims) {
    long size = 1;
    for (int dim : dims) {
      require(dim >= 0, "a side of %d in shape %s", dim, Arrays.toString(dims));
      size *= dim;
      require(
          size <= Tensor.LARGEST,
          "a tensor of shape %s: at most %d values are read",
          Arrays.toString(dims),
          Tensor.LARGEST);
    }
    return (int) size;
  }
}
