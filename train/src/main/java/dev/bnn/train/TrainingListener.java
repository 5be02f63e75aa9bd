package dev.bnn.train;

import java.util.List;

/** Told how a training goes; called on the thread that trains. */
public interface TrainingListener {
  /** One that ignores everything. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * Before the first batch.
   *
   * @param epochs how many will be trained
   * @param batches in each epoch
   */
  default void started(int epochs, int batches) {}

  /**
   * Before the first batch of a training that goes on.
   *
   * @param epochs what was measured in the epochs that are over
   * @param health likewise, a list per epoch
   */
  default void resumed(List<EpochMetrics> epochs, List<List<LayerHealth>> health) {}

  /**
   * After a batch.
   *
   * @param epoch from 1
   * @param batch from 1 in each epoch
   * @param loss mean over its images
   */
  default void batch(int epoch, int batch, double loss) {}

  /** After an epoch and its validation. */
  default void epoch(EpochMetrics metrics) {}

  /** After {@link #epoch}, for a binary network: a value per layer with weights. */
  default void health(int epoch, List<LayerHealth> layers) {}

  /** Tells both, always in this order. */
  static TrainingListener both(TrainingListener first, TrainingListener second) {
    return new TrainingListener() {
      @Override
      public void started(int epochs, int batches) {
        first.started(epochs, batches);
        second.started(epochs, batches);
      }

      @Override
      public void resumed(List<EpochMetrics> epochs, List<List<LayerHealth>> health) {
        first.resumed(epochs, health);
        second.resumed(epochs, health);
      }

      @Override
      public void health(int epoch, List<LayerHealth> layers) {
        first.health(epoch, layers);
        second.health(epoch, layers);
      }

      @Override
      public void batch(int epoch, int batch, double loss) {
        first.batch(epoch, batch, loss);
        second.batch(epoch, batch, loss);
      }

      @Override
      public void epoch(EpochMetrics metrics) {
        first.epoch(metrics);
        second.epoch(metrics);
      }
    };
  }
}
