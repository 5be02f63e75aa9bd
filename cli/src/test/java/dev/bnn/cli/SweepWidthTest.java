package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepWidthTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.5", ".5", "0.50", "1/2", "2/4", "½"})
  void a_factor_is_the_same_however_it_is_written(String word) {
    assertThat(SweepWidth.ofFactor(word)).isEqualTo(new SweepWidth("½", 0.5));
    assertThat(SweepWidth.ofFactor(word).word()).isEqualTo("0.5");
  }

  @Test
  void a_factor_without_a_sign_of_its_own_is_a_decimal() {
    assertThat(SweepWidth.ofFactor("2")).isEqualTo(new SweepWidth("2", 2));
    assertThat(SweepWidth.ofFactor("1.50").label()).isEqualTo("1.5");
    assertThat(SweepWidth.ofFactor("1/8").label()).isEqualTo("⅛");
  }

  @Test
  void neurons_are_whole() {
    assertThat(SweepWidth.ofNeurons("64")).isEqualTo(new SweepWidth("64", 64));
    assertThat(SweepWidth.ofNeurons("64").word()).isEqualTo("64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1/0", "-1", "1e3", "½½", "1,5"})
  void what_is_no_factor_is_refused(String word) {
    assertThatThrownBy(() -> SweepWidth.ofFactor(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--widths: '" + word + "' is no factor: write it like 0.5, 1/2 or ½");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1.5", "½", "123456"})
  void what_is_no_number_of_neurons_is_refused(String word) {
    assertThatThrownBy(() -> SweepWidth.ofNeurons(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--widths: '" + word + "' is no number of neurons");
  }
}
