package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies an operation to every value: to constants at once, to signals as a further step. */
final class Elementwise {
  private static final long MOST_WORK = 1 << 24;
  private static final int MOST_LANES = 1024;

  private Elementwise() {}

  /** Inputs are stretched to a common shape; {@code type} is that of the result. */
  static Value apply(Operation operation, ElementType type, List<Value> inputs) {
    inputs.forEach(i -> require(!(i instanceof Answer), "it computes with a softmax or an index"));
    int[] dims = Broadcast.dims(inputs.stream().map(Value::dims).toList());
    return inputs.stream().allMatch(Tensor.class::isInstance)
        ? fold(operation, type, inputs, dims)
        : extend(operation, type, inputs, dims);
  }

  private static Tensor fold(
      Operation operation, ElementType type, List<Value> inputs, int[] dims) {
    double[] result = new double[Value.size(dims)];
    double[] x = new double[inputs.size()];
    int[][] indices = new int[inputs.size()][];
    for (int k = 0; k < x.length; k++) {
      int[] own = inputs.get(k).dims();
      indices[k] = Arrays.equals(own, dims) ? null : Broadcast.indices(own, dims);
    }
    for (int i = 0; i < result.length; i++) {
      for (int k = 0; k < x.length; k++) {
        x[k] = ((Tensor) inputs.get(k)).values()[indices[k] == null ? i : indices[k][i]];
      }
      result[i] = type.round(operation.function().apply(x, Operation.Reading.RUNTIME));
    }
    return new Tensor(type, dims, result);
  }

  private static Signal extend(
      Operation operation, ElementType type, List<Value> inputs, int[] dims) {
    Signal first = (Signal) inputs.stream().filter(Signal.class::isInstance).findFirst().get();
    long work = (long) Value.size(dims) * inputs.size();
    require(
        work <= MOST_WORK, "%d constants for each of %d values", inputs.size(), Value.size(dims));
    Signal frame = stretch(first, dims);
    for (Value input : inputs) {
      if (input instanceof Signal other) {
        require(
            other.source() == first.source(),
            "two branches of the network meet: only chains of layers are mapped, without"
                + " connections that skip a layer");
        require(
            Arrays.equals(stretch(other, dims).cells(), frame.cells()),
            "it combines values of different positions");
      }
    }
    for (Value input : inputs) {
      if (input instanceof Tensor constant && frame.source() instanceof Source.Bytes) {
        if (tellsApart(frame, constant)) {
          return extendBytes(operation, type, inputs, frame, constant);
        }
      }
    }
    List<Expression> arguments = new ArrayList<>();
    double[] paddings = new double[inputs.size()];
    for (int k = 0; k < paddings.length; k++) {
      if (inputs.get(k) instanceof Signal signal) {
        arguments.add(signal.expression());
        paddings[k] = signal.padding();
      } else {
        arguments.add(perLane(frame, (Tensor) inputs.get(k), paddings, k));
      }
    }
    double padding =
        frame.isPadded()
            ? type.round(operation.function().apply(paddings, Operation.Reading.RUNTIME))
            : 0;
    return new Signal(
        frame.source(),
        Expression.apply(operation, type, arguments),
        type,
        dims,
        frame.cells(),
        padding);
  }

  private static Signal stretch(Signal signal, int[] dims) {
    return Arrays.equals(signal.dims(), dims)
        ? signal
        : signal.gather(dims, Broadcast.indices(signal.dims(), dims));
  }

  /** The constant as seen from each lane; all cells of a lane must see the same. */
  private static Expression perLane(Signal frame, Tensor constant, double[] paddings, int input) {
    if (constant.values().length == 1) {
      requireFinite(constant.values()[0]);
      paddings[input] = constant.values()[0];
      return new PerLane(constant.values());
    }
    int[] index = Broadcast.indices(constant.dims(), frame.dims());
    int lanes = 0;
    for (int i = 0; i < index.length; i++) {
      lanes = frame.cells()[i] == Signal.PADDED ? lanes : Math.max(lanes, frame.lane(i) + 1);
    }
    double[] values = new double[lanes];
    Arrays.fill(values, Double.NaN);
    paddings[input] = Double.NaN;
    for (int i = 0; i < index.length; i++) {
      double value = constant.values()[index[i]];
      requireFinite(value);
      if (frame.cells()[i] == Signal.PADDED) {
        require(
            Double.isNaN(paddings[input]) || paddings[input] == value,
            "padding becomes different per channel; pad behind this node");
        paddings[input] = value;
      } else {
        double known = values[frame.lane(i)];
        require(
            Double.isNaN(known) || known == value,
            "a constant differs within channel %d; one value a channel can be mapped",
            frame.lane(i));
        values[frame.lane(i)] = value;
      }
    }
    return new PerLane(values);
  }

  private static void requireFinite(double value) {
    require(Math.abs(value) <= Double.MAX_VALUE, "a constant is %s; train again or clip it", value);
  }

  /** Whether cells of one lane see different values of the constant, so that the lane must part. */
  private static boolean tellsApart(Signal frame, Tensor constant) {
    if (constant.values().length == 1) {
      return false;
    }
    int[] index = Broadcast.indices(constant.dims(), frame.dims());
    Map<Integer, Double> seen = new HashMap<>();
    for (int i = 0; i < index.length; i++) {
      if (frame.cells()[i] != Signal.PADDED) {
        Double before = seen.put(frame.lane(i), constant.values()[index[i]]);
        if (before != null && before != constant.values()[index[i]]) {
          return true;
        }
      }
    }
    return false;
  }

  private static Signal extendBytes(
      Operation operation, ElementType type, List<Value> inputs, Signal frame, Tensor constant) {
    Source.Bytes bytes = (Source.Bytes) frame.source();
    int[] index = Broadcast.indices(constant.dims(), frame.dims());
    Map<List<Object>, Integer> lanes = new HashMap<>();
    List<Integer> from = new ArrayList<>();
    int[] cells = new int[index.length];
    for (int i = 0; i < index.length; i++) {
      if (frame.cells()[i] == Signal.PADDED) {
        cells[i] = Signal.PADDED;
        continue;
      }
      int old = frame.lane(i);
      Integer lane =
          lanes.computeIfAbsent(
              List.of(old, constant.values()[index[i]]),
              key -> {
                from.add(old);
                return from.size() - 1;
              });
      require(
          from.size() <= MOST_LANES,
          "a constant differs between pixels; subtract the mean image before the network");
      cells[i] = lane * bytes.area() + frame.cells()[i] % bytes.area();
    }
    int[] fromLanes = from.stream().mapToInt(lane -> lane).toArray();
    Source parted = new Source.Bytes(bytes.image(), fromLanes.length);
    List<Value> moved = new ArrayList<>();
    for (Value input : inputs) {
      moved.add(
          input instanceof Signal s
              ? new Signal(
                  parted,
                  Expression.select(s.expression(), fromLanes),
                  s.type(),
                  frame.dims(),
                  cells,
                  s.padding())
              : input);
    }
    return extend(operation, type, moved, frame.dims());
  }
}
