package dev.bnn.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.PackedEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** docs/CONVENTIONS.md, by its numbers; 4 is in FoldBatchNormTest, 9 and 11 with the RTL. */
class ConventionsTest {
  @Test
  void c1_a_set_bit_is_plus_one_and_sign_of_zero_is_plus_one() {
    assertThat(Bipolar.ofBit(true)).isEqualTo(1);
    assertThat(Bipolar.ofBit(false)).isEqualTo(-1);
    assertThat(Bipolar.isPositive(0f)).isTrue();
    assertThat(Bipolar.isPositive(-0f)).isTrue();
    assertThat(Bipolar.isPositive(Float.MIN_VALUE)).isTrue();
    assertThat(Bipolar.isPositive(-Float.MIN_VALUE)).isFalse();
    BitMatrix signs = BinarizeWeights.apply(new float[] {0f, -0f, -Float.MIN_VALUE, 2f}, 2, 2);
    assertThat(signs).isEqualTo(BitMatrix.of(2, 2, (r, c) -> !(r == 1 && c == 0)));
  }

  @Test
  void c2_dot_product_and_popcount_say_the_same() {
    for (int n = 1; n <= 70; n++) {
      for (int p = 0; p <= n; p++) {
        int d = Bipolar.dotOfPopcount(p, n);
        assertThat(d).isEqualTo(p - (n - p));
        for (int t = -n; t <= n + 2; t += 2) {
          assertThat(p >= Bipolar.popcountThreshold(t, n)).isEqualTo(d >= t);
        }
      }
    }
  }

  @Test
  void c3_canonical_thresholds_are_attainable_or_never_and_decide_the_same() {
    for (int n = 1; n <= 9; n++) {
      for (int t = -n - 5; t <= n + 7; t++) {
        Thresholds raw = Thresholds.ofBinary(IntVector.of(t), n);
        int canonical = raw.canonical(0);
        assertThat(canonical).isBetween(-n, n + 2);
        assertThat(Math.floorMod(canonical - n, 2)).isZero();
        for (int d = -n; d <= n; d += 2) {
          assertThat(d >= canonical).as("n %d, T %d, d %d", n, t, d).isEqualTo(d >= t);
        }
      }
    }
    assertThat(Thresholds.ofBinary(IntVector.of(4), 3).isCanonical()).isFalse();
    assertThat(Thresholds.ofBinary(IntVector.of(5), 3).isCanonical()).isTrue();
  }

  @Test
  void c5_pooling_before_a_falling_threshold_is_and_not_or() {
    // accumulators 3, −1, −1, −1 in one window; a falling neuron says +1 iff max(d) <= 0
    boolean pooledFirst = Math.max(3, -1) <= 0;
    BinaryNetwork and = poolOf(MaxPool.Pooling.AND);
    BinaryNetwork or = poolOf(MaxPool.Pooling.OR);
    // 3 <= 0 is false, −1 <= 0 is true
    byte[] bitsAfterFalling = {0, (byte) 255, (byte) 255, (byte) 255};
    assertThat(Interpreter.run(and, bitsAfterFalling).output(1).get(0) == 1).isEqualTo(pooledFirst);
    assertThat(Interpreter.run(or, bitsAfterFalling).output(1).get(0) == 1)
        .isNotEqualTo(pooledFirst);
    assertThat(new PackedEngine(or).scores(bitsAfterFalling))
        .isNotEqualTo(new PackedEngine(and).scores(bitsAfterFalling));
  }

  private static BinaryNetwork poolOf(MaxPool.Pooling pooling) {
    return new BinaryNetwork(
        "pool",
        List.of(
            new InputEncoding(new Shape(1, 2, 2), Encoding.binary()),
            new MaxPool(new Shape(1, 2, 2), 2, 2, List.of(pooling)),
            new Scores(BitMatrix.of(2, 1, (r, c) -> r == 0), IntVector.of(0, 0))),
        List.of("plus", "minus"),
        Provenance.unknown());
  }

  @Test
  void c6_padding_is_minus_one_or_plus_one_and_on_pixels_0_or_255() {
    assertThat(Padding.MINUS_ONE.value()).isEqualTo(-1);
    assertThat(Padding.PLUS_ONE.value()).isEqualTo(1);
    assertThat(Encoding.pixels().padValue(Padding.MINUS_ONE, 0)).isZero();
    assertThat(Encoding.pixels().padValue(Padding.PLUS_ONE, 0)).isEqualTo(255);
    for (int level = 0; level < 4; level++) {
      Encoding thermometer = new Encoding.Thermometer(4);
      assertThat(thermometer.padValue(Padding.MINUS_ONE, level)).isEqualTo(-1);
      assertThat(thermometer.padValue(Padding.PLUS_ONE, level)).isEqualTo(1);
    }
  }

  @Test
  void c7_input_encodings() {
    for (int p = 0; p < 256; p++) {
      assertThat(Encoding.pixels().encode(p, 0)).isEqualTo(p);
      assertThat(Encoding.binary().encode(p, 0)).isEqualTo(p >= 128 ? 1 : -1);
      for (int levels = 1; levels <= 9; levels++) {
        for (int i = 1; i <= levels; i++) {
          int expected = p >= Math.ceil(256.0 * i / (levels + 1)) ? 1 : -1;
          assertThat(new Encoding.Thermometer(levels).encode(p, i - 1)).isEqualTo(expected);
        }
      }
    }
    assertThat(new Encoding.Thermometer(1).threshold(0)).isEqualTo(128);
    assertThat(Encoding.parse("thermometer:7")).isEqualTo(new Encoding.Thermometer(7));
    assertThatThrownBy(() -> Encoding.parse("pixel")).hasMessageContaining("thermometer:N");
    assertThatThrownBy(() -> Encoding.parse("thermometer:0")).hasMessageContaining("1…255");
  }

  @Test
  void c8_the_lowest_index_of_equal_scores_wins() {
    assertThat(IntVector.of(3, 7, 7, 1).indexOfHighest()).isEqualTo(1);
    assertThat(IntVector.of(-4, -4).indexOfHighest()).isZero();
  }

  @Test
  void c9_tensors_are_channels_height_width() {
    Shape shape = new Shape(2, 3, 4);
    List<Integer> order = new ArrayList<>();
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 4; x++) {
          order.add(shape.index(c, y, x));
        }
      }
    }
    assertThat(order).isSorted().hasSize(24).startsWith(0).endsWith(23);
  }

  @Test
  void c10_the_same_network_gives_the_same_bytes_and_another_another_hash() throws Exception {
    BinaryNetwork a = GeneratedNetworks.convolutional(new SplittableRandom(5));
    BinaryNetwork b = GeneratedNetworks.convolutional(new SplittableRandom(5));
    BinaryNetwork c = GeneratedNetworks.convolutional(new SplittableRandom(6));
    assertThat(ModelFile.toBytes(a)).isEqualTo(ModelFile.toBytes(b));
    assertThat(a.hash()).isEqualTo(b.hash()).isNotEqualTo(c.hash());
    byte[] here = ModelFile.toBytes(a);
    java.util.TimeZone zone = java.util.TimeZone.getDefault();
    try {
      java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone("Asia/Tokyo"));
      assertThat(ModelFile.toBytes(a)).as("in Tokyo").isEqualTo(here);
    } finally {
      java.util.TimeZone.setDefault(zone);
    }
  }
}
