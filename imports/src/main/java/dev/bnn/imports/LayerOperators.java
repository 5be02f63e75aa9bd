package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Operators that begin a layer: products with weights, convolutions, pools. */
final class LayerOperators {
  private LayerOperators() {}

  static void addTo(Map<String, Function<Call, Value>> all) {
    all.put("MatMul", LayerOperators::matMul);
    all.put("Gemm", LayerOperators::gemm);
    all.put("Conv", LayerOperators::conv);
    all.put("MaxPool", call -> maxPool(call, false));
  }

  static void addCustomTo(Map<String, Function<Call, Value>> all) {
    all.put("XnorPopcountMatMul", LayerOperators::xnorPopcount);
    all.put("Im2Col", LayerOperators::unfold);
    all.put("MaxPoolNHWC", call -> maxPool(call, true));
  }

  // ---- dense

  private static Value matMul(Call call) {
    if (call.input(0) instanceof Tensor) {
      require(
          !(call.input(1) instanceof Tensor),
          "a product of two constants: fold it before exporting");
      throw new Refusal("weights come first: write values · weights (transpose both)");
    }
    return multiply(call, matrix(call, 1, false), 1);
  }

  private static Tensor matrix(Call call, int index, boolean transposed) {
    Tensor weights = call.constant(index, "weights");
    require(
        weights.dims().length == 2,
        "weights of shape %s, not (inputs, outputs)",
        Call.sides(weights.dims()));
    return transposed ? (Tensor) ShapeOperators.transpose(weights, 1, 0) : weights;
  }

  /** Values (…, inputs) · weights (inputs, outputs); of maps, a convolution. */
  private static Signal multiply(Call call, Tensor weights, double factor) {
    Operand operand = call.operand(call.signal(0));
    int[] dims = operand.signal().dims();
    int inputs = weights.dims()[0];
    int outputs = weights.dims()[1];
    require(
        dims.length >= 1 && dims[dims.length - 1] == inputs,
        "values of shape %s for weights of shape %s",
        Call.sides(dims),
        Call.sides(weights.dims()));
    NetworkBuilder.Weights values = (o, i) -> factor * weights.values()[i * outputs + o];
    if (Value.size(dims) != inputs) {
      return multiplyMaps(call.builder(), operand, values, inputs, outputs);
    }
    int[] cells = operand.signal().cells();
    Source source = operand.signal().source();
    require(
        !operand.signal().isPadded() && inputs == size(source),
        "%d inputs for the %d values of the layer before",
        inputs,
        size(source));
    int[] lanes = IntStream.range(0, inputs).map(operand.signal()::lane).toArray();
    int[] result = dims.clone();
    result[dims.length - 1] = outputs;
    return call.builder()
        .start(
            operand,
            values,
            outputs,
            cells,
            lanes,
            Optional.empty(),
            result,
            Maps.inOrder(outputs));
  }

  private static Shape shape(Source source) {
    return source instanceof Source.Bits bits ? bits.shape() : ((Source.Integers) source).shape();
  }

  private static int size(Source source) {
    return shape(source).size();
  }

  /** Rows of unfolded windows (1, rows, columns, inputs): the convolution they come from. */
  private static Signal multiplyMaps(
      NetworkBuilder builder,
      Operand operand,
      NetworkBuilder.Weights weights,
      int inputs,
      int outputs) {
    Signal signal = operand.signal();
    int[] dims = signal.dims();
    Shape shape = shape(signal.source());
    require(
        dims.length == 4 && dims[0] == 1 && inputs % shape.channels() == 0,
        "values of shape %s: neither a vector nor windows of maps",
        Call.sides(dims));
    int kernel = (int) Math.round(Math.sqrt(inputs / (double) shape.channels()));
    require(
        kernel >= 1 && kernel <= 7 && kernel * kernel * shape.channels() == inputs,
        "%d inputs are no square window of %d channels",
        inputs,
        shape.channels());
    boolean pads = signal.isPadded();
    Padding padding = pads ? builder.padding(operand, signal.padding()) : Padding.NONE;
    for (int stride = 1; stride <= 8; stride++) {
      if (!pads && (shape.height() < kernel || shape.width() < kernel)) {
        break;
      }
      Window window = new Window(shape, kernel, stride, padding);
      if (window.outputHeight() == dims[1] && window.outputWidth() == dims[2]) {
        int[] places = places(signal, window);
        if (places != null) {
          int[] lanes = new int[inputs];
          Arrays.setAll(lanes, i -> places[i] / (kernel * kernel));
          Maps maps = Maps.of(window.output(outputs), Maps.inOrder(outputs), true);
          return builder.start(
              operand,
              weights,
              outputs,
              places,
              lanes,
              Optional.of(window),
              maps.dims(),
              maps.cells());
        }
      }
    }
    throw new Refusal(
        "its input is no map and no windows of one (square, stride and padding alike in both"
            + " directions)");
  }

