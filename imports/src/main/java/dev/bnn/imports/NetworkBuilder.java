package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.ClampThresholds;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The layers found so far, and the step from signals to layers. */
final class NetworkBuilder {
  /** Above this, float32 no longer holds every integer (docs/CONVENTIONS.md, 4). */
  private static final long EXACT = 1 << 24;

  private final List<Layer> layers = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Encoding encoding;

  List<Layer> layers() {
    return layers;
  }

  /** What a user should know: how inexact scales were read, where a tie was decided. */
  List<String> notes() {
    return notes;
  }

  /** Something behind the scores does not change which is the highest. */
  void noteDropped(Node node) {
    notes.add(node.describe() + " was dropped: the order of the scores decides");
  }

  // ---- what comes in

  /** The signal as something a layer can take; thresholds or the encoding become layers. */
  Operand operand(Signal signal) {
    if (signal.source() instanceof Source.Bytes bytes) {
      return encode(signal, bytes);
    }
    Signal bits = signal.source() instanceof Sums sums ? decide(signal, sums) : signal;
    Source.Bits source = (Source.Bits) bits.source();
    requireLast(source.layer());
    Program program = new Program(bits.expression());
    int lanes = source.shape().channels();
    requireWhole(bits, source.shape().size());
    int[] alpha = new int[lanes];
    int[] beta = new int[lanes];
    double unit = 0;
    for (int lane = 0; lane < lanes; lane++) {
      double minus = program.evaluate(lane, -1);
      double plus = program.evaluate(lane, 1);
      require(
          minus != plus && Math.abs(minus) < Float.MAX_VALUE && Math.abs(plus) < Float.MAX_VALUE,
          "channel %d is %s whatever comes in: remove it, it adds nothing but a constant",
          lane,
          plus);
      FitLevels.Fit fit = FitLevels.bits(Math.min(minus, plus), Math.max(minus, plus));
      require(
          lane == 0 || (unit == fit.unit() && Math.abs(alpha[0]) == fit.alpha()),
          "channel %d of its input has another scale than channel 0: use one scale for all"
              + " activations of a layer",
          lane);
      unit = fit.unit();
      alpha[lane] = minus < plus ? fit.alpha() : -fit.alpha();
      beta[lane] = fit.beta();
    }
    return new Operand(bits, unit, alpha, beta);
  }

  /** Every value of a layer must be used once, else the rest would have a weight of 0. */
  private static void requireWhole(Signal signal, int size) {
    boolean[] seen = new boolean[size];
    int used = 0;
    for (int cell : signal.cells()) {
      if (cell != Signal.PADDED && !seen[cell]) {
        seen[cell] = true;
        used++;
      }
    }
    require(
        used == size,
        "only %d of the %d values of the layer before are used: every one must be",
        used,
        size);
  }

  private void requireLast(int layer) {
    require(
        layer == layers.size() - 1,
        "two layers read the same values: only chains of layers are mapped, without branches");
  }

  private Operand encode(Signal signal, Source.Bytes bytes) {
    require(layers.isEmpty(), "two layers read the image: only chains of layers are mapped");
    requireWhole(signal, bytes.image().size() * bytes.lanes());
    EncodeInput.Encoded encoded = EncodeInput.of(bytes, signal.expression());
    encoding = encoded.encoding();
    layers.add(new InputEncoding(bytes.image(), encoding));
    if (!encoded.exact()) {
      notes.add(
          "the first layer sums bytes that are scaled by "
              + encoded.fit().unit()
              + ": read as the exact sum, scaled and rounded once");
    }
    Shape shape = EncodeInput.shape(bytes.image(), encoding);
    int area = bytes.image().height() * bytes.image().width();
    int[] cells = new int[signal.cells().length];
    for (int i = 0; i < cells.length; i++) {
      int cell = signal.cells()[i];
      if (cell == Signal.PADDED) {
        cells[i] = Signal.PADDED;
        continue;
      }
      int place = cell % bytes.area();
      int channel = place / area * encoding.levels() + encoded.levelOfLane()[cell / bytes.area()];
      cells[i] = channel * area + place % area;
    }
    Source source = encoding.isBipolar() ? new Source.Bits(0, shape) : new Source.Integers(shape);
    int[] alpha = new int[shape.channels()];
    int[] beta = new int[shape.channels()];
    Arrays.fill(alpha, encoded.fit().alpha());
    Arrays.fill(beta, encoded.fit().beta());
    Expression expression =
        affine(encoded.fit().unit(), encoded.fit().alpha(), encoded.fit().beta());
    Signal moved =
        new Signal(source, expression, signal.type(), signal.dims(), cells, signal.padding());
    requireWhole(moved, shape.size());
    return new Operand(moved, encoded.fit().unit(), alpha, beta);
  }

