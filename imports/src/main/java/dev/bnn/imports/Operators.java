package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import dev.bnn.imports.Operation.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What each operator becomes; docs/onnx.md has the same as a table. */
final class Operators {
  /** Domains in which the custom operators of Brevitas, QONNX and FINN are found. */
  private static final Set<String> CUSTOM =
      Set.of(
          "onnx.brevitas",
          "finn.custom_op.general",
          "finn",
          "qonnx.custom_op.general",
          "qonnx.custom_op.channels_last",
          "finn.custom_op.fpgadataflow");

  private static final Map<String, Function<Call, Value>> STANDARD = standard();
  private static final Map<String, Function<Call, Value>> OTHERS = custom();

  private Operators() {}

  /** The first output of a node. */
  static Value apply(Call call) {
    String domain = call.node().domain();
    String operator = call.node().operator();
    Function<Call, Value> function =
        domain.isEmpty()
            ? STANDARD.get(operator)
            : CUSTOM.contains(domain)
                ? OTHERS.getOrDefault(operator, STANDARD.get(operator))
                : null;
    require(
        function != null,
        "this operator has no counterpart in a binary network; export with the operators of"
            + " docs/onnx.md");
    return function.apply(call);
  }

  private static Map<String, Function<Call, Value>> standard() {
    Map<String, Function<Call, Value>> all = new HashMap<>();
    binary(all, "Add", Operation.of((x, r) -> x[0] + x[1], Operation.SUM));
    binary(all, "Sub", Operation.of((x, r) -> x[0] - x[1], Operation.DIFFERENCE));
    binary(all, "Mul", Operation.of((x, r) -> x[0] * x[1], Operation.PRODUCT));
    all.put("Div", Operators::divide);
    binary(all, "Pow", Operation.of((x, r) -> Math.pow(x[0], x[1]), Operation.ANY));
    binary(all, "Min", Operation.of((x, r) -> Math.min(x[0], x[1]), Operation.RISING));
    binary(all, "Max", Operation.of((x, r) -> Math.max(x[0], x[1]), Operation.RISING));
    test(all, "GreaterOrEqual", Operation.of((x, r) -> x[0] >= x[1] ? 1 : 0, Operation.DIFFERENCE));
    test(all, "Greater", Operation.of((x, r) -> x[0] > x[1] ? 1 : 0, Operation.DIFFERENCE));
    test(all, "LessOrEqual", Operation.of((x, r) -> x[0] <= x[1] ? 1 : 0, less()));
    test(all, "Less", Operation.of((x, r) -> x[0] < x[1] ? 1 : 0, less()));
    test(all, "Equal", Operation.of((x, r) -> x[0] == x[1] ? 1 : 0, Operation.ANY));
    test(all, "And", Operation.of((x, r) -> x[0] * x[1], Operation.ANY));
    test(all, "Or", Operation.of((x, r) -> Math.max(x[0], x[1]), Operation.ANY));
    test(all, "Not", Operation.of((x, r) -> 1 - x[0], Operation.FALLING));
    unary(all, "Neg", Operation.of((x, r) -> -x[0], Operation.FALLING));
    unary(all, "Abs", Operation.of((x, r) -> Math.abs(x[0]), Operation.ANY));
    unary(all, "Sign", Operation.of((x, r) -> Math.signum(x[0]), Operation.RISING));
    unary(all, "Relu", Operation.of((x, r) -> Math.max(0, x[0]), Operation.RISING));
    unary(all, "Floor", Operation.of((x, r) -> Math.floor(x[0]), Operation.RISING));
    unary(all, "Ceil", Operation.of((x, r) -> Math.ceil(x[0]), Operation.RISING));
    unary(all, "Round", Operation.of((x, r) -> Math.rint(x[0]), Operation.RISING));
    unary(all, "Sqrt", Operation.of((x, r) -> Math.sqrt(x[0]), Operation.ANY));
    unary(all, "Reciprocal", Operation.of((x, r) -> 1 / x[0], Operation.ANY));
    all.put("Where", Operators::where);
    all.put("Clip", Operators::clip);
    all.put("HardSigmoid", Operators::hardSigmoid);
    all.put("Cast", Operators::cast);
    all.put("Identity", call -> call.input(0));
    all.put("Dropout", call -> call.input(0));
    all.put("BatchNormalization", Operators::normalize);
    all.put("Constant", Operators::constant);
    all.put("Softmax", Operators::softmax);
    all.put("LogSoftmax", Operators::softmax);
    all.put("Sigmoid", Operators::order);
    all.put("ArgMax", Operators::argMax);
    all.put("TopK", Operators::topK);
    ShapeOperators.addTo(all);
    LayerOperators.addTo(all);
    return all;
  }

