package dev.bnn.train;

import dev.bnn.train.layers.CosineSchedule;
import dev.bnn.train.layers.TwoStageSchedule;
import dev.bnn.train.layers.WarmUpSchedule;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** A {@link Schedule} becomes one of DL4J, counted in iterations; two stages have it twice. */
final class MakeSchedule {
  private MakeSchedule() {}

  /**
   * The schedule of a training.
   *
   * @param initial rate before anything lowers it
   * @param batches in each epoch
   */
  static ISchedule apply(TrainOptions options, double initial, int batches) {
    int first = Stages.firstEpochs(options);
    ISchedule last = stage(options, initial, options.epochs() - first, batches);
    return first == 0
        ? last
        : new TwoStageSchedule(
            stage(options, initial, first, batches), last, Math.multiplyExact(first, batches));
  }

  private static ISchedule stage(TrainOptions options, double initial, int epochs, int batches) {
    ISchedule base =
        falling(options.schedule(), initial, Math.multiplyExact(epochs, batches), batches);
    return options.warmUp() == 0
        ? base
        : new WarmUpSchedule(base, Math.multiplyExact(options.warmUp(), batches));
  }

  private static ISchedule falling(Schedule schedule, double initial, int iterations, int batches) {
    if (schedule instanceof Schedule.Step step) {
      int every = Math.multiplyExact(step.epochs(), batches);
      return new StepSchedule(ScheduleType.ITERATION, initial, step.factor(), every);
    }
    if (schedule instanceof Schedule.Exponential exponential) {
      double factor = Math.pow(exponential.last(), 1.0 / iterations);
      return new ExponentialSchedule(ScheduleType.ITERATION, initial, factor);
    }
    if (schedule instanceof Schedule.Constant) {
      return new FixedSchedule(initial);
    }
    return new CosineSchedule(initial, iterations);
  }
}
