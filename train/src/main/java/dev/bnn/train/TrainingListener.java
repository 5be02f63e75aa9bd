package dev.bnn.train;

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
   * After a batch.
   *
   * @param epoch from 1
   * @param batch from 1 in each epoch
   * @param loss mean over its images
   */
  default void batch(int epoch, int batch, double loss) {}

  /** After an epoch and its validation. */
  default void epoch(EpochMetrics metrics) {}

  /** Tells both, always in this order. */
  static TrainingListener both(TrainingListener first, TrainingListener second) {
    return new TrainingListener() {
      @Override
      public void started(int epochs, int batches) {
        first.started(epochs, batches);
        second.started(epochs, batches);
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
