package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.Arrays;
import java.util.List;

/** Shapes stretched to a common one, as numpy and ONNX do. */
final class Broadcast {
  private Broadcast() {}

  /** The common shape. */
  static int[] dims(List<int[]> all) {
    int rank = all.stream().mapToInt(d -> d.length).max().orElse(0);
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    for (int[] one : all) {
      for (int i = 0; i < one.length; i++) {
        int at = rank - one.length + i;
        require(
            dims[at] == one[i] || dims[at] == 1 || one[i] == 1,
            "shapes %s do not fit together",
            all.stream().map(Arrays::toString).toList());
        dims[at] = one[i] == 1 ? dims[at] : one[i];
      }
    }
    Value.size(dims);
    return dims;
  }

  /** For each position of {@code to}, the index into a tensor of shape {@code from}. */
  static int[] indices(int[] from, int[] to) {
    int[] strides = new int[to.length];
    int stride = 1;
    for (int i = from.length - 1; i >= 0; i--) {
      strides[to.length - from.length + i] = from[i] == 1 ? 0 : stride;
      stride *= from[i];
    }
    return walk(to, strides, 0);
  }

  /** The sum of index · stride over all axes, for each position of a shape. */
  static int[] walk(int[] dims, int[] strides, int start) {
    int[] result = new int[Value.size(dims)];
    int[] index = new int[dims.length];
    int at = start;
    for (int i = 0; i < result.length; i++) {
      result[i] = at;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        at -= index[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return result;
  }

  /** Row-major strides. */
  static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }
}
