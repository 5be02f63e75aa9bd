package dev.bnn.experiments;

import static dev.bnn.experiments.SmallSweep.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.train.Mode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TellGapTest {
  private final List<TrialResult> trials = new ArrayList<>();

  /** Two seeds, 0.1 points above and below. */
  private TellGapTest has(Mode mode, int width, double percent) {
    trials.add(done(width, mode, 1, (percent - 0.1) / 100));
    trials.add(done(width, mode, 2, (percent + 0.1) / 100));
    return this;
  }

  private List<String> told() {
    return TellGap.inWords(SweepGroup.of(trials));
  }

  @Test
  void it_tells_the_width_from_which_binary_is_ahead() {
    has(Mode.FLOAT, 64, 97).has(Mode.FLOAT, 128, 98).has(Mode.FLOAT, 256, 98.5);
    has(Mode.BINARY, 128, 96).has(Mode.BINARY, 256, 98.3).has(Mode.BINARY, 512, 99);
    assertThat(told())
        .containsExactly(
            "At the same width, float minus binary is +2.00 points at width 128 and +0.20 points"
                + " at width 256.",
            "Binary overtakes float of half its width and stays ahead up to width 512: at width 256"
                + " it has 98.30 %, float at 128 has 98.00 % (0.30 points ahead, standard error"
                + " 0.14).",
            "Binary is ahead of float of a quarter of its width at every width compared, up to"
                + " width 512: at width 256 it has 98.30 %, float at 64 has 97.00 % (1.30 points ahead, standard error"
                + " 0.14).");
  }

  @Test
  void it_tells_that_binary_overtakes_nowhere() {
    has(Mode.FLOAT, 64, 97).has(Mode.FLOAT, 128, 98);
    has(Mode.BINARY, 128, 96).has(Mode.BINARY, 256, 97.5);
    assertThat(told().get(1))
        .isEqualTo(
            "Binary does not overtake float of half its width: at width 256 it has 97.50 %, float"
                + " at 128 has 98.00 % (0.50 points behind, standard error 0.14).");
  }

  @Test
  void what_the_noise_may_have_made_is_no_lead() {
    has(Mode.FLOAT, 64, 97).has(Mode.BINARY, 128, 97.2);
    assertThat(told())
        .containsExactly(
            "Binary draws level with float of half its width: at width 128 it has 97.20 %, float"
                + " at 64 has 97.00 % (0.20 points ahead, standard error 0.14).");
  }

  @Test
  void a_lead_that_comes_and_goes_is_listed() {
    has(Mode.FLOAT, 64, 97).has(Mode.FLOAT, 128, 98);
    has(Mode.BINARY, 128, 98).has(Mode.BINARY, 256, 97);
    assertThat(told().get(1))
        .isEqualTo("Binary is ahead of float of half its width at width 128, but not at 256.");
  }

  @Test
  void a_single_seed_is_said() {
    trials.add(done(64, Mode.FLOAT, 1, 0.97));
    trials.add(done(128, Mode.BINARY, 1, 0.98));
    assertThat(told().get(0)).endsWith("(1.00 points ahead, one seed: the noise is unknown).");
  }

  @Test
  void a_single_seed_at_the_end_of_a_lead_is_said() {
    has(Mode.FLOAT, 64, 97).has(Mode.FLOAT, 128, 98).has(Mode.FLOAT, 256, 98.5);
    has(Mode.BINARY, 128, 96).has(Mode.BINARY, 256, 98.5);
    trials.add(done(512, Mode.BINARY, 1, 0.99));
    assertThat(told().get(1)).contains("and stays ahead up to width 512 (there of one seed): at");
  }

  @Test
  void where_no_widths_can_be_compared_that_is_said() {
    has(Mode.FLOAT, 64, 97).has(Mode.BINARY, 64, 92);
    assertThat(told())
        .containsExactly(
            "At the same width, float minus binary is +5.00 points at width 64.",
            "No binary network here is twice or four times as wide as a float one: whether width"
                + " makes up for the bits is not answered.");
  }
}
