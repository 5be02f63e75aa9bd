package dev.bnn.experiments;

import static dev.bnn.experiments.SmallSweep.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.experiments.Gap.Lead;
import dev.bnn.train.Mode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapTest {
  /** Float 64 with 98 ± 0.3 %, of two seeds 98 ± 0.3·√2/√2. */
  private static List<SweepGroup> groups(double... binary128) {
    List<TrialResult> trials = new ArrayList<>();
    trials.add(done(64, Mode.FLOAT, 1, 0.977));
    trials.add(done(64, Mode.FLOAT, 2, 0.983));
    for (int i = 0; i < binary128.length; i++) {
      trials.add(done(128, Mode.BINARY, 5 + i, binary128[i]));
    }
    return SweepGroup.of(trials);
  }

  private static Gap half(double... binary128) {
    return Gap.between(groups(binary128), 2).get(0);
  }

  @Test
  void the_difference_is_that_of_the_means_and_the_deviations_add_as_squares() {
    // deviations: float 0.003·√2, binary 0.004
    Gap gap = half(0.956, 0.960, 0.964);
    assertThat(gap.difference()).isCloseTo(0.98 - 0.96, within(1e-12));
    assertThat(gap.deviation()).isCloseTo(Math.sqrt(2 * 9e-6 + 16e-6), within(1e-12));
    assertThat(gap.standardError()).isCloseTo(Math.sqrt(9e-6 + 16e-6 / 3), within(1e-12));
  }

  @Test
  void with_a_single_seed_nothing_is_said_of_the_noise() {
    Gap gap = half(0.96);
    assertThat(gap.hasDeviation()).isFalse();
    assertThat(gap.deviation()).isNaN();
    assertThat(gap.standardError()).isNaN();
    assertThat(gap.lead()).isEqualTo(Lead.FLOAT);
    assertThat(half(0.99).lead()).isEqualTo(Lead.BINARY);
  }

  @Test
  void ahead_is_by_more_than_two_standard_errors() {
    // standard error 0.003 · √2, as both have the same deviation
    assertThat(half(0.977 + 0.0086, 0.983 + 0.0086).lead()).isEqualTo(Lead.BINARY);
    assertThat(half(0.977 + 0.0084, 0.983 + 0.0084).lead()).isEqualTo(Lead.NONE);
    assertThat(half(0.977 - 0.0084, 0.983 - 0.0084).lead()).isEqualTo(Lead.NONE);
    assertThat(half(0.977 - 0.0086, 0.983 - 0.0086).lead()).isEqualTo(Lead.FLOAT);
  }

  @Test
  void only_networks_of_one_input_and_of_that_part_of_the_width_are_compared() {
    List<SweepGroup> groups = groups(0.96);
    assertThat(Gap.between(groups, 1)).isEmpty();
    assertThat(Gap.between(groups, 2)).hasSize(1);
    assertThat(Gap.between(groups, 4)).isEmpty();
    TrialResult pixels = SmallSweep.of(done(128, Mode.BINARY, 1, 0.96), "pixels", 0.97);
    TrialResult twin = done(64, Mode.FLOAT, 1, 0.98);
    assertThat(Gap.between(SweepGroup.of(List.of(pixels, twin)), 2)).isEmpty();
  }
}
