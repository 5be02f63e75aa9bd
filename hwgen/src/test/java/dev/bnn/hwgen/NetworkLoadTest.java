package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.hwgen.NetworkLoad.RegisterWrite;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.MaxPool.Pooling;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host writes to load a network, and which networks it cannot load. */
class NetworkLoadTest {
  private static final Shape IMAGE = new Shape(2, 6, 4);

  private static BinaryNetwork convolutional(
      int seed, Shape image, Encoding encoding, Padding padding, String maps, int... neurons) {
    return GeneratedNetworks.convolutional(
        new SplittableRandom(seed), image, encoding, padding, maps, neurons);
  }

  private static BinaryNetwork convolutional(int seed) {
    return convolutional(seed, IMAGE, Encoding.pixels(), Padding.NONE, "4 pool", 6, 3);
  }

  private static BinaryNetwork table(int seed, int factor) {
    Encoding table = new Encoding.Table(IntVector.generate(256, i -> factor * i));
    return GeneratedNetworks.dense(new SplittableRandom(seed), new Shape(1, 2, 3), table, 4, 2);
  }

  private static BinaryNetwork dense(int seed, String encoding, int... neurons) {
    return GeneratedNetworks.dense(
        new SplittableRandom(seed), new Shape(1, 2, 3), Encoding.parse(encoding), neurons);
  }

  private static BinaryNetwork withLayer(
      BinaryNetwork network, int index, UnaryOperator<Layer> change) {
    List<Layer> layers = new ArrayList<>(network.layers());
    layers.set(index, change.apply(layers.get(index)));
    return new BinaryNetwork(network.name(), layers, network.classes(), network.provenance());
  }

  private static BinaryNetwork withOffset(BinaryNetwork network, int channel, int offset) {
    return withLayer(
        network,
        network.layers().size() - 1,
        layer -> {
          Scores scores = (Scores) layer;
          IntVector offsets = scores.offsets();
          return new Scores(
              scores.weights(),
              IntVector.generate(offsets.size(), k -> k == channel ? offset : offsets.get(k)));
        });
  }

  private static BinaryNetwork withPools(BinaryNetwork network, Pooling pooling) {
    return withLayer(
        network,
        2,
        layer -> {
          MaxPool pool = (MaxPool) layer;
          int channels = pool.input().channels();
          return new MaxPool(
              pool.input(), pool.size(), pool.stride(), Collections.nCopies(channels, pooling));
        });
  }

  private static HardwarePlan plan(BinaryNetwork network) {
    return PlanHardware.plan(network, PlanOptions.defaults().withWeights(WeightAccess.WRITABLE));
  }