  private static Map<String, Function<Call, Value>> custom() {
    Map<String, Function<Call, Value>> all = new HashMap<>();
    all.put("BipolarQuant", Operators::bipolarQuant);
    all.put("Quant", Operators::quantize);
    all.put("IntQuant", Operators::quantize);
    all.put("MultiThreshold", Operators::multiThreshold);
    LayerOperators.addCustomTo(all);
    return all;
  }

  private static Operation.Slope less() {
    return (d, c) -> Operation.DIFFERENCE.of(new int[] {d[1], d[0]}, new double[] {c[1], c[0]});
  }

  private static void unary(
      Map<String, Function<Call, Value>> all, String name, Operation operation) {
    all.put(name, call -> Elementwise.apply(operation, call.type(0), List.of(call.input(0))));
  }

  private static void binary(
      Map<String, Function<Call, Value>> all, String name, Operation operation) {
    all.put(
        name,
        call -> {
          require(call.inputs().size() == 2, "%d inputs, not two", call.inputs().size());
          sameType(call, 0, 1);
          return Elementwise.apply(operation, call.type(0), List.of(call.input(0), call.input(1)));
        });
  }

  private static void test(
      Map<String, Function<Call, Value>> all, String name, Operation operation) {
    all.put(
        name,
        call -> {
          List<Value> inputs = new ArrayList<>();
          for (int i = 0; i < call.inputs().size(); i++) {
            inputs.add(call.input(i));
          }
          require(inputs.size() == (name.equals("Not") ? 1 : 2), "%d inputs", inputs.size());
          return Elementwise.apply(operation, ElementType.BOOL, inputs);
        });
  }

  private static void sameType(Call call, int one, int other) {
    require(
        call.type(one) == call.type(other),
        "inputs of types %s and %s: add a Cast",
        call.type(one),
        call.type(other));
  }

  private static Value divide(Call call) {
    sameType(call, 0, 1);
    if (call.input(1) instanceof Tensor divisor) {
      require(Arrays.stream(divisor.values()).noneMatch(v -> v == 0), "it divides by 0");
    }
    return Elementwise.apply(
        Operation.of((x, r) -> x[0] / x[1], Operation.QUOTIENT),
        call.type(0),
        List.of(call.input(0), call.input(1)));
  }

  private static Value where(Call call) {
    sameType(call, 1, 2);
    return Elementwise.apply(
        Operation.of((x, r) -> x[0] != 0 ? x[1] : x[2], Operation.CHOICE),
        call.type(1),
        List.of(call.input(0), call.input(1), call.input(2)));
  }

  private static Value clip(Call call) {
    double low = bound(call, 1, "min", -Double.MAX_VALUE);
    double high = bound(call, 2, "max", Double.MAX_VALUE);
    require(low <= high, "min %s is above max %s", low, high);
    return Elementwise.apply(
        Operation.of((x, r) -> Math.min(high, Math.max(low, x[0])), Operation.RISING),
        call.type(0),
        List.of(call.input(0)));
  }

  private static double bound(Call call, int index, String name, double otherwise) {
    if (call.optional(index).isPresent()) {
      return call.constant(index, name).single(name);
    }
    return call.node().has(name) ? call.node().number(name, 0) : otherwise;
  }

  private static Value hardSigmoid(Call call) {
    float alpha = call.node().number("alpha", 0.2f);
    float beta = call.node().number("beta", 0.5f);
    require(alpha > 0 && Float.isFinite(alpha) && Float.isFinite(beta), "alpha %s", alpha);
    return Elementwise.apply(
        Operation.of(
            (x, r) -> Math.max(0, Math.min(1, (float) (alpha * x[0]) + beta)), Operation.RISING),
        call.type(0),
        List.of(call.input(0)));
  }

  private static Value cast(Call call) {
    ElementType type = ElementType.of((int) call.node().integer("to", 0));
    Operation.Slope slope = type == ElementType.BOOL ? Operation.ANY : Operation.RISING;
    return Elementwise.apply(Operation.of((x, r) -> x[0], slope), type, List.of(call.input(0)));
  }

  private static Value constant(Call call) {
    Node node = call.node();
    var tensor = node.attribute("value", AttributeType.TENSOR);
    if (tensor.isPresent()) {
      return ReadTensor.read(tensor.get().getT());
    }
    if (node.has("value_int")) {
      return Tensor.scalar(ElementType.INT64, (double) node.integer("value_int", 0));
    }
    if (node.has("value_ints")) {
      int[] values = node.integers("value_ints").orElseThrow();
      return Tensor.longs(Arrays.stream(values).asDoubleStream().toArray());
    }
    require(node.has("value_float"), "a constant that is no tensor and no number");
    return Tensor.scalar(ElementType.FLOAT, node.number("value_float", 0));
  }