  /** For each input its place in the window, or null if the cells are not this window's. */
  private static int[] places(Signal signal, Window window) {
    int[] dims = signal.dims();
    int inputs = dims[3];
    int kernel = window.kernel();
    Shape map = window.input();
    int[] places = new int[inputs];
    Arrays.fill(places, -1);
    for (int position = 0; position < dims[1] * dims[2]; position++) {
      int top = position / dims[2] * window.stride() - window.before();
      int left = position % dims[2] * window.stride() - window.before();
      for (int i = 0; i < inputs; i++) {
        int cell = signal.cells()[position * inputs + i];
        if (cell == Signal.PADDED) {
          continue;
        }
        int area = map.height() * map.width();
        int y = cell % area / map.width() - top;
        int x = cell % map.width() - left;
        if (y < 0 || y >= kernel || x < 0 || x >= kernel) {
          return null;
        }
        int place = (cell / area * kernel + y) * kernel + x;
        if (places[i] != -1 && places[i] != place) {
          return null;
        }
        places[i] = place;
      }
    }
    boolean[] seen = new boolean[inputs];
    for (int place : places) {
      if (place < 0 || seen[place]) {
        return null;
      }
      seen[place] = true;
    }
    for (int position = 0; position < dims[1] * dims[2]; position++) {
      int top = position / dims[2] * window.stride() - window.before();
      int left = position % dims[2] * window.stride() - window.before();
      for (int i = 0; i < inputs; i++) {
        int y = top + places[i] / kernel % kernel;
        int x = left + places[i] % kernel;
        boolean inside = y >= 0 && y < map.height() && x >= 0 && x < map.width();
        if (inside == (signal.cells()[position * inputs + i] == Signal.PADDED)) {
          return null;
        }
      }
    }
    return places;
  }

  private static Value gemm(Call call) {
    Node node = call.node();
    require(node.integer("transA", 0) == 0, "transA: the values must not be transposed");
    Tensor weights = matrix(call, 1, node.integer("transB", 0) != 0);
    float alpha = node.number("alpha", 1);
    require(alpha != 0 && Float.isFinite(alpha), "alpha %s", alpha);
    Signal sums = multiply(call, weights, alpha);
    if (call.optional(2).isEmpty()) {
      return sums;
    }
    float beta = node.number("beta", 1);
    Value bias = call.constant(2, "bias");
    Value scaled =
        beta == 1
            ? bias
            : Elementwise.apply(
                Operation.of((x, r) -> beta * x[0], Operation.ANY),
                ElementType.FLOAT,
                List.of(bias));
    return addBias(sums, scaled);
  }

  /** Added once to the exact sum; a runtime may add it anywhere in between. */
  private static Value addBias(Signal sums, Value bias) {
    return Elementwise.apply(
        Operation.of((x, r) -> x[0] + x[1], Operation.SUM), ElementType.FLOAT, List.of(sums, bias));
  }

  /** FINN: the number of equal positions of values 0 and 1, p = (d + n) / 2. */
  private static Value xnorPopcount(Call call) {
    Tensor bits = matrix(call, 1, false);
    for (double value : bits.values()) {
      require(value == 0 || value == 1, "a weight of %s: 0 and 1 are expected here", value);
    }
    Operand operand = call.operand(call.signal(0));
    boolean zeroOne = operand.unit() == 0.5 && operand.magnitude() == 1;
    for (int lane = 0; lane < operand.beta().length; lane++) {
      zeroOne &= operand.beta()[lane] == 1;
    }
    require(zeroOne && !operand.isInteger(), "its input is not of values 0 and 1");
    double[] signs = Arrays.stream(bits.values()).map(b -> 2 * b - 1).toArray();
    // the same values read as −1 and +1
    Signal turned =
        (Signal)
            Elementwise.apply(
                Operation.of((x, r) -> 2 * x[0] - 1, Operation.RISING),
                ElementType.FLOAT,
                List.of(operand.signal()));
    Call inner =
        new Call(
            call.node(),
            List.of(turned, new Tensor(ElementType.FLOAT, bits.dims(), signs)),
            call.builder());
    Signal sums = multiply(inner, (Tensor) inner.input(1), 1);
    int n = bits.dims()[0];
    return Elementwise.apply(
        Operation.of((x, r) -> (x[0] + n) / 2, Operation.RISING), ElementType.FLOAT, List.of(sums));
  }