  private static Expression affine(double unit, int alpha, int beta) {
    Operation operation =
        Operation.of((x, reading) -> unit * (alpha * x[0] + beta), Operation.RISING);
    return Expression.apply(operation, ElementType.DOUBLE, List.of(Expression.SOURCE));
  }

  // ---- thresholds

  /** Completes a layer: its signal becomes one of bits. */
  private Signal decide(Signal signal, Sums sums) {
    require(
        sums.layer() == layers.size(),
        "two layers read the same values: only chains of layers are mapped, without branches");
    requireWhole(signal, sums.shape().size());
    DecideThresholds.Decisions decided = DecideThresholds.of(sums, signal.expression());
    BitMatrix weights =
        BitMatrix.of(
            sums.weights().rows(),
            sums.weights().columns(),
            (r, c) -> sums.weights().get(r, c) != decided.negate()[r]);
    layers.add(layer(sums, weights, decided.thresholds(), decided.negate()));
    noteTies(decided.ties());
    Shape shape = layers.get(layers.size() - 1).outputShape();
    for (PendingPool pool : sums.pools()) {
      List<MaxPool.Pooling> poolings = new ArrayList<>();
      for (int c = 0; c < shape.channels(); c++) {
        // pooled while rising and decided while rising, or both falling: any of them decides
        boolean falls = pool.directions()[c] < 0;
        poolings.add(falls == decided.negate()[c] ? MaxPool.Pooling.OR : MaxPool.Pooling.AND);
      }
      layers.add(new MaxPool(shape, pool.size(), pool.stride(), poolings));
      shape = layers.get(layers.size() - 1).outputShape();
    }
    Expression choice =
        Expression.apply(
            Operation.of((x, reading) -> x[0] > 0 ? x[2] : x[1], Operation.ANY),
            signal.type(),
            List.of(Expression.SOURCE, new PerLane(decided.low()), new PerLane(decided.high())));
    return new Signal(
        new Source.Bits(layers.size() - 1, shape),
        choice,
        signal.type(),
        signal.dims(),
        signal.cells(),
        signal.padding());
  }

  private void noteTies(List<String> ties) {
    if (!ties.isEmpty()) {
      notes.add(
          "layer "
              + (layers.size() - 1)
              + ": another order of rounding would decide differently in "
              + ties.size()
              + " of its channels; as ONNX Runtime, node by node, was taken: "
              + String.join(", ", ties.subList(0, Math.min(4, ties.size())))
              + (ties.size() > 4 ? ", …" : ""));
    }
  }

  private Layer layer(Sums sums, BitMatrix weights, IntVector values, boolean[] negate) {
    if (!sums.integers()) {
      Thresholds thresholds = ClampThresholds.apply(Thresholds.ofBinary(values, weights.columns()));
      return sums.window().isPresent()
          ? new BinaryConv2d(sums.window().get(), weights, thresholds)
          : new BinaryDense(weights, thresholds);
    }
    int channels = negate.length;
    Thresholds thresholds =
        ClampThresholds.apply(
            new Thresholds(
                values,
                IntVector.generate(channels, c -> negate[c] ? -sums.high()[c] : sums.low()[c]),
                IntVector.generate(channels, c -> negate[c] ? -sums.low()[c] : sums.high()[c]),
                1));
    return sums.window().isPresent()
        ? new InputConv2d(sums.window().get(), weights, thresholds)
        : new InputDense(weights, thresholds);
  }

  // ---- layers with weights