  /**
   * As ONNX Runtime computes it: {@code x · k + (shift − mean · k)}, k = 1 / √(variance + ε) ·
   * scale, each step rounded.
   */
  private static Value normalize(Call call) {
    float epsilon = call.node().number("epsilon", 1e-5f);
    require(epsilon >= 0, "epsilon %s", epsilon);
    require(
        call.node().integer("training_mode", 0) == 0 && call.node().furtherOutputs() == 0,
        "it trains (its statistics are those of the batch): export for inference");
    require(call.type(0) == ElementType.FLOAT, "values of type %s: use float32", call.type(0));
    int rank = call.input(0).dims().length;
    require(rank >= 2, "its input has %d sides", rank);
    List<Value> inputs = new ArrayList<>(List.of(call.input(0)));
    String[] names = {"", "scale", "shift", "mean", "variance"};
    for (int i = 1; i <= 4; i++) {
      Tensor constant = call.constant(i, names[i]);
      require(
          constant.values().length == call.input(0).dims()[1] && constant.dims().length == 1,
          "%s has shape %s for %d channels",
          names[i],
          Call.sides(constant.dims()),
          call.input(0).dims()[1]);
      int[] dims = new int[rank - 1];
      Arrays.fill(dims, 1);
      dims[0] = constant.values().length;
      inputs.add(constant.withDims(dims));
    }
    for (double variance : ((Tensor) inputs.get(4)).values()) {
      require(variance + epsilon > 0, "a variance of %s", variance);
    }
    return Elementwise.apply(
        Operation.of((x, reading) -> normalized(x, epsilon, reading), Operation.NORM),
        ElementType.FLOAT,
        inputs);
  }

  private static float normalized(double[] x, float epsilon, Reading reading) {
    float value = (float) x[0];
    float scale = (float) x[1];
    float shift = (float) x[2];
    float mean = (float) x[3];
    float root = (float) Math.sqrt((float) x[4] + epsilon);
    if (reading == Reading.FORMULA) {
      return (value - mean) / root * scale + shift;
    }
    float factor = 1 / root * scale;
    factor =
        switch (reading) { // a runtime's reciprocal may be an approximation
          case LOW -> Math.nextDown(factor);
          case HIGH -> Math.nextUp(factor);
          default -> factor;
        };
    return value * factor + (shift - mean * factor);
  }

  // ---- quantizers

  private static Value bipolarQuant(Call call) {
    Tensor scale = call.constant(1, "scale");
    for (double s : scale.values()) {
      require(s > 0 && s <= Float.MAX_VALUE, "a scale of %s: must be positive", s);
    }
    return Elementwise.apply(
        Operation.of((x, r) -> x[0] >= 0 ? x[1] : -x[1], Operation.RISING),
        ElementType.FLOAT,
        List.of(call.input(0), scale));
  }

  /**
   * {@code (clip(round(x / scale + zero)) − zero) · scale}, each step in float32; with one signed
   * bit {@code ±scale}, as QONNX's own evaluator has it.
   */
  private static Value quantize(Call call) {
    Tensor scale = call.constant(1, "scale");
    Tensor zero = call.constant(2, "zero point");
    double bits = call.constant(3, "bit width").single("bit width");
    require(bits >= 1 && bits <= 32, "a bit width of %s", bits);
    for (double s : scale.values()) {
      require(s > 0 && s <= Float.MAX_VALUE, "a scale of %s: must be positive", s);
    }
    boolean signed = call.node().integer("signed", 1) != 0;
    boolean narrow = call.node().integer("narrow", 0) != 0;
    boolean bipolar = bits == 1 && signed;
    String mode = call.node().text("rounding_mode", "ROUND").toUpperCase(java.util.Locale.ROOT);
    double low = signed ? -Math.pow(2, bits - 1) + (narrow ? 1 : 0) : 0;
    double high = signed ? Math.pow(2, bits - 1) - 1 : Math.pow(2, bits) - 1 - (narrow ? 1 : 0);
    Operation.Function function =
        (x, r) -> {
          float scaled = (float) ((float) (x[0] / x[1]) + x[2]);
          double whole =
              bipolar ? scaled >= 0 ? 1 : -1 : Math.min(high, Math.max(low, round(mode, scaled)));
          return (float) (whole - x[2]) * x[1];
        };
    round(mode, 0);
    return Elementwise.apply(
        Operation.of(function, Operation.RISING),
        ElementType.FLOAT,
        List.of(call.input(0), scale, zero));
  }

