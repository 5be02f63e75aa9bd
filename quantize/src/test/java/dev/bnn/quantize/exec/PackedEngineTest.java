package dev.bnn.quantize.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedEngineTest {
  /** Images of a batch: alone, the smallest block, more than one block with a rest. */
  private static final int[] BATCHES = {1, 2, 15, 16, 31, 67};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 31, 32, 33, 61, 63, 64, 65, 97, 127, 128, 129, 257})
  void dense_networks_give_the_scores_of_the_interpreter(int size) {
    for (String encoding : new String[] {"pixels", "binary", "thermometer:3", "table"}) {
      SplittableRandom random = new SplittableRandom(size);
      BinaryNetwork network =
          GeneratedNetworks.dense(
              random, Shape.vector(size), encoding(encoding, random), size, size + 1, 10);
      assertEqualToInterpreter(network, random, "dense " + encoding + " " + size);
    }
  }

  @Test
  void convolutional_networks_give_the_scores_of_the_interpreter() {
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BinaryNetwork network = GeneratedNetworks.convolutional(random);
      assertEqualToInterpreter(network, random, "convolutional, seed " + seed);
    }
  }

  @Test
  void every_encoding_enters_a_convolution_as_the_interpreter_says() {
    for (String name : new String[] {"pixels", "binary", "thermometer:11", "thermometer:33"}) {
      for (int seed = 0; seed < 20; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        BinaryNetwork network = GeneratedNetworks.convolutional(random, Encoding.parse(name));
        assertEqualToInterpreter(network, random, name + ", seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256, 257, 600})
  void blocks_of_a_large_batch_give_the_scores_of_the_interpreter(int images) {
    SplittableRandom random = new SplittableRandom(images);
    BinaryNetwork network = GeneratedNetworks.convolutional(random);
    assertEqualToInterpreter(network, random, images, "seed " + images);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 67, 600})
  void a_warm_engine_allocates_nothing(int images) {
    SplittableRandom random = new SplittableRandom(7);
    BinaryNetwork network = GeneratedNetworks.convolutional(random);
    PackedEngine engine = new PackedEngine(network);
    byte[] batch = new byte[images * network.input().image().size()];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = (byte) random.nextInt(256);
    }
    int[] scores = new int[images * network.classes().size()];
    int calls = 50;
    for (int i = 0; i < calls; i++) {
      engine.scores(batch, scores);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < calls; i++) {
      engine.scores(batch, scores);
    }
    long perCall = (threads.getThreadAllocatedBytes(thread) - before) / calls;
    // a few references; a buffer of lanes would be thousands of bytes
    assertThat(perCall).isLessThan(256);
  }

  @Test
  void accumulators_at_the_limits_of_int_are_decided_rightly() {
    int size = 65_000;
    int most = 32_768 * size; // so that most − (−most) is no int
    Encoding encoding = new Encoding.Table(IntVector.generate(256, i -> i < 128 ? -32768 : 32768));
    BitMatrix weights = BitMatrix.of(6, size, (row, column) -> row < 3);
    Thresholds thresholds =
        new Thresholds(
            IntVector.of(-most, 0, most, -most, 0, most),
            IntVector.repeat(6, -most),
            IntVector.repeat(6, most),
            1);
    BinaryNetwork network =
        new BinaryNetwork(
            "wide",
            List.of(
                new InputEncoding(Shape.vector(size), encoding),
                new InputDense(weights, thresholds),
                new Scores(
                    BitMatrix.of(6, 6, (row, column) -> row == column), IntVector.repeat(6, 0))),
            List.of("a", "b", "c", "d", "e", "f"),
            Provenance.unknown());
    PackedEngine engine = new PackedEngine(network);
    for (int pixel : new int[] {0, 255}) {
      byte[] image = new byte[size];
      Arrays.fill(image, (byte) pixel);
      assertThat(engine.scores(image)).isEqualTo(Interpreter.run(network, image).scores());
    }
  }

  @Test
  void a_sum_of_all_inputs_beyond_int_does_no_harm() {
    int size = 100_000;
    BitMatrix weights = BitMatrix.of(4, size, (row, column) -> (column + row) % 2 == 0);
    int half = size / 2 * 32_768;
    Thresholds thresholds =
        new Thresholds(
            IntVector.of(0, 1, -1, half), IntVector.repeat(4, -half), IntVector.repeat(4, half), 1);
    Encoding encoding = new Encoding.Table(IntVector.generate(256, i -> i < 128 ? 0 : 32768));
    BinaryNetwork network =
        new BinaryNetwork(
            "wide",
            List.of(
                new InputEncoding(Shape.vector(size), encoding),
                new InputDense(weights, thresholds),
                new Scores(
                    BitMatrix.of(4, 4, (row, column) -> row == column), IntVector.repeat(4, 0))),
            List.of("a", "b", "c", "d"),
            Provenance.unknown());
    PackedEngine engine = new PackedEngine(network);
    for (int step = 1; step <= 3; step++) {
      byte[] image = new byte[size];
      for (int i = 0; i < size; i += step) {
        image[i] = -1;
      }
      assertThat(engine.scores(image)).isEqualTo(Interpreter.run(network, image).scores());
    }
  }

  @Test
  void every_threshold_on_bytes_is_decided_rightly_at_every_byte() {
    byte[] bytes = new byte[256 + 31];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    for (int threshold = 1; threshold <= 255; threshold++) {
      for (int first = 0; first < 256; first++) {
        int count = 1 + first % 32;
        int expected = 0;
        for (int i = 0; i < count; i++) {
          expected |= (first + i) % 256 >= threshold ? 1 << i : 0;
        }
        assertThat(ByteBits.atLeast(bytes, first, count, threshold))
            .as("threshold %d, bytes from %d", threshold, first)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void images_of_another_size_are_refused() {
    BinaryNetwork network =
        GeneratedNetworks.dense(
            new SplittableRandom(1), new Shape(1, 2, 3), Encoding.pixels(), 4, 2);
    PackedEngine engine = new PackedEngine(network);
    assertThatThrownBy(() -> engine.scores(new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 bytes")
        .hasMessageContaining("1×2×3");
    assertThatThrownBy(() -> engine.scores(new byte[13], new int[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("13 bytes");
    assertThatThrownBy(() -> engine.scores(new byte[12], new int[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 scores");
  }

  private static Encoding encoding(String name, SplittableRandom random) {
    return name.equals("table")
        ? new Encoding.Table(IntVector.generate(256, i -> random.nextInt(-100, 100)))
        : Encoding.parse(name);
  }

  private static void assertEqualToInterpreter(
      BinaryNetwork network, SplittableRandom random, String description) {
    int images = BATCHES[random.nextInt(BATCHES.length)];
    assertEqualToInterpreter(network, random, images, description);
  }

  /** One image alone, the batch in one thread, and the batch in several. */
  private static void assertEqualToInterpreter(
      BinaryNetwork network, SplittableRandom random, int images, String description) {
    int imageBytes = network.input().image().size();
    int classes = network.classes().size();
    byte[] batch = new byte[images * imageBytes];
    int[] expected = new int[images * classes];
    for (int i = 0; i < images; i++) {
      byte[] image = GeneratedNetworks.image(random, network);
      System.arraycopy(image, 0, batch, i * imageBytes, imageBytes);
      int[] scores = Interpreter.run(network, image).scores().toArray();
      System.arraycopy(scores, 0, expected, i * classes, classes);
    }
    PackedEngine engine = new PackedEngine(network);
    int[] scores = new int[expected.length];
    engine.scores(batch, scores);
    assertThat(scores).as("%s, %d images", description, images).isEqualTo(expected);
    assertThat(engine.scoresInParallel(batch)).as(description).isEqualTo(expected);
    for (int i = 0; i < Math.min(images, 3); i++) {
      byte[] image = Arrays.copyOfRange(batch, i * imageBytes, (i + 1) * imageBytes);
      IntVector alone = IntVector.of(Arrays.copyOfRange(expected, i * classes, (i + 1) * classes));
      assertThat(engine.scores(image)).as("%s, image %d alone", description, i).isEqualTo(alone);
      assertThat(engine.classifyInParallel(batch)[i]).isEqualTo(alone.indexOfHighest());
    }
  }
}
