package dev.bnn.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.exec.Interpreter;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same networks as other tools write them. */
class VariantsTest {
  private static final int INPUTS = 20;
  private static final int HIDDEN = 12;
  private static final int CLASSES = 4;

  private static float[] signs(SplittableRandom random, int count, float scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextBoolean() ? scale : -scale;
    }
    return values;
  }

  private static float[] between(SplittableRandom random, int count, double low, double high) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(low, high);
    }
    return values;
  }

  private static String norm(TestGraph graph, SplittableRandom random, String x, int channels) {
    return graph.node(
        "BatchNormalization",
        List.of(
            x,
            graph.floats(between(random, channels, -1, 1), channels),
            graph.floats(between(random, channels, -1, 1), channels),
            graph.floats(between(random, channels, -4, 4), channels),
            graph.floats(between(random, channels, 1, 30), channels)));
  }

  /** Dense, 2x − 1, BipolarQuant on values and weights, scalar tail. */
  static ModelProto brevitas(String domain, SplittableRandom random) {
    TestGraph graph = new TestGraph();
    String one = graph.scalar(1);
    String x = graph.input(1, INPUTS);
    x = graph.node("Mul", List.of(x, graph.scalar(2)));
    x = graph.node("Sub", List.of(x, one));
    x = graph.node(domain, "BipolarQuant", List.of(x, one));
    String latent = graph.floats(between(random, HIDDEN * INPUTS, -1, 1), HIDDEN, INPUTS);
    String weights = graph.node(domain, "BipolarQuant", List.of(latent, one));
    weights = graph.node("Transpose", List.of(weights), TestGraph.integers("perm", 1L, 0L));
    x = graph.node("MatMul", List.of(x, weights));
    x = norm(graph, random, x, HIDDEN);
    x = graph.node(domain, "BipolarQuant", List.of(x, one));
    x =
        graph.node(
            "Gemm",
            List.of(x, graph.floats(signs(random, CLASSES * HIDDEN, 1), CLASSES, HIDDEN)),
            TestGraph.integer("transB", 1));
    x = graph.node("Add", List.of(x, graph.floats(new float[] {3, -1, 0, 2}, CLASSES)));
    return graph.build(x, 1, CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx.brevitas", "finn.custom_op.general", "qonnx.custom_op.general"})
  void bipolar_quant_is_known_in_each_domain(String domain) throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      ModelProto file = brevitas(domain, new SplittableRandom(seed));
      ModelProto standard = brevitas(domain, new SplittableRandom(seed)).toBuilder().build();
      assertAgrees(seed, file, replaceBipolarQuant(standard), true);
    }
  }

  /** The same file in operators that ONNX Runtime knows: x ≥ 0 by GreaterOrEqual and Where. */
  private static ModelProto replaceBipolarQuant(ModelProto file) {
    ModelProto.Builder model = file.toBuilder();
    var graph = model.getGraphBuilder();
    var nodes = List.copyOf(graph.getNodeList());
    graph.clearNode();
    TestGraph zero = new TestGraph();
    zero.floats(new float[] {0});
    zero.floats(new float[] {-1});
    ModelProto constants = zero.build("none", 1);
    for (int i = 0; i < 2; i++) {
      graph.addInitializer(
          constants.getGraph().getInitializer(i).toBuilder().setName(i == 0 ? "zero" : "minus"));
    }
    for (var node : nodes) {
      if (!node.getOpType().equals("BipolarQuant")) {
        graph.addNode(node);
        continue;
      }
      graph
          .addNodeBuilder()
          .setOpType("GreaterOrEqual")
          .addInput(node.getInput(0))
          .addInput("zero")
          .addOutput(node.getName() + "-reached");
      graph
          .addNodeBuilder()
          .setOpType("Where")
          .addInput(node.getName() + "-reached")
          .addInput(node.getInput(1))
          .addInput("minus")
          .addOutput(node.getOutput(0));
    }
    return model.build();
  }

  /** As tf2onnx writes Larq: NHWC, Pad with 1, pool before a batch-norm of any slope, two Signs. */
  private static ModelProto larq(SplittableRandom random, boolean poolFirst) {
    TestGraph graph = new TestGraph();
    String x = graph.input(1, 8, 8, 3);
    x = graph.node("Div", List.of(x, graph.scalar(127.5f)));
    x = graph.node("Sub", List.of(x, graph.scalar(1)));
    x = larqSign(graph, x);
    x = graph.node("Transpose", List.of(x), TestGraph.integers("perm", 0L, 3L, 1L, 2L));
    x =
        graph.node(
            "Conv",
            List.of(x, graph.floats(signs(random, 5 * 3 * 9, 1), 5, 3, 3, 3)),
            TestGraph.text("auto_pad", "VALID"));
    x = poolFirst ? pool(graph, x) : x;
    x = norm(graph, random, x, 5);
    x = larqSign(graph, x);
    x = poolFirst ? x : pool(graph, x);
    String pads = graph.longs(0, 0, 1, 1, 0, 0, 1, 1);
    x = graph.node("Pad", List.of(x, pads, graph.scalar(1)));
    x = graph.node("Conv", List.of(x, graph.floats(signs(random, 4 * 5 * 9, 1), 4, 5, 3, 3)));
    x = graph.node("Mul", List.of(x, graph.floats(between(random, 4, -2, 2), 1, 4, 1, 1)));
    x = graph.node("Add", List.of(x, graph.floats(between(random, 4, -3, 3), 1, 4, 1, 1)));
    x = larqSign(graph, x);
    x = graph.node("Transpose", List.of(x), TestGraph.integers("perm", 0L, 2L, 3L, 1L));
    x = graph.node("Reshape", List.of(x, graph.longs(-1, 36)));
    x = graph.node("MatMul", List.of(x, graph.floats(signs(random, 36 * CLASSES, 1), 36, CLASSES)));
    return graph.build(x, 1, CLASSES);
  }

  private static String larqSign(TestGraph graph, String x) {
    String sign = graph.node("Sign", List.of(x));
    return graph.node("Sign", List.of(graph.node("Add", List.of(sign, graph.scalar(0.1f)))));
  }

  private static String pool(TestGraph graph, String x) {
    return graph.node(
        "MaxPool",
        List.of(x),
        TestGraph.integers("kernel_shape", 2L, 2L),
        TestGraph.integers("strides", 2L, 2L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void larq_is_read_with_pools_on_either_side_of_the_sign(boolean poolFirst) throws Exception {
    boolean and = false;
    for (int seed = 0; seed < 20; seed++) {
      ModelProto file = larq(new SplittableRandom(seed), poolFirst);
      BinaryNetwork network = assertAgrees(seed, file, file, false);
      and |=
          network.layers().stream()
              .anyMatch(l -> l instanceof MaxPool p && p.poolings().contains(MaxPool.Pooling.AND));
    }
    assertThat(and || !poolFirst).as("a falling slope before the pool needs AND").isTrue();
  }

  /** As FINN streamlines: MultiThreshold to 0 and 1, XnorPopcountMatMul. */
  private static ModelProto finn(SplittableRandom random, boolean popcount) {
    String domain = "finn.custom_op.general";
    TestGraph graph = new TestGraph();
    float[] bits = signs(random, INPUTS * HIDDEN, 1);
    float[] last = signs(random, HIDDEN * CLASSES, 1);
    float[] limits = between(random, HIDDEN, 6, 14);
    String x = graph.input(1, INPUTS);
    x = decide(graph, domain, x, new float[] {128}, popcount);
    x = product(graph, domain, x, bits, INPUTS, HIDDEN, popcount);
    if (!popcount) {
      for (int i = 0; i < HIDDEN; i++) {
        limits[i] = 2 * limits[i] - INPUTS;
      }
    }
    x = decide(graph, domain, x, limits, popcount);
    x = product(graph, domain, x, last, HIDDEN, CLASSES, popcount);
    return graph.build(x, 1, CLASSES);
  }

  private static String decide(
      TestGraph graph, String domain, String x, float[] limits, boolean popcount) {
    return graph.node(
        domain,
        "MultiThreshold",
        List.of(x, graph.floats(limits, limits.length, 1)),
        TestGraph.number("out_scale", popcount ? 1 : 2),
        TestGraph.number("out_bias", popcount ? 0 : -1),
        TestGraph.text("data_layout", "NC"));
  }

  private static String product(
      TestGraph graph, String domain, String x, float[] w, int in, int out, boolean popcount) {
    float[] weights = w.clone();
    for (int i = 0; popcount && i < weights.length; i++) {
      weights[i] = (weights[i] + 1) / 2;
    }
    String constant = graph.floats(weights, in, out);
    return popcount
        ? graph.node(domain, "XnorPopcountMatMul", List.of(x, constant))
        : graph.node("MatMul", List.of(x, constant));
  }

  @Test
  void finns_popcounts_are_the_same_network_as_dot_products() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      BinaryNetwork counted = importBytes(finn(new SplittableRandom(seed), true));
      BinaryNetwork dots = importBytes(finn(new SplittableRandom(seed), false));
      assertThat(counted.layers()).as("seed %d", seed).isEqualTo(dots.layers());
    }
  }

  /** FINN lowers a convolution to Im2Col and MatMul, channels last. */
  private static ModelProto unfolded(SplittableRandom random, boolean lowered) {
    String domain = "finn.custom_op.general";
    TestGraph graph = new TestGraph();
    float[] w = signs(random, 5 * 9 * 3, 1); // (outputs, ky, kx, channels)
    float[] limits = between(random, 5, -8, 8);
    float[] dense = signs(random, 5 * 36 * CLASSES, 1); // (channels, rows, columns) first
    String x = graph.input(1, 3, 8, 8);
    x = decide(graph, domain, x, new float[] {128}, false);
    if (lowered) {
      x = graph.node("Transpose", List.of(x), TestGraph.integers("perm", 0L, 2L, 3L, 1L));
      x =
          graph.node(
              domain,
              "Im2Col",
              List.of(x),
              TestGraph.integers("kernel_size", 3L, 3L),
              TestGraph.integers("stride", 1L, 1L),
              TestGraph.integers("pad_amount", 0L, 0L, 0L, 0L));
      float[] t = new float[w.length];
      for (int i = 0; i < w.length; i++) {
        t[i % 27 * 5 + i / 27] = w[i];
      }
      x = graph.node("MatMul", List.of(x, graph.floats(t, 27, 5)));
      x =
          graph.node(
              domain,
              "MultiThreshold",
              List.of(x, graph.floats(limits, 5, 1)),
              TestGraph.number("out_scale", 2),
              TestGraph.number("out_bias", -1),
              TestGraph.text("data_layout", "NHWC"));
      x = graph.node("Transpose", List.of(x), TestGraph.integers("perm", 0L, 3L, 1L, 2L));
    } else {
      float[] kernels = new float[w.length];
      for (int i = 0; i < w.length; i++) {
        kernels[i / 27 * 27 + i % 3 * 9 + i % 27 / 3] = w[i];
      }
      x = graph.node("Conv", List.of(x, graph.floats(kernels, 5, 3, 3, 3)));
      x =
          graph.node(
              domain,
              "MultiThreshold",
              List.of(x, graph.floats(limits, 5, 1)),
              TestGraph.number("out_scale", 2),
              TestGraph.number("out_bias", -1));
    }
    x = graph.node("Flatten", List.of(x));
    x = graph.node("MatMul", List.of(x, graph.floats(dense, 180, CLASSES)));
    return graph.build(x, 1, CLASSES);
  }

  @Test
  void finns_windows_are_the_same_network_as_convolutions() throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      BinaryNetwork lowered = importBytes(unfolded(new SplittableRandom(seed), true));
      BinaryNetwork convolved = importBytes(unfolded(new SplittableRandom(seed), false));
      assertThat(lowered.layers()).as("seed %d", seed).isEqualTo(convolved.layers());
    }
  }

  @Test
  void fixed_point_pixels_become_a_table_exactly() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    TestGraph graph = new TestGraph();
    String x = graph.input(1, INPUTS);
    x = graph.node("Mul", List.of(x, graph.scalar(2)));
    x = graph.node("Sub", List.of(x, graph.scalar(1)));
    x =
        graph.node(
            "qonnx.custom_op.general",
            "Quant",
            List.of(x, graph.scalar(1 / 128f), graph.scalar(0), graph.scalar(8)));
    float[] w = signs(random, INPUTS * HIDDEN, 0.5f);
    x = graph.node("MatMul", List.of(x, graph.floats(w, INPUTS, HIDDEN)));
    x = graph.node("onnx.brevitas", "BipolarQuant", List.of(x, graph.scalar(1)));
    x = graph.node("MatMul", List.of(x, graph.floats(signs(random, 48, 1), HIDDEN, CLASSES)));
    BinaryNetwork network = importBytes(graph.build(x, 1, CLASSES));
    assertThat(network.input().encoding().name()).isEqualTo("table");
    for (int p = 0; p < 256; p++) {
      float value = (float) (p / 255.0) * 2 - 1;
      int expected = (int) Math.max(-128, Math.min(127, Math.rint(value * 128)));
      assertThat(network.input().encoding().encode(p, 0)).as("byte %d", p).isEqualTo(expected);
    }
  }

  @Test
  void a_weight_of_zero_is_refused_with_its_place() {
    TestGraph graph = new TestGraph();
    String x = graph.node("Sub", List.of(graph.input(1, 4), graph.scalar(128)));
    x =
        graph.node(
            "MatMul",
            List.of(
                graph.node("onnx.brevitas", "BipolarQuant", List.of(x, graph.scalar(1))),
                graph.floats(new float[] {1, -1, 0, 1}, 4, 1)));
    byte[] bytes = graph.build(x, 1, 1).toByteArray();
    assertThatThrownBy(
            () ->
                OnnxImporter.read(
                    bytes, ImportOptions.none().withInputScale(ImportOptions.Scale.BYTES)))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("node 'MatMul2' (MatMul): weight [output 0, input 2] is 0");
  }

  @Test
  void slopes_per_class_are_refused() {
    SplittableRandom random = new SplittableRandom(3);
    ModelProto file = brevitas("onnx.brevitas", random);
    ModelProto.Builder model = file.toBuilder();
    var graph = model.getGraphBuilder();
    graph.addInitializer(
        graph.getInitializer(graph.getInitializerCount() - 1).toBuilder().setName("slopes"));
    graph
        .addNodeBuilder()
        .setName("tail")
        .setOpType("Mul")
        .addInput(graph.getOutput(0).getName())
        .addInput("slopes")
        .addOutput("scaled");
    graph.getOutputBuilder(0).setName("scaled");
    assertThatThrownBy(() -> OnnxImporter.read(model.build().toByteArray(), ImportOptions.none()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("class");
  }

  /** x ≥ 0 in operators that ONNX Runtime knows. */
  private static String reaches(TestGraph graph, String x) {
    String reached = graph.node("GreaterOrEqual", List.of(x, graph.scalar(0)));
    return graph.node("Where", List.of(reached, graph.scalar(1), graph.scalar(-1)));
  }

  /** Batch-norms that are 0 within rounding at an attainable dot product: each step counts. */
  @Test
  void batch_norm_is_rounded_step_by_step() throws Exception {
    int hidden = 600;
    for (int seed = 0; seed < 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] slope = between(random, hidden, 0.2, 2);
      float[] mean = between(random, hidden, -4, 4);
      float[] variance = between(random, hidden, 1, 30);
      float[] shift = new float[hidden];
      for (int c = 0; c < hidden; c++) {
        int tie = 2 * random.nextInt(-3, 4);
        shift[c] = (float) ((mean[c] - tie) * (slope[c] / Math.sqrt(variance[c] + 1e-5)));
      }
      TestGraph graph = new TestGraph();
      String x = graph.node("Sub", List.of(graph.input(1, INPUTS), graph.scalar(0.5f)));
      x = reaches(graph, x);
      String w = graph.floats(signs(random, INPUTS * hidden, 1), INPUTS, hidden);
      x = graph.node("MatMul", List.of(x, w));
      x =
          graph.node(
              "BatchNormalization",
              List.of(
                  x,
                  graph.floats(slope, hidden),
                  graph.floats(shift, hidden),
                  graph.floats(mean, hidden),
                  graph.floats(variance, hidden)));
      x = reaches(graph, x);
      String last = graph.floats(signs(random, hidden * CLASSES, 1), hidden, CLASSES);
      x = graph.node("MatMul", List.of(x, last));
      ModelProto file = graph.build(x, 1, CLASSES);
      ImportedNetwork imported = OnnxImporter.read(file.toByteArray(), ImportOptions.none());
      BinaryDense dense = (BinaryDense) imported.network().layers().get(1);
      for (int c = 0; c < hidden; c++) {
        float factor = 1 / (float) Math.sqrt(variance[c] + 1e-5f) * slope[c];
        for (int d = -INPUTS; d <= INPUTS; d += 2) {
          assertThat(d >= dense.thresholds().values().get(c))
              .as("seed %d, channel %d, dot product %d", seed, c, d)
              .isEqualTo(d * factor + (shift[c] - mean[c] * factor) >= 0);
        }
      }
      assertThat(imported.notes()).anyMatch(note -> note.contains("another order of rounding"));
    }
  }

  /** QKeras' binary: s = sign(x), s + (1 − |s|), and x + (−x + s) for its gradient. */
  private static String qkerasSign(TestGraph graph, String x) {
    String sign = graph.node("Sign", List.of(x));
    String rest = graph.node("Sub", List.of(graph.scalar(1), graph.node("Abs", List.of(sign))));
    String both = graph.node("Add", List.of(sign, rest));
    String around = graph.node("Add", List.of(graph.node("Neg", List.of(x)), both));
    return graph.node("Add", List.of(x, around));
  }

  @Test
  void qkeras_sign_with_its_straight_through_gradient_is_read() throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TestGraph graph = new TestGraph();
      String x = graph.node("Sub", List.of(graph.input(1, INPUTS), graph.scalar(0.5f)));
      x = qkerasSign(graph, x);
      String latent = graph.floats(between(random, INPUTS * HIDDEN, -1, 1), INPUTS, HIDDEN);
      x = graph.node("MatMul", List.of(x, qkerasSign(graph, latent)));
      x = graph.node("Mul", List.of(x, graph.floats(between(random, HIDDEN, -3, 3), HIDDEN)));
      x = graph.node("Add", List.of(x, graph.floats(between(random, HIDDEN, -2, 2), HIDDEN)));
      x = qkerasSign(graph, x);
      String last = graph.floats(signs(random, HIDDEN * CLASSES, 1), HIDDEN, CLASSES);
      x = graph.node("MatMul", List.of(x, last));
      ModelProto file = graph.build(x, 1, CLASSES);
      assertAgrees(seed, file, file, true);
    }
  }

  /** One hidden layer; {@code activate} and {@code end} are what differs. */
  private static ModelProto small(
      BiFunction<TestGraph, String, String> activate, BiFunction<TestGraph, String, String> end) {
    SplittableRandom random = new SplittableRandom(8);
    TestGraph graph = new TestGraph();
    String x = graph.node("Sub", List.of(graph.input(1, INPUTS), graph.scalar(0.5f)));
    x = reaches(graph, x);
    String w = graph.floats(signs(random, INPUTS * HIDDEN, 1), INPUTS, HIDDEN);
    x = activate.apply(graph, graph.node("MatMul", List.of(x, w)));
    String last = graph.floats(signs(random, HIDDEN * CLASSES, 1), HIDDEN, CLASSES);
    x = end.apply(graph, graph.node("MatMul", List.of(x, last)));
    return graph.build(x, 1, CLASSES);
  }

  private static String quantized(TestGraph graph, String x, int bits) {
    return graph.node(
        "qonnx.custom_op.general",
        "Quant",
        List.of(x, graph.scalar(1), graph.scalar(0), graph.scalar(bits)));
  }

  @Test
  void one_signed_bit_of_quant_is_a_sign() throws Exception {
    BinaryNetwork quant = importBytes(small((g, x) -> quantized(g, x, 1), (g, x) -> x));
    BinaryNetwork sign = importBytes(small(VariantsTest::reaches, (g, x) -> x));
    assertThat(quant.layers()).isEqualTo(sign.layers());
  }

  @Test
  void activations_of_two_bits_are_refused_with_their_tensor() {
    assertRefused(
        small((g, x) -> quantized(g, x, 2), (g, x) -> x),
        "(MatMul): its input 'Quant",
        "only activations of two values (1 bit) can be mapped");
  }

  @Test
  void a_connection_that_skips_a_layer_is_refused_with_its_node() {
    assertRefused(
        small(
            (g, x) -> {
              String sign = reaches(g, x);
              float[] square = signs(new SplittableRandom(1), HIDDEN * HIDDEN, 1);
              String sums = g.node("MatMul", List.of(sign, g.floats(square, HIDDEN, HIDDEN)));
              return reaches(g, g.node("Add", List.of(sums, sign)));
            },
            (g, x) -> x),
        "(Add): two branches of the network meet");
  }

  @Test
  void batch_norm_with_statistics_of_the_batch_is_refused() {
    ModelProto.Builder model = brevitas("onnx.brevitas", new SplittableRandom(3)).toBuilder();
    model.getGraphBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals("BatchNormalization"))
        .forEach(node -> node.addOutput("mean").addOutput("variance"));
    assertRefused(model.build(), "(BatchNormalization): it trains");
  }

  @Test
  void what_the_tail_cannot_be_names_its_node() {
    float[] slopes = {1, 2, 3, 4};
    assertRefused(
        small(
            VariantsTest::reaches, (g, x) -> g.node("Mul", List.of(x, g.floats(slopes, CLASSES)))),
        "(Mul): scores of classes");
  }

  @Test
  void a_dropped_softmax_is_noted() throws Exception {
    ModelProto file = small(VariantsTest::reaches, (g, x) -> g.node("Softmax", List.of(x)));
    assertThat(OnnxImporter.read(file.toByteArray(), ImportOptions.none()).notes())
        .anyMatch(note -> note.contains("(Softmax) was dropped"));
    ModelProto across =
        small(
            VariantsTest::reaches,
            (g, x) -> g.node("Softmax", List.of(x), TestGraph.integer("axis", 0)));
    assertRefused(across, "(Softmax): it works along axis 0");
  }

  private static void assertRefused(ModelProto file, String... words) {
    assertThatThrownBy(() -> OnnxImporter.read(file.toByteArray(), ImportOptions.none()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContainingAll(words);
  }

  private static BinaryNetwork importBytes(ModelProto file) throws Exception {
    return OnnxImporter.read(file.toByteArray(), ImportOptions.none()).network();
  }

  /** The imported network gives the scores that ONNX Runtime gives, unoptimized, for noise. */
  private static BinaryNetwork assertAgrees(
      int seed, ModelProto file, ModelProto runnable, boolean unit) throws Exception {
    BinaryNetwork network = importBytes(file);
    SplittableRandom random = new SplittableRandom(seed);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
    boolean channelsLast =
        file.getGraph().getInput(0).getType().getTensorType().getShape().getDimCount() == 4;
    try (OrtSession session = environment.createSession(runnable.toByteArray(), options)) {
      for (int i = 0; i < 40; i++) {
        byte[] image = GeneratedNetworks.image(random, network);
        float[] values = new float[image.length];
        int area = channelsLast ? 64 : 1;
        int channels = channelsLast ? 3 : image.length;
        for (int k = 0; k < image.length; k++) {
          int at = channelsLast ? k % area * channels + k / area : k;
          int pixel = Byte.toUnsignedInt(image[k]);
          values[at] = unit ? (float) (pixel / 255.0) : pixel;
        }
        long[] dims = channelsLast ? new long[] {1, 8, 8, 3} : new long[] {1, image.length};
        try (OnnxTensor input =
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims);
            OrtSession.Result result = session.run(Map.of("input", input))) {
          float[] scores = ((float[][]) result.get(0).getValue())[0];
          var ours = Interpreter.run(network, image).scores();
          for (int k = 0; k < scores.length; k++) {
            assertThat((float) ours.get(k)).as("seed %d, image %d", seed, i).isEqualTo(scores[k]);
          }
        }
      }
    }
    return network;
  }
}
