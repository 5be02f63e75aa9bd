package dev.bnn.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerSummaryTest {
  @Test
  void a_width_is_that_of_twos_complement() {
    for (long value = -70_000; value <= 70_000; value++) {
      assertThat(LayerSummary.width(value))
          .as("%d", value)
          .isEqualTo(BigInteger.valueOf(value).bitLength() + 1);
    }
  }

  /** Pixels 1×4×4; 2 channels of 3×3 under no padding, pooled; 3 neurons; 2 scores. */
  @Test
  void a_network_by_hand() {
    Shape image = new Shape(1, 4, 4);
    Window window = new Window(image, 3, 1, Padding.NONE);
    BitMatrix kernels = BitMatrix.of(2, 9, (row, column) -> row == 0);
    IntVector never = IntVector.of(2296, 0); // sums are 0…2295 and −2295…0
    List<LayerSummary> layers =
        LayerSummary.of(
            new BinaryNetwork(
                "hand",
                List.of(
                    new InputEncoding(image, Encoding.pixels()),
                    new InputConv2d(
                        window, kernels, Thresholds.ofWeights(never, kernels, Encoding.pixels())),
                    new MaxPool(
                        new Shape(2, 2, 2), 2, 2, List.of(MaxPool.Pooling.OR, MaxPool.Pooling.AND)),
                    new BinaryDense(
                        BitMatrix.of(3, 2, (row, column) -> true),
                        Thresholds.ofBinary(IntVector.of(-2, 0, 4), 2)),
                    new Scores(BitMatrix.of(2, 3, (row, column) -> true), IntVector.of(0, -100))),
                List.of("a", "b"),
                Provenance.unknown()));
    LayerSummary conv = layers.get(1);
    assertThat(conv.macs()).isEqualTo(2 * 9 * 4);
    assertThat(conv.operations()).isEqualTo(2 * conv.macs());
    assertThat(conv.inputBits()).isEqualTo(8);
    assertThat(conv.isBinary()).isFalse();
    assertThat(conv.accumulatorBits()).as("±2295").isEqualTo(13);
    assertThat(conv.thresholdBits()).as("2296 and 0").isEqualTo(2 * 13);
    assertThat(layers.get(2).weightBits()).isZero();
    assertThat(layers.get(2).inputBits()).isEqualTo(1);
    assertThat(layers.get(3).thresholdBits()).as("−2, 0, 4").isEqualTo(3 * 4);
    assertThat(layers.get(3).accumulatorBits()).as("−2…2").isEqualTo(3);
    assertThat(layers.get(4).thresholdBits()).as("0, −100").isEqualTo(2 * 8);
    assertThat(layers.get(4).accumulatorBits()).as("−103…3").isEqualTo(8);
  }
}
