package dev.bnn.quantize;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** An illegal network cannot exist. */
class BinaryNetworkTest {
  private static final InputEncoding BITS = new InputEncoding(Shape.vector(4), Encoding.binary());
  private static final InputEncoding PIXELS = new InputEncoding(Shape.vector(4), Encoding.pixels());
  private static final List<String> TWO = List.of("a", "b");

  private static BitMatrix weights(int rows, int columns) {
    return BitMatrix.of(rows, columns, (r, c) -> true);
  }

  private static Scores scores(int inputs) {
    return new Scores(weights(2, inputs), IntVector.of(0, 0));
  }

  private static BinaryDense dense(int outputs, int inputs) {
    return new BinaryDense(
        weights(outputs, inputs), Thresholds.ofBinary(IntVector.repeat(outputs, 0), inputs));
  }

  private static void assertRefused(String message, Layer... layers) {
    assertThatThrownBy(() -> new BinaryNetwork("x", List.of(layers), TWO, Provenance.unknown()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shapes_must_chain() {
    assertRefused("layer 1 takes 5, but layer 0 gives 4", BITS, scores(5));
    assertRefused("layer 2 takes 4, but layer 1 gives 3", BITS, dense(3, 4), scores(4));
  }

  @Test
  void the_encoding_is_first_and_the_scores_last_and_only_there() {
    assertRefused("scores must be the last layer", BITS, dense(2, 4));
    assertRefused("encoding must be the first layer", scores(4), BITS);
    assertRefused("scores must be the last layer", BITS, scores(4), scores(2));
  }

  @Test
  void integers_do_not_enter_a_binary_layer() {
    assertRefused("layer 1 takes ±1, but layer 0 gives integers", PIXELS, dense(3, 4), scores(3));
  }

  @Test
  void thresholds_are_canonical_and_speak_of_what_the_weights_can_attain() {
    assertRefused("neither attainable nor 'never'", BITS, threshold(3, 4), scores(1));
    assertRefused("neither attainable nor 'never'", BITS, threshold(-100, 4), scores(1));
    assertRefused(
        "neither attainable nor 'never'", BITS, threshold(Integer.MIN_VALUE, 4), scores(1));
    Thresholds lie = new Thresholds(IntVector.of(0), IntVector.of(0), IntVector.of(10), 1);
    assertRefused(
        "range of its accumulators", PIXELS, new InputDense(weights(1, 4), lie), scores(1));
  }

  private static BinaryDense threshold(int value, int inputs) {
    return new BinaryDense(weights(1, inputs), Thresholds.ofBinary(IntVector.of(value), inputs));
  }

  @Test
  void sizes_that_overflow_are_refused() {
    assertThatThrownBy(() -> new Shape(1 << 22, 1 << 22, 1 << 22))
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> new Encoding.Table(IntVector.generate(256, i -> Integer.MIN_VALUE)))
        .hasMessageContaining("±32768");
  }

  @Test
  void every_class_has_a_name_of_its_own() {
    assertThatThrownBy(
            () ->
                new BinaryNetwork(
                    "x", List.of(BITS, scores(4)), List.of("a"), Provenance.unknown()))
        .hasMessageContaining("1 class names for 2 scores");
    assertThatThrownBy(
            () ->
                new BinaryNetwork(
                    "x", List.of(BITS, scores(4)), List.of("a", "a"), Provenance.unknown()))
        .hasMessageContaining("same name");
  }
}
