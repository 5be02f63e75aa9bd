package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.datasets.Augment;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

class MakeScheduleTest {
  private static final int BATCHES = 10;
  private static final TrainOptions OPTIONS =
      new TrainOptions(Mode.BINARY, Recipe.FAST, 8, 100, 0.2, Augment.none(), 1);

  @Test
  void a_cosine_is_half_in_the_middle_and_nothing_at_the_end() {
    ISchedule schedule = schedule("cosine", 0, false);
    assertThat(schedule.valueAt(0, 0)).isEqualTo(0.2);
    assertThat(schedule.valueAt(20, 0)).isCloseTo(0.2 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(schedule.valueAt(40, 0)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.valueAt(80, 0)).isZero();
  }

  @Test
  void a_step_is_taken_every_so_many_epochs() {
    ISchedule schedule = schedule("step:0.5,3", 0, false);
    double[] expected = {0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05};
    for (int i = 0; i < 8 * BATCHES; i++) {
      assertThat(schedule.valueAt(i, 0)).as("iteration %d", i).isEqualTo(expected[i / BATCHES]);
    }
  }

  @Test
  void an_exponential_falls_by_equal_shares_to_what_is_said() {
    ISchedule schedule = schedule("exponential:0.0001", 0, false);
    assertThat(schedule.valueAt(0, 0)).isEqualTo(0.2);
    assertThat(schedule.valueAt(20, 0)).isCloseTo(0.02, within(1e-12));
    assertThat(schedule.valueAt(40, 0)).isCloseTo(0.002, within(1e-12));
    assertThat(schedule.valueAt(80, 0)).isCloseTo(0.00002, within(1e-12));
  }

  @Test
  void a_constant_stays() {
    for (int i : new int[] {0, 1, 79}) {
      assertThat(schedule("constant", 0, false).valueAt(i, 0)).isEqualTo(0.2);
    }
  }

  @Test
  void warm_up_grows_in_a_line_and_multiplies_what_is_there() {
    ISchedule schedule = schedule("constant", 2, false);
    assertThat(schedule.valueAt(0, 0)).isCloseTo(0.01, within(1e-12)); // a 20th
    assertThat(schedule.valueAt(9, 0)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.valueAt(19, 0)).isEqualTo(0.2);
    assertThat(schedule.valueAt(20, 0)).isEqualTo(0.2);
    ISchedule stepped = schedule("step:0.5,1", 2, false);
    assertThat(stepped.valueAt(9, 0)).isCloseTo(0.1, within(1e-12));
    assertThat(stepped.valueAt(10, 0)).isCloseTo(0.1 * 11 / 20, within(1e-12));
    assertThat(stepped.valueAt(20, 0)).isEqualTo(0.05);
  }

  @Test
  void two_stages_begin_anew_with_warm_up_and_all() {
    ISchedule schedule = schedule("cosine", 1, true);
    for (int i = 0; i < 4 * BATCHES; i++) {
      assertThat(schedule.valueAt(i, 0))
          .as("iteration %d", i)
          .isEqualTo(schedule.valueAt(i + 4 * BATCHES, 0));
    }
    assertThat(schedule.valueAt(0, 0)).isCloseTo(0.02, within(1e-12));
    assertThat(schedule.valueAt(20, 0)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.valueAt(39, 0)).isLessThan(0.001);
  }

  @Test
  void of_an_odd_number_of_epochs_the_second_stage_has_one_more() {
    TrainOptions odd = OPTIONS.withEpochs(5).withTwoStage(true);
    ISchedule schedule = MakeSchedule.apply(odd, 0.2, BATCHES);
    assertThat(schedule.valueAt(19, 0)).isLessThan(0.005);
    assertThat(schedule.valueAt(20, 0)).isEqualTo(0.2);
    assertThat(schedule.valueAt(35, 0)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void every_schedule_is_the_same_after_a_checkpoint() {
    for (String name : new String[] {"cosine", "step:0.5,3", "exponential", "constant"}) {
      for (int warmUp = 0; warmUp < 2; warmUp++) {
        for (boolean twoStage : new boolean[] {false, true}) {
          ISchedule schedule = schedule(name, warmUp, twoStage);
          ISchedule restored = restore(schedule);
          for (int i = 0; i < 85; i++) {
            assertThat(restored.valueAt(i, 0))
                .as("%s, %d, %s, iteration %d", name, warmUp, twoStage, i)
                .isEqualTo(schedule.valueAt(i, 0));
          }
        }
      }
    }
  }

  private static ISchedule restore(ISchedule schedule) {
    String json =
        new NeuralNetConfiguration.Builder()
            .updater(new Adam(schedule))
            .list()
            .layer(new DenseLayer.Builder().nIn(1).nOut(1).build())
            .build()
            .toJson();
    DenseLayer layer = (DenseLayer) MultiLayerConfiguration.fromJson(json).getConf(0).getLayer();
    return ((Adam) layer.getIUpdater()).getLearningRateSchedule();
  }

  private static ISchedule schedule(String name, int warmUp, boolean twoStage) {
    TrainOptions options =
        OPTIONS.withSchedule(Schedule.parse(name)).withTwoStage(twoStage).withWarmUp(warmUp);
    return MakeSchedule.apply(options, options.learningRate(), BATCHES);
  }
}
