package dev.bnn.experiments;

import static dev.bnn.experiments.SmallSweep.done;
import static dev.bnn.experiments.SmallSweep.failed;
import static dev.bnn.experiments.SmallSweep.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.train.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepGroupTest {
  private static final TrialResult B64 = done(64, Mode.BINARY, 1, 0.90);

  @Test
  void mean_and_deviation_are_those_of_the_seeds_that_are_done() {
    List<SweepGroup> groups =
        SweepGroup.of(
            List.of(
                done(64, Mode.BINARY, 3, 0.94),
                B64,
                failed(done(64, Mode.BINARY, 4, 0.5), "lost"),
                done(64, Mode.BINARY, 2, 0.92)));
    assertThat(groups).hasSize(1);
    assertThat(groups.get(0).seedList()).isEqualTo("1, 2, 3");
    assertThat(groups.get(0).test().mean()).isCloseTo(0.92, within(1e-12));
    assertThat(groups.get(0).test().deviation()).isCloseTo(0.02, within(1e-12));
  }

  @Test
  void groups_differ_in_width_mode_padding_or_input_and_are_in_that_order() {
    List<SweepGroup> groups =
        SweepGroup.of(
            List.of(
                SmallSweep.of(B64, "pixels", 0.95),
                done(64, Mode.FLOAT, 1, 0.98),
                done(128, Mode.BINARY, 1, 0.93),
                B64));
    assertThat(groups.stream().map(g -> g.trials().get(0).id()))
        .containsExactly("binary-64-1", "binary-128-1", "float-64-1", "binary-64-1-pixels");
  }

  @Test
  void a_width_of_which_every_training_failed_is_no_group() {
    assertThat(SweepGroup.of(List.of(failed(B64, "lost")))).isEmpty();
  }

  @Test
  void hardware_is_the_mean_of_the_plans_there_are() {
    SweepGroup group =
        SweepGroup.of(
                List.of(
                    planned(B64, 1000, 1e6),
                    planned(done(64, Mode.BINARY, 2, 0.9), 1100, 1e6),
                    done(64, Mode.BINARY, 3, 0.9)))
            .get(0);
    assertThat(group.hardware(Hardware::lut)).isEqualTo(1050);
    assertThat(SweepGroup.of(List.of(B64)).get(0).hardware(Hardware::lut)).isNaN();
  }
}
