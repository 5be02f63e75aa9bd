package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Operators that move values and compute none. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void addTo(Map<String, Function<Call, Value>> all) {
    all.put("Shape", ShapeOperators::shape);
    all.put("Reshape", ShapeOperators::reshape);
    all.put("Flatten", ShapeOperators::flatten);
    all.put("Transpose", ShapeOperators::transpose);
    all.put("Squeeze", ShapeOperators::squeeze);
    all.put("Unsqueeze", ShapeOperators::unsqueeze);
    all.put("Concat", ShapeOperators::concat);
    all.put("Gather", ShapeOperators::gather);
    all.put("Slice", ShapeOperators::slice);
    all.put("Expand", ShapeOperators::expand);
    all.put("ConstantOfShape", ShapeOperators::constantOfShape);
    all.put("Pad", ShapeOperators::pad);
  }

  private static Value shape(Call call) {
    int[] dims = call.input(0).dims();
    int start = edge(call.node().integer("start", 0), dims.length);
    int end = edge(call.node().integer("end", dims.length), dims.length);
    return Tensor.longs(
        IntStream.range(start, Math.max(start, end)).mapToDouble(i -> dims[i]).toArray());
  }

  private static int edge(long position, int size) {
    return (int) Math.max(0, Math.min(size, position < 0 ? position + size : position));
  }

  private static Value reshape(Call call) {
    Value value = call.input(0);
    int[] wanted =
        call.integers(1, "shape").orElseThrow(() -> new Refusal("it has no shape")).clone();
    require(wanted.length <= 8, "a shape of %d sides", wanted.length);
    int size = Value.size(value.dims());
    long known = 1;
    int open = -1;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == 0 && call.node().integer("allowzero", 0) == 0) {
        require(i < value.dims().length, "side %d is kept, but there is none", i);
        wanted[i] = value.dims()[i];
      }
      require(wanted[i] >= -1, "a side of %d", wanted[i]);
      if (wanted[i] == -1) {
        require(open < 0, "two sides are left open: %s", Call.sides(wanted));
        open = i;
      } else {
        known = Math.min(known * wanted[i], 1L << 31);
      }
    }
    if (open >= 0) {
      require(known > 0 && size % known == 0, misfit(value, wanted));
      wanted[open] = (int) (size / known);
    } else if (known != size && wanted.length > 0 && known == (long) size * wanted[0]) {
      wanted[0] = 1; // the file fixes a batch; here it counts as 1
    }
    require(Value.size(wanted) == size, misfit(value, wanted));
    return value.withDims(wanted);
  }

  private static String misfit(Value value, int[] wanted) {
    return Call.sides(value.dims()) + " cannot become " + Call.sides(wanted);
  }

  private static Value flatten(Call call) {
    int[] dims = call.input(0).dims();
    long given = call.node().integer("axis", 1);
    int axis = given == dims.length ? dims.length : Call.axis(given, dims.length);
    int rows = Value.size(Arrays.copyOf(dims, axis));
    int columns = Value.size(Arrays.copyOfRange(dims, axis, dims.length));
    return call.input(0).withDims(new int[] {rows, columns});
  }

  private static Value transpose(Call call) {
    int rank = call.input(0).dims().length;
    int[] order =
        call.node()
            .integers("perm")
            .orElseGet(() -> IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
    require(
        Arrays.equals(Arrays.stream(order).sorted().toArray(), IntStream.range(0, rank).toArray()),
        "perm %s for %d sides",
        Call.sides(order),
        rank);
    return transpose(call.input(0), order);
  }

  static Value transpose(Value value, int... order) {
    int[] strides = Broadcast.strides(value.dims());
    int[] dims = Arrays.stream(order).map(axis -> value.dims()[axis]).toArray();
    int[] moved = Arrays.stream(order).map(axis -> strides[axis]).toArray();
    return value.gather(dims, Broadcast.walk(dims, moved, 0));
  }

  private static Value squeeze(Call call) {
    int[] dims = call.input(0).dims();
    boolean[] gone = new boolean[dims.length];
    int[] axes =
        call.integers(1, "axes")
            .orElseGet(() -> IntStream.range(0, dims.length).filter(i -> dims[i] == 1).toArray());
    for (int axis : axes) {
      int at = Call.axis(axis, dims.length);
      require(dims[at] == 1, "axis %d of %s is not 1", axis, Call.sides(dims));
      gone[at] = true;
    }
    return call.input(0)
        .withDims(
            IntStream.range(0, dims.length).filter(i -> !gone[i]).map(i -> dims[i]).toArray());
  }

  private static Value unsqueeze(Call call) {
    int[] dims = call.input(0).dims();
    int[] axes = call.integers(1, "axes").orElseThrow(() -> new Refusal("it has no axes"));
    require(axes.length <= 8 && dims.length <= 8, "too many sides");
    int rank = dims.length + axes.length;
    boolean[] added = new boolean[rank];
    for (int axis : axes) {
      int at = Call.axis(axis, rank);
      require(!added[at], "axis %d twice", axis);
      added[at] = true;
    }
    int[] result = new int[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      result[i] = added[i] ? 1 : dims[next++];
    }
    return call.input(0).withDims(result);
  }

  private static Value concat(Call call) {
    require(!call.inputs().isEmpty(), "nothing to join");
    Tensor first = call.constant(0, "a part");
    int axis = Call.axis(call.node().integer("axis", 0), first.dims().length);
    int[] dims = first.dims().clone();
    dims[axis] = 0;
    for (int i = 0; i < call.inputs().size(); i++) {
      int[] part = call.constant(i, "a part").dims();
      require(part.length == dims.length, "parts of unequal rank");
      for (int k = 0; k < dims.length; k++) {
        require(k == axis || part[k] == dims[k], "parts of unequal sides");
      }
      dims[axis] = (int) Math.min(Integer.MAX_VALUE, (long) dims[axis] + part[axis]);
    }
    double[] values = new double[Value.size(dims)];
    int outer = Value.size(Arrays.copyOf(dims, axis));
    int row = outer == 0 ? 0 : values.length / outer;
    int at = 0;
    for (int i = 0; i < call.inputs().size(); i++) {
      double[] part = call.constant(i, "a part").values();
      int length = outer == 0 ? 0 : part.length / outer;
      for (int o = 0; o < outer; o++) {
        System.arraycopy(part, o * length, values, o * row + at, length);
      }
      at += length;
    }
    return new Tensor(first.type(), dims, values);
  }

  private static Value gather(Call call) {
    if (call.input(0) instanceof Tensor table && call.input(1) instanceof Signal index) {
      return lookUp(table, index, call.node().integer("axis", 0));
    }
    int[] dims = call.input(0).dims();
    require(dims.length >= 1, "it takes from a single number");
    int axis = Call.axis(call.node().integer("axis", 0), dims.length);
    Tensor index = call.constant(1, "indices");
    int[] result = new int[dims.length - 1 + index.dims().length];
    System.arraycopy(dims, 0, result, 0, axis);
    System.arraycopy(index.dims(), 0, result, axis, index.dims().length);
    System.arraycopy(dims, axis + 1, result, axis + index.dims().length, dims.length - axis - 1);
    int inner = Value.size(Arrays.copyOfRange(dims, axis + 1, dims.length));
    int[] from = new int[Value.size(result)];
    int chosen = index.values().length;
    for (int i = 0; i < from.length; i++) {
      int pick = (int) index.values()[i / inner % chosen];
      pick = pick < 0 ? pick + dims[axis] : pick;
      require(pick >= 0 && pick < dims[axis], "index %d of %d", pick, dims[axis]);
      from[i] = (i / inner / chosen * dims[axis] + pick) * inner + i % inner;
    }
    return call.input(0).gather(result, from);
  }

  /** A table of 256 entries that bytes choose from. */
  private static Value lookUp(Tensor table, Signal index, long axis) {
    require(
        table.dims().length == 1 && axis == 0 && !index.type().isFloating(),
        "values of the image choose among constants that are no plain table");
    double[] values = table.values();
    Operation.Function function =
        (x, r) -> {
          int at = (int) (x[0] < 0 ? x[0] + values.length : x[0]);
          require(at >= 0 && at < values.length, "index %s of %d", x[0], values.length);
          return values[at];
        };
    return Elementwise.apply(
        Operation.of(function, Operation.ANY), table.type(), java.util.List.of(index));
  }

  private static Value slice(Call call) {
    int[] dims = call.input(0).dims();
    int[] starts = call.integers(1, "starts").orElseThrow(() -> new Refusal("no starts"));
    int[] ends = call.integers(2, "ends").orElseThrow(() -> new Refusal("no ends"));
    int[] axes =
        call.integers(3, "axes").orElseGet(() -> IntStream.range(0, starts.length).toArray());
    int[] steps = call.integers(4, "steps").orElse(null);
    require(
        ends.length == starts.length
            && axes.length == starts.length
            && (steps == null || steps.length == starts.length),
        "starts, ends, axes and steps of unequal length");
    int[] strides = Broadcast.strides(dims);
    int[] result = dims.clone();
    int begin = 0;
    for (int i = 0; i < axes.length; i++) {
      int axis = Call.axis(axes[i], dims.length);
      int step = steps == null ? 1 : steps[i];
      require(step >= 1 && step <= Tensor.LARGEST, "a step of %d", step);
      int start = edge(starts[i], dims[axis]);
      int end = edge(ends[i], dims[axis]);
      result[axis] = Math.max(0, (end - start + step - 1) / step);
      begin += start * strides[axis];
      strides[axis] *= step;
    }
    return call.input(0).gather(result, Broadcast.walk(result, strides, begin));
  }

  private static Value expand(Call call) {
    int[] wanted = call.constant(1, "shape").integers("shape");
    int[] dims = Broadcast.dims(java.util.List.of(call.input(0).dims(), wanted));
    return call.input(0).gather(dims, Broadcast.indices(call.input(0).dims(), dims));
  }

  private static Value constantOfShape(Call call) {
    int[] dims = call.constant(0, "shape").integers("shape");
    Tensor value =
        call.node()
            .attribute("value", AttributeType.TENSOR)
            .map(a -> ReadTensor.read(a.getT()))
            .orElse(Tensor.scalar(ElementType.FLOAT, 0));
    double[] values = new double[Value.size(dims)];
    Arrays.fill(values, value.single("value"));
    return new Tensor(value.type(), dims, values);
  }

  private static Value pad(Call call) {
    Signal signal = call.signal(0);
    int rank = signal.dims().length;
    require(
        call.node().text("mode", "constant").equals("constant"),
        "mode '%s': only constant padding can be mapped",
        Node.printable(call.node().text("mode", "")));
    int[] pads = call.integers(1, "pads").orElseThrow(() -> new Refusal("it has no pads"));
    require(pads.length == 2 * rank, "%d pads for %d sides", pads.length, rank);
    double value =
        call.optional(2).isPresent()
            ? call.constant(2, "value").single("value")
            : call.node().number("value", 0);
    return pad(signal, pads, value);
  }

  /** Pads are begins of all sides, then ends. */
  static Signal pad(Signal signal, int[] pads, double value) {
    if (Arrays.stream(pads).allMatch(p -> p == 0)) {
      return signal;
    }
    require(Arrays.stream(pads).allMatch(p -> p >= 0 && p <= 1024), "pads %s", Call.sides(pads));
    require(
        !signal.isPadded() || signal.padding() == value,
        "it pads with %s what is padded with %s",
        value,
        signal.padding());
    int rank = signal.dims().length;
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = signal.dims()[i] + pads[i] + pads[rank + i];
    }
    int[] cells = new int[Value.size(dims)];
    Arrays.fill(cells, Signal.PADDED);
    int[] strides = Broadcast.strides(dims);
    int start = 0;
    for (int i = 0; i < rank; i++) {
      start += pads[i] * strides[i];
    }
    int[] places = Broadcast.walk(signal.dims(), strides, start);
    for (int i = 0; i < places.length; i++) {
      cells[places[i]] = signal.cells()[i];
    }
    return new Signal(
        signal.source(), signal.expression(), signal.type(), dims, cells, value + 0.0);
  }
}
