package dev.bnn.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.ClampThresholds;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime must give the integers of the interpreter, layer by layer. */
class OnnxRuntimeTest {
  private static final int BATCH = 7;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 13, 31, 64, 65, 127, 784})
  void should_equal_the_interpreter_on_dense_networks(int size) throws Exception {
    for (String encoding :
        List.of("pixels", "binary", "thermometer:1", "thermometer:3", "thermometer:7")) {
      SplittableRandom random = new SplittableRandom(size);
      BinaryNetwork network =
          GeneratedNetworks.dense(
              random, new Shape(1, 1, size), Encoding.parse(encoding), size, 17, 10);
      assertEqualsInterpreter(network, random, encoding + ", " + size + " inputs");
    }
  }

  @Test
  void should_equal_the_interpreter_on_convolutional_networks() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BinaryNetwork network = GeneratedNetworks.convolutional(random);
      assertEqualsInterpreter(network, random, "convolutional network of seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(Padding.class)
  void should_equal_the_interpreter_for_every_window(Padding padding) throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    for (int kernel = 1; kernel <= 7; kernel++) {
      for (int stride = 1; stride <= 3; stride++) {
        for (Shape image : List.of(new Shape(2, 7, 11), new Shape(1, 1, 1), new Shape(3, 2, 5))) {
          boolean fits = image.height() >= kernel && image.width() >= kernel;
          if (padding == Padding.NONE && !fits) {
            continue;
          }
          Window window = new Window(image, kernel, stride, padding);
          String description = window.toString();
          assertEqualsInterpreter(integerConvolution(random, window), random, description);
          assertEqualsInterpreter(binaryConvolution(random, window), random, description);
        }
      }
    }
  }

  @Test
  void should_equal_the_interpreter_on_pools_that_mix_or_and_and() throws Exception {
    SplittableRandom random = new SplittableRandom(6);
    Shape image = new Shape(5, 7, 8);
    for (int size = 1; size <= 7; size++) {
      for (int stride = 1; stride <= 3; stride++) {
        for (List<MaxPool.Pooling> poolings : poolings(random, image.channels())) {
          MaxPool pool = new MaxPool(image, size, stride, poolings);
          BinaryNetwork network = network(random, binary(image), pool);
          assertEqualsInterpreter(network, random, pool.toString());
        }
      }
    }
  }

  @Test
  void should_equal_the_interpreter_on_a_single_number_and_a_single_class() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (boolean positive : new boolean[] {true, false}) {
      Scores scores = new Scores(BitMatrix.of(1, 1, (r, c) -> positive), IntVector.of(-3));
      BinaryNetwork network =
          new BinaryNetwork(
              "smallest",
              List.of(binary(Shape.vector(1)), scores),
              List.of("only"),
              Provenance.unknown());
      assertEqualsInterpreter(network, random, "smallest");
    }
  }

  @Test
  void should_equal_the_interpreter_where_a_vector_becomes_a_map_again() throws Exception {
    SplittableRandom random = new SplittableRandom(8);
    Shape image = new Shape(2, 3, 3);
    // a dense layer's 6 outputs are the 6 channels of a 1×1 map, then 18 values are 18 channels
    BinaryDense dense =
        new BinaryDense(GeneratedNetworks.bits(random, 6, 18), Thresholds.ofBinary(zeros(6), 18));
    BinaryConv2d onVector = convolution(random, new Shape(6, 1, 1), 3, 4);
    assertEqualsInterpreter(
        network(random, binary(image), dense, onVector), random, "vector to map");
    BinaryConv2d onFlattened = convolution(random, new Shape(18, 1, 1), 1, 4);
    assertEqualsInterpreter(network(random, binary(image), onFlattened), random, "map to vector");
  }

  @Test
  void should_equal_the_interpreter_on_every_byte_in_every_encoding() throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    Shape image = new Shape(2, 8, 16); // 256 values
    List<Encoding> encodings =
        List.of(
            Encoding.pixels(),
            Encoding.binary(),
            new Encoding.Thermometer(2),
            new Encoding.Thermometer(254),
            new Encoding.Table(IntVector.generate(256, i -> i % 2 == 0 ? i << 7 : -(1 << 15))));
    byte[] allBytes = new byte[256];
    for (int i = 0; i < 256; i++) {
      allBytes[i] = (byte) i;
    }
    for (Encoding encoding : encodings) {
      BinaryNetwork network = GeneratedNetworks.dense(random, image, encoding, 3, 2);
      if (!(encoding instanceof Encoding.Table)) {
        assertEqualsInterpreter(network, List.of(allBytes), encoding.name());
        continue;
      }
      // 256 · 2^15 would not be exact: look at every byte 16 times with fewer values
      BinaryNetwork small = GeneratedNetworks.dense(random, new Shape(1, 4, 4), encoding, 3, 2);
      List<byte[]> images = new ArrayList<>();
      for (int i = 0; i < 256; i += 16) {
        images.add(Arrays.copyOfRange(allBytes, i, i + 16));
      }
      assertEqualsInterpreter(small, images, encoding.name());
    }
  }

  @Test
  void should_answer_a_tie_with_the_lowest_index() throws Exception {
    // class 0 loses against the two equal classes 1 and 2 exactly when the pixel is bright
    Scores scores =
        new Scores(BitMatrix.of(3, 1, (row, column) -> row > 0), IntVector.repeat(3, 0));
    BinaryNetwork network =
        new BinaryNetwork(
            "tie",
            List.of(binary(Shape.vector(1)), scores),
            List.of("a", "b", "c"),
            Provenance.unknown());
    try (OnnxSession session =
        OnnxSession.open(OnnxExporter.export(network), network.input().image())) {
      List<OnnxSession.Result> results =
          session.run(List.of(new byte[] {(byte) 255}, new byte[] {0}));
      assertThat(results.get(0).scores()).isEqualTo(IntVector.of(-1, 1, 1));
      assertThat(results.get(0).label()).isEqualTo(1);
      assertThat(results.get(1).label()).isZero();
    }
  }

  private static void assertEqualsInterpreter(
      BinaryNetwork network, SplittableRandom random, String description) throws Exception {
    List<byte[]> images =
        Stream.generate(() -> GeneratedNetworks.image(random, network))
            .limit(BATCH)
            .collect(Collectors.toList());
    assertEqualsInterpreter(network, images, description);
  }

  /** Every layer of every image in one batch, and the optimized graph image by image. */
  private static void assertEqualsInterpreter(
      BinaryNetwork network, List<byte[]> images, String description) throws Exception {
    byte[] model = OnnxExporter.export(network);
    Shape shape = network.input().image();
    try (OnnxSession layered = OnnxSession.openWithLayers(model, shape);
        OnnxSession optimized = OnnxSession.open(model, shape)) {
      List<OnnxSession.Result> layers = layered.run(images);
      List<OnnxSession.Result> batch = optimized.run(images);
      for (int i = 0; i < images.size(); i++) {
        Trace expected = Interpreter.run(network, images.get(i));
        List<IntVector> between = expected.outputs().subList(0, expected.outputs().size() - 1);
        assertThat(layers.get(i))
            .as("%s, image %d, layer by layer", description, i)
            .isEqualTo(new OnnxSession.Result(expected.scores(), expected.answer(), between));
        OnnxSession.Result answer =
            new OnnxSession.Result(expected.scores(), expected.answer(), List.of());
        assertThat(batch.get(i)).as("%s, image %d", description, i).isEqualTo(answer);
        assertThat(optimized.run(List.of(images.get(i))))
            .as("%s, image %d alone", description, i)
            .containsExactly(answer);
      }
    }
  }

  private static BinaryNetwork integerConvolution(SplittableRandom random, Window window) {
    BitMatrix weights = GeneratedNetworks.bits(random, 4, window.size());
    // pixels: Σ of n₊ bytes minus Σ of n₋ bytes
    IntVector minimum = IntVector.generate(4, o -> -255 * (window.size() - weights.countOnes(o)));
    IntVector maximum = IntVector.generate(4, o -> 255 * weights.countOnes(o));
    IntVector middle =
        IntVector.generate(4, o -> Math.floorDiv(minimum.get(o) + maximum.get(o), 2));
    return network(
        random,
        new InputEncoding(window.input(), Encoding.pixels()),
        new InputConv2d(window, weights, new Thresholds(middle, minimum, maximum, 1)));
  }

  private static BinaryNetwork binaryConvolution(SplittableRandom random, Window window) {
    return network(random, binary(window.input()), convolution(random, window, 4));
  }

  private static BinaryConv2d convolution(
      SplittableRandom random, Shape input, int kernel, int outputs) {
    return convolution(random, new Window(input, kernel, 1, Padding.MINUS_ONE), outputs);
  }

  private static BinaryConv2d convolution(SplittableRandom random, Window window, int outputs) {
    BitMatrix weights = GeneratedNetworks.bits(random, outputs, window.size());
    return new BinaryConv2d(
        window, weights, ClampThresholds.apply(Thresholds.ofBinary(zeros(outputs), window.size())));
  }

  private static List<List<MaxPool.Pooling>> poolings(SplittableRandom random, int channels) {
    return List.of(
        Collections.nCopies(channels, MaxPool.Pooling.OR),
        Collections.nCopies(channels, MaxPool.Pooling.AND),
        IntStream.range(0, channels)
            .mapToObj(c -> random.nextBoolean() ? MaxPool.Pooling.OR : MaxPool.Pooling.AND)
            .collect(Collectors.toList()));
  }

  private static InputEncoding binary(Shape image) {
    return new InputEncoding(image, Encoding.binary());
  }

  private static IntVector zeros(int size) {
    return IntVector.repeat(size, 0);
  }

  /** These layers and three scores behind them. */
  private static BinaryNetwork network(SplittableRandom random, Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(layers));
    int inputs = layers[layers.length - 1].outputShape().size();
    all.add(new Scores(GeneratedNetworks.bits(random, 3, inputs), IntVector.of(0, -1, 1)));
    return new BinaryNetwork("made", all, List.of("a", "b", "c"), Provenance.unknown());
  }
}