  private static double round(String mode, double x) {
    return switch (mode) {
      case "ROUND", "HALF_EVEN" -> Math.rint(x);
      case "CEIL" -> Math.ceil(x);
      case "FLOOR" -> Math.floor(x);
      case "UP" -> Math.signum(x) * Math.ceil(Math.abs(x));
      case "DOWN", "ROUND_TO_ZERO" -> Math.signum(x) * Math.floor(Math.abs(x));
      case "HALF_UP" -> Math.signum(x) * Math.floor(Math.abs(x) + 0.5);
      case "HALF_DOWN" -> Math.signum(x) * Math.ceil(Math.abs(x) - 0.5);
      default -> throw new Refusal("rounding mode '" + Node.printable(mode) + "' is not known");
    };
  }

  /** FINN: out_scale · (number of thresholds reached) + out_bias. */
  private static Value multiThreshold(Call call) {
    Value x = call.input(0);
    Tensor thresholds = call.constant(1, "thresholds");
    require(
        thresholds.dims().length == 2,
        "thresholds of shape %s, not (channels, levels)",
        Call.sides(thresholds.dims()));
    int rows = thresholds.dims()[0];
    int levels = thresholds.dims()[1];
    require(levels >= 1 && levels <= 255, "%d thresholds a channel: 1…255", levels);
    String layout = call.node().text("data_layout", "NCHW");
    int rank = x.dims().length;
    int axis = layout.endsWith("C") ? rank - 1 : 1;
    require(
        rank >= 2 && (rows == 1 || x.dims()[axis] == rows),
        "%d rows of thresholds for shape %s",
        rows,
        Call.sides(x.dims()));
    int[] dims = new int[rank - axis];
    Arrays.fill(dims, 1);
    dims[0] = rows;
    List<Value> inputs = new ArrayList<>(List.of(x));
    for (int level = 0; level < levels; level++) {
      int column = level;
      double[] values = new double[rows];
      Arrays.setAll(values, row -> thresholds.values()[row * levels + column]);
      inputs.add(new Tensor(ElementType.FLOAT, dims, values));
    }
    Value count =
        Elementwise.apply(
            Operation.of((a, r) -> reached(a), Operation.RISING), ElementType.FLOAT, inputs);
    double scale = call.node().number("out_scale", 1);
    double bias = call.node().number("out_bias", 0);
    Value scaled =
        Elementwise.apply(
            Operation.of((a, r) -> a[0] * a[1], Operation.PRODUCT),
            ElementType.FLOAT,
            List.of(count, Tensor.scalar(ElementType.FLOAT, scale)));
    return Elementwise.apply(
        Operation.of((a, r) -> a[0] + a[1], Operation.SUM),
        ElementType.FLOAT,
        List.of(scaled, Tensor.scalar(ElementType.FLOAT, bias)));
  }

  private static int reached(double[] x) {
    int count = 0;
    for (int i = 1; i < x.length; i++) {
      count += x[0] >= x[i] ? 1 : 0;
    }
    return count;
  }

  // ---- what only depends on the order of scores

  private static Value order(Call call) {
    if (call.input(0) instanceof Tensor) {
      throw new Refusal("a softmax of constants");
    }
    if (call.input(0) instanceof Signal signal) {
      call.builder().noteDropped(call.node());
      return new Answer(signal);
    }
    return call.input(0);
  }

  private static Value argMax(Call call) {
    requireClasses(call, 0);
    require(
        call.node().integer("select_last_index", 0) == 0,
        "ties go to the last class; here they go to the first (select_last_index = 0)");
    return order(call);
  }

  private static Value topK(Call call) {
    double k =
        call.optional(1).isPresent()
            ? call.constant(1, "k").single("k")
            : (double) call.node().integer("k", 0);
    require(
        k == 1 && call.node().integer("largest", 1) == 1,
        "only the index of the largest score (k = 1) can be mapped");
    requireClasses(call, -1);
    return order(call);
  }

  private static Value softmax(Call call) {
    if (call.node().opset() >= 13) { // before, all sides behind the axis count as one
      requireClasses(call, -1);
    }
    return order(call);
  }

  private static void requireClasses(Call call, int otherwise) {
    int[] dims = call.input(0).dims();
    int axis = Call.axis(call.node().integer("axis", otherwise), dims.length);
    require(
        dims[axis] == Value.size(dims),
        "it works along axis %d, which is not that of the classes",
        axis);
  }
}
