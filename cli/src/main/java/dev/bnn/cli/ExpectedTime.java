package dev.bnn.cli;

import dev.bnn.train.Architecture;
import dev.bnn.train.TrainOptions;

/** What a long command says before it starts. */
final class ExpectedTime {
  /** Seconds a batch costs whatever its size: the many small operations of a step. */
  private static final double SECONDS_PER_BATCH = 1e-3;

  /** Multiply-accumulates per second of forward and backward pass together, one thread. */
  private static final double DENSE_MACS_PER_SECOND = 1.5e10;

  private static final double CONVOLUTION_MACS_PER_SECOND = 3e10;

  /** Loading DL4J and warming up. */
  private static final double SECONDS_TO_START = 3;

  private ExpectedTime() {}

  /** An order of magnitude, from figures measured on one 3 GHz server core. */
  static String ofTraining(Architecture architecture, int images, TrainOptions options) {
    return about(seconds(architecture, images, options));
  }

  /** The same in seconds. */
  static double seconds(Architecture architecture, int images, TrainOptions options) {
    double batches = Math.ceil((double) images / options.batchSize());
    double speed =
        architecture.isConvolutional() ? CONVOLUTION_MACS_PER_SECOND : DENSE_MACS_PER_SECOND;
    double work = 3.0 * architecture.macs() * images / speed;
    return SECONDS_TO_START + options.epochs() * (batches * SECONDS_PER_BATCH + work);
  }

  /** A time for people. */
  static String about(double seconds) {
    return seconds < 90
        ? Numbers.format("about %.0f s", seconds)
        : Numbers.format("about %.0f min", seconds / 60);
  }
}