  // ---- maps

  private static Value conv(Call call) {
    Node node = call.node();
    Tensor weights = call.constant(1, "weights");
    int[] w = weights.dims();
    require(w.length == 4, "weights of shape %s: only two-dimensional maps", Call.sides(w));
    require(w[2] == w[3], "a kernel of %d×%d: only square ones", w[2], w[3]);
    if (repeatsChannels(call, weights)) {
      return repeatChannels(call.signal(0), w[0] / call.signal(0).dims()[1]);
    }
    require(
        node.integer("group", 1) == 1, "group %d: only 1 can be mapped", node.integer("group", 1));
    int[] dilations = node.integers("dilations").orElse(new int[] {1, 1});
    require(
        Arrays.stream(dilations).allMatch(d -> d == 1),
        "dilations %s: only 1 can be mapped",
        Call.sides(dilations));
    int kernel = w[2];
    int stride = square(node, "strides", 1);
    Signal signal = call.signal(0);
    require(
        signal.dims().length == 4,
        "values of shape %s: not (1, channels, h, w)",
        Call.sides(signal.dims()));
    int[] pads = pads(node, signal.dims(), kernel, stride);
    signal =
        ShapeOperators.pad(signal, new int[] {0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]}, 0);
    Operand operand = call.operand(signal);
    Shape map = shape(operand.signal().source());
    Maps.Found found = Maps.find(operand.signal(), map, false);
    require(
        w[1] == found.channels().length,
        "weights for %d channels, maps of %d",
        w[1],
        found.channels().length);
    boolean padded = found.before() + found.after() > 0;
    require(
        !padded || (found.before() == (kernel - 1) / 2 && found.after() == kernel / 2),
        "padding of %d before and %d behind a kernel of %d: none, or (kernel − 1)/2 before and"
            + " kernel/2 behind can be mapped",
        found.before(),
        found.after(),
        kernel);
    Padding padding =
        padded ? call.builder().padding(operand, operand.signal().padding()) : Padding.NONE;
    Window window = new Window(map, kernel, stride, padding);
    int area = kernel * kernel;
    int[] places = new int[w[1] * area];
    Arrays.setAll(places, i -> found.channels()[i / area] * area + i % area);
    int[] lanes = Arrays.stream(places).map(place -> place / area).toArray();
    Maps maps = Maps.of(window.output(w[0]), Maps.inOrder(w[0]), false);
    int inputs = places.length;
    Signal sums =
        call.builder()
            .start(
                operand,
                (o, i) -> weights.values()[o * inputs + i],
                w[0],
                places,
                lanes,
                Optional.of(window),
                maps.dims(),
                maps.cells());
    if (call.optional(2).isEmpty()) {
      return sums;
    }
    Tensor bias = call.constant(2, "bias");
    require(bias.values().length == w[0], "%d biases for %d channels", bias.values().length, w[0]);
    return addBias(sums, bias.withDims(new int[] {w[0], 1, 1}));
  }

  /** A 1×1 kernel of +1 with a group per channel: each channel some times, as levels need it. */
  private static boolean repeatsChannels(Call call, Tensor weights) {
    int[] w = weights.dims();
    int[] dims = call.signal(0).dims();
    return dims.length == 4
        && w[1] == 1
        && w[2] == 1
        && dims[1] > 0
        && call.node().integer("group", 1) == dims[1]
        && w[0] > 0
        && w[0] % dims[1] == 0
        && call.signal(0).source() instanceof Source.Bytes
        && call.optional(2).isEmpty()
        && square(call.node(), "strides", 1) == 1
        && Arrays.stream(pads(call.node(), dims, 1, 1)).allMatch(p -> p == 0)
        && Arrays.stream(weights.values()).allMatch(v -> v == 1);
  }

  private static Signal repeatChannels(Signal signal, int times) {
    int[] d = signal.dims();
    int[] dims = {1, d[1] * times, d[2], d[3]};
    return signal
        .gather(
            dims,
            Broadcast.walk(
                new int[] {d[1], times, d[2], d[3]}, new int[] {d[2] * d[3], 0, d[3], 1}, 0))
        .withDims(dims);
  }

  private static int square(Node node, String name, int otherwise) {
    int[] sides = node.integers(name).orElse(new int[] {otherwise, otherwise});
    require(
        sides.length == 2 && sides[0] == sides[1] && sides[0] >= 1 && sides[0] <= 4096,
        "%s %s: must be alike in both directions",
        name,
        Call.sides(sides));
    return sides[0];
  }

  /** Top, left, bottom, right. */
  private static int[] pads(Node node, int[] dims, int kernel, int stride) {
    String automatic = node.text("auto_pad", "NOTSET");
    int[] pads = node.integers("pads").orElse(new int[4]);
    require(pads.length == 4, "%d pads", pads.length);
    return switch (automatic) {
      case "NOTSET", "" -> pads;
      case "VALID" -> new int[4];
      case "SAME_UPPER", "SAME_LOWER" -> {
        int rows = samePad(dims[2], kernel, stride);
        int columns = samePad(dims[3], kernel, stride);
        int more = automatic.equals("SAME_LOWER") ? 1 : 0;
        yield new int[] {
          (rows + more) / 2,
          (columns + more) / 2,
          rows - (rows + more) / 2,
          columns - (columns + more) / 2
        };
      }
      default -> throw new Refusal("auto_pad '" + Node.printable(automatic) + "' is not known");
    };
  }

  private static int samePad(int side, int kernel, int stride) {
    int out = (side + stride - 1) / stride;
    return Math.max(0, (out - 1) * stride + kernel - side);
  }

  /** FINN: windows (1, rows, columns, kernel · kernel · channels), channels innermost. */
  private static Value unfold(Call call) {
    Node node = call.node();
    Signal signal = call.signal(0);
    int[] dims = signal.dims();
    require(dims.length == 4 && dims[0] == 1, "values of shape %s", Call.sides(dims));
    int kernel = square(node, "kernel_size", 1);
    int stride = square(node, "stride", 1);
    int[] pads = node.integers("pad_amount").orElse(new int[4]);
    require(pads.length == 4 && kernel <= 7, "pad_amount %s", Call.sides(pads));
    require(node.integer("depthwise", 0) == 0, "depthwise windows cannot be mapped");
    require(
        Arrays.stream(node.integers("dilations").orElse(new int[] {1, 1})).allMatch(d -> d == 1),
        "only dilations of 1 can be mapped");
    Signal padded =
        ShapeOperators.pad(
            signal,
            new int[] {0, pads[0], pads[1], 0, 0, pads[2], pads[3], 0},
            node.number("pad_value", 0));
    int[] d = padded.dims();
    require(d[1] >= kernel && d[2] >= kernel, "a kernel of %d for %s", kernel, Call.sides(d));
    int rows = (d[1] - kernel) / stride + 1;
    int columns = (d[2] - kernel) / stride + 1;
    int[] unfolded = {rows, columns, kernel, kernel, d[3]};
    Value.size(unfolded);
    int row = d[2] * d[3];
    int[] strides = {stride * row, stride * d[3], row, d[3], 1};
    return padded.gather(
        new int[] {1, rows, columns, kernel * kernel * d[3]}, Broadcast.walk(unfolded, strides, 0));
  }

  private static Value maxPool(Call call, boolean channelsLast) {
    Node node = call.node();
    Signal signal = call.signal(0);
    require(node.has("kernel_shape"), "it has no kernel_shape");
    int size = square(node, "kernel_shape", 1);
    int stride = square(node, "strides", channelsLast ? size : 1);
    require(
        Arrays.stream(node.integers("pads").orElse(new int[0])).allMatch(p -> p == 0),
        "a pool with padding: pool whole windows only");
    require(
        Arrays.stream(node.integers("dilations").orElse(new int[0])).allMatch(d -> d == 1),
        "only dilations of 1 can be mapped");
    String automatic = node.text("auto_pad", "NOTSET");
    int[] dims = signal.dims();
    require(dims.length == 4, "values of shape %s: not (1, channels, h, w)", Call.sides(dims));
    int height = dims[channelsLast ? 1 : 2];
    int width = dims[channelsLast ? 2 : 3];
    boolean whole = (height - size) % stride == 0 && (width - size) % stride == 0;
    require(
        automatic.equals("NOTSET")
            || automatic.equals("VALID")
            || (automatic.startsWith("SAME")
                && samePad(height, size, stride) + samePad(width, size, stride) == 0),
        "auto_pad %s pads here: pool whole windows only",
        Node.printable(automatic));
    require(
        whole || node.integer("ceil_mode", 0) == 0, "ceil_mode pads here: pool whole windows only");
    if (signal.source() instanceof Source.Bytes) {
      signal = call.operand(signal).signal();
    }
    Shape map = signal.source() instanceof Sums sums ? sums.shape() : shape(signal.source());
    Maps.Found found = Maps.find(signal, map, channelsLast);
    require(found.before() + found.after() == 0, "a pool of padded maps: pool before padding");
    return call.builder().pool(signal, size, stride, found.channels(), channelsLast);
  }
}
