package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static List<String> texts(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::text).toList();
  }

  @Test
  void ticks_are_round_numbers() {
    assertThat(texts(Axis.linear("", List.of(93.2, 99.4))))
        .containsExactly("93", "94", "95", "96", "97", "98", "99");
    assertThat(texts(Axis.linear("", List.of(-0.4, 0.6))))
        .containsExactly("−0.4", "−0.2", "0.0", "0.2", "0.4", "0.6");
    assertThat(texts(Axis.linear("", List.of(97.0)))).contains("97.0");
    assertThat(texts(Axis.percentages("", List.of(99.8)))).containsExactly("99.0", "99.5", "100.0");
    assertThat(texts(Axis.logarithmic("", List.of(1_900.0, 29_000.0))))
        .containsExactly("2k", "5k", "10k", "20k");
    assertThat(texts(Axis.logarithmic("", List.of(6e4, 9.3e7))))
        .containsExactly("100k", "1M", "10M", "100M");
    assertThat(texts(Axis.logarithmic("", List.of(12_000.0, 13_000.0))))
        .contains("12.0k", "12.2k", "12.4k");
  }

  @Test
  void equal_factors_have_equal_lengths_on_a_logarithmic_axis() {
    Axis axis =
        Axis.ofSizes(
            "", List.of(new Axis.Tick(0.25, "¼"), new Axis.Tick(0.5, "½"), new Axis.Tick(1, "1")));
    assertThat(axis.position(0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(axis.position(0.5) - axis.position(0.25))
        .isCloseTo(axis.position(1) - axis.position(0.5), within(1e-12));
  }

  @Test
  void every_value_and_every_tick_is_on_the_axis_and_there_are_few_ticks() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 1000; round++) {
      double first = Math.pow(10, 9 * random.nextDouble());
      double second = first * (1 + Math.pow(10, 8 * random.nextDouble() - 4));
      List<Double> values = List.of(first, second);
      for (Axis axis : List.of(Axis.linear("", values), Axis.logarithmic("", values))) {
        assertThat(values).allMatch(v -> axis.position(v) > 0 && axis.position(v) < 1);
        assertThat(axis.ticks())
            .as("seed %d: %s to %s, %s", seed, first, second, axis)
            .hasSizeBetween(1, 10)
            .allMatch(t -> axis.position(t.value()) >= -1e-9 && axis.position(t.value()) <= 1);
        assertThat(texts(axis)).doesNotHaveDuplicates();
      }
    }
  }
}
