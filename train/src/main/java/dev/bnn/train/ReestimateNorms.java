package dev.bnn.train;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.train.layers.FusedNorm;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Measures the statistics of batch-norm again, once the weights no longer change.
 *
 * <p>While training, running statistics are averages over the last tens of batches, of augmented
 * images and of weights that still changed. Here, for every batch-norm from the first to the last,
 * mean and biased variance of each channel become those of its inputs over all training images as
 * they are, not augmented, in inference: behind batch-norms that have been measured before it.
 * Summed in float64, batch by batch (Chan, Golub, LeVeque 1979), rounded to float32 once.
 */
final class ReestimateNorms {
  private ReestimateNorms() {}

  /**
   * Measures on the training part, and takes the former statistics back if the model is worse with
   * the new ones on the validation part.
   *
   * @param before validation accuracy of the model as it is
   * @return that of the model as it is then
   */
  static double ifNotWorse(TrainedModel model, Dataset dataset, double before) {
    INDArray parameters = model.network().params().dup();
    apply(model, dataset.train());
    double after = model.accuracy(dataset.validation());
    if (after >= before) {
      return after;
    }
    model.network().setParams(parameters);
    return before;
  }

  /** Changes the statistics of the model, and nothing else. */
  static void apply(TrainedModel model, LabeledImages images) {
    for (int norm = 1; norm < BuildNetwork.scoresLayer(model.architecture()); norm += 2) {
      Moments moments = new Moments();
      model.forEachOutput(images, norm - 1, moments::add);
      FusedNorm.setStatistics(model.network().getLayer(norm), moments.mean(), moments.variance());
    }
  }

  /** Mean and variance of each channel over all rows that have been added. */
  static final class Moments {
    private double[] mean = new double[0];
    private double[] squares = new double[0]; // sum of squared differences from the mean
    private long count;

    /** Adds rows of channels: the last dimension of an array row by row. */
    void add(INDArray values) {
      int channels = Math.toIntExact(values.size(values.rank() - 1));
      add(values.dup('c').data().asFloat(), channels);
    }

    void add(float[] values, int channels) {
      int rows = values.length / channels;
      if (count == 0) {
        mean = new double[channels];
        squares = new double[channels];
      }
      double[] newMean = new double[channels];
      for (int i = 0; i < values.length; i += channels) {
        for (int c = 0; c < channels; c++) {
          newMean[c] += values[i + c];
        }
      }
      for (int c = 0; c < channels; c++) {
        newMean[c] /= rows;
      }
      double[] newSquares = new double[channels];
      for (int i = 0; i < values.length; i += channels) {
        for (int c = 0; c < channels; c++) {
          double difference = values[i + c] - newMean[c];
          newSquares[c] += difference * difference;
        }
      }
      for (int c = 0; c < channels; c++) {
        double difference = newMean[c] - mean[c];
        squares[c] += newSquares[c] + difference * difference * count * rows / (count + rows);
        mean[c] += difference * rows / (count + rows);
      }
      count += rows;
    }

    float[] mean() {
      return toFloat(mean, 1);
    }

    /** Biased: divided by the number of rows. */
    float[] variance() {
      return toFloat(squares, (double) count);
    }

    private static float[] toFloat(double[] values, double divisor) {
      float[] floats = new float[values.length];
      for (int c = 0; c < floats.length; c++) {
        floats[c] = (float) (values[c] / divisor);
      }
      return floats;
    }
  }
}