  static Stream<Arguments> refusals() {
    BinaryNetwork map = convolutional(1);
    BinaryNetwork vector = dense(1, "binary", 4, 2);
    Shape wide = new Shape(2, 6, 6);
    return Stream.of(
        Arguments.of(vector, dense(2, "binary", 4, 4, 2), "it has 4 layers, the design 3"),
        Arguments.of(
            vector,
            dense(2, "thermometer:1", 4, 2),
            "layer 0 is an image of 1×2×3 as thermometer:1, in the design an image of 1×2×3 as"
                + " binary"),
        Arguments.of(
            map,
            convolutional(2, wide, Encoding.pixels(), Padding.NONE, "4 pool", 6, 3),
            "layer 0 is an image of 2×6×6 as pixels, in the design an image of 2×6×4 as pixels"),
        Arguments.of(
            table(1, 1), table(1, 2), "layer 0 (an image of 1×2×3 as table) has another table"),
        Arguments.of(
            vector,
            dense(2, "binary", 5, 2),
            "layer 1 is dense, bits to bits, 6 to 5, in the design dense, bits to bits, 6 to 4"),
        Arguments.of(
            dense(1, "pixels", 4, 2),
            dense(2, "pixels", 5, 2),
            "layer 1 is dense, integers to bits, 6 to 5, in the design dense, integers to bits, 6"
                + " to 4"),
        Arguments.of(
            vector,
            dense(2, "binary", 4, 3),
            "layer 2 is scores, 4 to 3, in the design scores, 4 to 2"),
        Arguments.of(
            map,
            convolutional(2, IMAGE, Encoding.pixels(), Padding.MINUS_ONE, "4 pool", 6, 3),
            "layer 1 is a convolution of integers, 2×6×4 to 4×6×4, kernel 3, stride 1, padding"
                + " minus-one, in the design a convolution of integers, 2×6×4 to 4×4×2, kernel 3,"
                + " stride 1, padding none"),
        Arguments.of(
            convolutional(1, IMAGE, Encoding.binary(), Padding.MINUS_ONE, "4", 3),
            convolutional(2, IMAGE, Encoding.binary(), Padding.PLUS_ONE, "4", 3),
            "layer 1 is a convolution of bits, 2×6×4 to 4×6×4, kernel 3, stride 1, padding"
                + " plus-one, in the design a convolution of bits"),
        Arguments.of(
            map,
            withPools(convolutional(2), Pooling.AND),
            "layer 2 (a pool of 4×4×2, size 2, stride 2) has another table or other poolings"),
        Arguments.of(
            convolutional(1, IMAGE, Encoding.pixels(), Padding.NONE, "4 pool", 3),
            convolutional(2, IMAGE, Encoding.pixels(), Padding.NONE, "4", 8, 3),
            "layer 2 is dense, bits to bits, 32 to 8, in the design a pool of 4×4×2, size 2,"
                + " stride 2"),
        // 4 inputs, room for scores of −8 to 8: 5 bits, −16 to 15
        Arguments.of(
            vector,
            withOffset(vector, 1, 12),
            "layer 2: offset 12 of channel 1 does not fit the 5 bits of the design"),
        Arguments.of(
            vector,
            withOffset(vector, 0, -13),
            "layer 2: offset -13 of channel 0 does not fit the 5 bits of the design"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("refusals")
  void a_network_that_is_not_of_the_design_is_refused_in_one_line(
      BinaryNetwork designed, BinaryNetwork other, String message) {
    assertThatThrownBy(() -> NetworkLoad.writes(plan(designed), designed, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("network 'generated' cannot be loaded into this design: " + message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void a_design_with_fixed_weights_takes_none() {
    BinaryNetwork network = dense(1, "binary", 4, 2);
    HardwarePlan fixed = PlanHardware.plan(network, PlanOptions.defaults());
    assertThatThrownBy(() -> NetworkLoad.writes(fixed, network, dense(2, "binary", 4, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the design of 'generated' has fixed weights: export it with --writable-weights");
  }

  @Test
  void offsets_at_the_ends_of_the_width_are_taken() {
    BinaryNetwork vector = dense(1, "binary", 4, 2);
    HardwarePlan plan = plan(vector);
    assertThat(plan.layers().get(1).valueWidth()).isEqualTo(5);
    assertThat(NetworkLoad.writes(plan, vector, withOffset(vector, 1, 11))).isNotEmpty();
    assertThat(NetworkLoad.writes(plan, vector, withOffset(vector, 0, -12))).isNotEmpty();
  }

  /** Two neurons, six inputs, two at a time: three words of 4 bits, by hand. */
  @Test
  void the_writes_are_each_memory_word_by_word_and_the_identity_last() {
    BinaryNetwork designed = dense(1, "binary", 2, 2);
    BinaryNetwork other = dense(2, "binary", 2, 2);
    HardwarePlan plan =
        PlanHardware.plan(
            designed,
            PlanOptions.defaults()
                .withWeights(WeightAccess.WRITABLE)
                .withFoldings(List.of(new Folding(2, 2), new Folding(1, 2))));
    List<RegisterWrite> writes = NetworkLoad.writes(plan, designed, other);
    assertThat(writes)
        .extracting(RegisterWrite::offset)
        .containsExactly(
            0x80C, 0x810, 0x810, 0x810, // weights of l1
            0x80C, 0x810, // thresholds
            0x80C, 0x810, 0x810, // weights of l2
            0x80C, 0x810, 0x810, // biases
            0x804);
    assertThat(writes)
        .filteredOn(write -> write.offset() == 0x80C)
        .extracting(RegisterWrite::value)
        .containsExactly(0x02000000, 0x03000000, 0x04000000, 0x05000000);
    BitMatrix weights = ((BinaryDense) other.layers().get(1)).weights();
    for (int word = 0; word < 3; word++) {
      int expected = 0;
      for (int bit = 0; bit < 4; bit++) {
        expected |= weights.get(bit / 2, 2 * word + bit % 2) ? 1 << bit : 0;
      }
      assertThat(writes.get(1 + word).value()).as("word %d", word).isEqualTo(expected);
    }
    assertThat(writes.get(12).value())
        .isEqualTo(Integer.parseUnsignedInt(other.hash().substring(0, 8), 16));
  }

  @Test
  void a_network_of_the_same_shape_is_taken() {
    assertThat(NetworkLoad.writes(plan(convolutional(1)), convolutional(1), convolutional(2)))
        .isNotEmpty();
  }
}
