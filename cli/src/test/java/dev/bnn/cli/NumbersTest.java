package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void numbers_look_the_same_in_every_country() {
    assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Numbers.percent(0.97214)).isEqualTo("97.21 %");
    assertThat(Numbers.kilobytes(1536)).isEqualTo("1.50 kB");
  }

  @Test
  void mean_and_sample_deviation_are_those_of_the_textbook() {
    double[] values = {2, 4, 4, 4, 5, 5, 7, 9}; // squares around 5: 32
    assertThat(Numbers.mean(values)).isEqualTo(5);
    assertThat(Numbers.deviation(values)).isEqualTo(Math.sqrt(32 / 7.0));
    assertThat(Numbers.deviation(3)).isZero();
  }

  @Test
  void columns_are_as_wide_as_needed_and_numbers_stand_to_the_right() {
    String table = new TextTable("lr", "name", "n").row("a", 1_000).row("bcdef", 2).toString();
    assertThat(table.lines())
        .containsExactly("name      n", "───────────", "a      1000", "bcdef     2");
  }
}