  /**
   * Weights of a layer before signs are folded.
   *
   * <p>(outputs, inputs in the order of the operand's positions)
   */
  @FunctionalInterface
  interface Weights {
    double at(int output, int input);
  }

  /**
   * Starts a layer.
   *
   * @param cells for each input of the weights, the cell of the operand that it belongs to; for a
   *     convolution, the place within its window
   * @param lanes for each input, the lane of the operand
   * @param dims sides of the result
   * @param order which cell of the result stands at each position
   */
  Signal start(
      Operand operand,
      Weights weights,
      int outputs,
      int[] cells,
      int[] lanes,
      Optional<Window> window,
      int[] dims,
      int[] order) {
    int inputs = cells.length;
    require(outputs >= 1 && inputs >= 1, "a layer of %d×%d weights", outputs, inputs);
    boolean[][] plus = new boolean[outputs][inputs];
    double[] factors = new double[outputs];
    double[] shifts = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      double scale = Math.abs(weights.at(o, 0));
      long shift = 0;
      for (int i = 0; i < inputs; i++) {
        double weight = weights.at(o, i);
        require(
            weight != 0,
            "weight [output %d, input %d] is 0: only ±1 (times a scale) can be mapped;"
                + " BipolarQuant gives no 0, while Sign at 0 and Quant of 2 bits or more do",
            o,
            i);
        require(
            Math.abs(weight) == scale && scale <= Float.MAX_VALUE,
            "weights of output %d are not ±1 times one scale: [input 0] is %s, [input %d] is %s;"
                + " train with binary weights",
            o,
            weights.at(o, 0),
            i,
            weight);
        shift += (weight > 0 ? 1 : -1) * (long) operand.beta()[lanes[i]];
        plus[o][cells[i]] = weight > 0 == operand.alpha()[lanes[i]] > 0;
      }
      factors[o] = scale * operand.unit();
      shifts[o] = shift;
    }
    BitMatrix bits = BitMatrix.of(outputs, inputs, (r, c) -> plus[r][c]);
    Shape shape = window.map(w -> w.output(outputs)).orElse(Shape.vector(outputs));
    boolean integers = operand.isInteger();
    int least = integers ? encoding.minimum() : -1;
    int most = integers ? encoding.maximum() : 1;
    int[] low = new int[outputs];
    int[] high = new int[outputs];
    for (int o = 0; o < outputs; o++) {
      long ones = bits.countOnes(o);
      long zeros = inputs - ones;
      long lowest = ones * least - zeros * most;
      long highest = ones * most - zeros * least;
      require(
          -EXACT < lowest
              && highest < EXACT
              && operand.magnitude() * Math.max(-lowest, highest) + Math.abs(shifts[o]) < EXACT,
          "channel %d: sums %d…%d are not exact in float32 (limit 2^24); use fewer inputs",
          o,
          lowest,
          highest);
      low[o] = (int) lowest;
      high[o] = (int) highest;
    }
    Sums sums =
        new Sums(
            layers.size(), shape, bits, window, integers, low, high, integers ? 1 : 2, List.of());
    return new Signal(
        sums, scaled(operand.magnitude(), factors, shifts), ElementType.FLOAT, dims, order, 0);
  }

  /** {@code factor · (alpha · d + shift)}: an exact sum, scaled and rounded once. */
  private static Expression scaled(int alpha, double[] factors, double[] shifts) {
    Operation operation =
        Operation.of(
            (x, reading) -> {
              double value = x[1] * (alpha * x[0] + x[2]);
              boolean exact = Math.scalb(1.0, Math.getExponent(x[1])) == x[1];
              return switch (reading) {
                case LOW -> exact ? value : Math.nextDown((float) value);
                case HIGH -> exact ? value : Math.nextUp((float) value);
                default -> value;
              };
            },
            Operation.RISING);
    return Expression.apply(
        operation,
        ElementType.FLOAT,
        List.of(Expression.SOURCE, new PerLane(factors), new PerLane(shifts)));
  }

  /** What stands outside of the map when {@code padding} does in the file. */
  Padding padding(Operand operand, double padding) {
    Program program = new Program(operand.signal().expression());
    boolean integers = operand.isInteger();
    int first = integers ? encoding.encode(0, 0) : -1;
    int last = integers ? encoding.encode(255, 0) : 1;
    int lanes = operand.alpha().length;
    boolean minus = true;
    boolean plus = true;
    for (int lane = 0; lane < lanes; lane++) {
      minus &= program.evaluate(lane, first) == padding;
      plus &= program.evaluate(lane, last) == padding;
    }
    require(
        minus || plus,
        "it pads with %s, which no value of the map is (%s and %s): pad with one of these, by a"
            + " Pad node before it",
        padding,
        program.evaluate(0, first),
        program.evaluate(0, last));
    return minus ? Padding.MINUS_ONE : Padding.PLUS_ONE;
  }

  // ---- pools

  /** Pools maps whose channels stand in the order {@code channels}. */
  Signal pool(Signal input, int size, int stride, int[] channels, boolean channelsLast) {
    require(
        !(input.source() instanceof Source.Integers),
        "it pools the image itself: pool before the network");
    Program program = new Program(input.expression());
    int[] directions = new int[channels.length];
    for (int c = 0; c < directions.length; c++) {
      directions[c] = program.direction(c);
      if (input.source() instanceof Source.Bits) {
        directions[c] = program.evaluate(c, 1) < program.evaluate(c, -1) ? -1 : 1;
      }
      require(
          directions[c] != Operation.UNKNOWN,
          "channel %d neither rises nor falls before it: pool behind the activation",
          c);
    }
    Source source;
    Shape shape;
    if (input.source() instanceof Sums sums) {
      shape = new MaxPool(sums.shape(), size, stride, or(channels.length)).outputShape();
      List<PendingPool> pools = new ArrayList<>(sums.pools());
      pools.add(new PendingPool(size, stride, directions));
      source =
          new Sums(
              sums.layer(),
              shape,
              sums.weights(),
              sums.window(),
              sums.integers(),
              sums.low(),
              sums.high(),
              sums.step(),
              pools);
    } else {
      Source.Bits bits = (Source.Bits) input.source();
      requireLast(bits.layer());
      List<MaxPool.Pooling> poolings =
          Arrays.stream(directions)
              .mapToObj(d -> d < 0 ? MaxPool.Pooling.AND : MaxPool.Pooling.OR)
              .toList();
      layers.add(new MaxPool(bits.shape(), size, stride, poolings));
      shape = layers.get(layers.size() - 1).outputShape();
      source = new Source.Bits(layers.size() - 1, shape);
    }
    Maps maps = Maps.of(shape, channels, channelsLast);
    return new Signal(source, input.expression(), input.type(), maps.dims(), maps.cells(), 0);
  }

  private static List<MaxPool.Pooling> or(int channels) {
    return Collections.nCopies(channels, MaxPool.Pooling.OR);
  }

  // ---- the end

  /** The last layer becomes scores. */
  void finish(Signal signal) {
    require(
        signal.source() instanceof Sums,
        "the output is no layer's sums: a classifier ends with a dense layer without activation");
    Sums sums = (Sums) signal.source();
    require(sums.layer() == layers.size(), "the output does not end the chain of layers");
    require(!sums.integers(), "a network needs at least one hidden layer");
    require(
        sums.pools().isEmpty() && sums.area() == 1 && sums.weights().columns() == inputs(sums),
        "the output is a map: a classifier ends with a dense layer");
    requireWhole(signal, sums.shape().size());
    require(signal.cells().length == sums.shape().size(), "scores are repeated");
    OrderScores.Order order = OrderScores.of(sums, signal.expression(), signal.cells());
    layers.add(
        new Scores(
            BitMatrix.of(
                sums.weights().rows(),
                sums.weights().columns(),
                (r, c) -> {
                  int row = signal.cells()[r];
                  return sums.weights().get(row, c) != order.negate()[row];
                }),
            order.offsets()));
    notes.addAll(order.notes());
  }

  private static int inputs(Sums sums) {
    return sums.window().map(w -> w.input().size()).orElse(sums.weights().columns());
  }
}
