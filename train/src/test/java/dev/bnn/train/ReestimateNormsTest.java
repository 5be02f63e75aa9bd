package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.train.layers.FusedNorm;
import dev.bnn.train.layers.LatentWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class ReestimateNormsTest {
  private static final TrainOptions OPTIONS =
      new TrainOptions(
          Mode.BINARY, Recipe.FAST, 2, 64, 0.01, Augment.parse("shift:2,rotate:15"), 1);

  private static Dataset digits;

  @BeforeAll
  static void loadDigits(@TempDir Path nothingThere) throws IOException {
    digits = Datasets.load("digits", nothingThere);
  }

  @Test
  void moments_of_parts_are_those_of_the_whole() {
    long seed = 4;
    Random random = new Random(seed);
    int rows = 1000;
    float[] values = new float[3 * rows];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1e4 + random.nextGaussian() * (i % 3 + 1));
    }
    ReestimateNorms.Moments moments = new ReestimateNorms.Moments();
    for (int from = 0, part = 1;
        from < rows;
        from += part, part = Math.min(2 * part, rows - from)) {
      float[] some = new float[3 * Math.min(part, rows - from)];
      System.arraycopy(values, 3 * from, some, 0, some.length);
      moments.add(some, 3);
    }
    for (int c = 0; c < 3; c++) {
      double mean = 0;
      for (int row = 0; row < rows; row++) {
        mean += values[3 * row + c] / (double) rows;
      }
      double variance = 0;
      for (int row = 0; row < rows; row++) {
        variance += Math.pow(values[3 * row + c] - mean, 2) / rows;
      }
      assertThat((double) moments.mean()[c]).as("seed %d", seed).isCloseTo(mean, within(1e-3));
      assertThat((double) moments.variance()[c]).isCloseTo(variance, within(1e-5));
    }
  }

  /** From the integer network's traces: sums of its signs by the signs of its weights. */
  @Test
  void statistics_are_those_of_the_accumulators_of_the_integer_network() {
    TrainedModel trained = train("mlp:12x3", OPTIONS).model();
    ReestimateNorms.apply(trained, digits.train());
    BinaryNetwork network = Quantizer.quantize(trained.trainedNetwork());
    for (int block = 0; block < 3; block++) {
      float[] weights = LatentWeights.read(trained.network().getLayer(2 * block));
      int inputs = weights.length / 12;
      double[] sum = new double[12];
      double[] squares = new double[12];
      LabeledImages images = digits.train();
      for (int i = 0; i < images.size(); i++) {
        var in = Interpreter.run(network, images.image(i)).outputs().get(block);
        for (int neuron = 0; neuron < 12; neuron++) {
          long accumulator = 0;
          for (int k = 0; k < inputs; k++) {
            accumulator += weights[neuron * inputs + k] >= 0 ? in.get(k) : -in.get(k);
          }
          sum[neuron] += accumulator;
          squares[neuron] += (double) accumulator * accumulator;
        }
      }
      var norm = FusedNorm.batchNorm(trained.network().getLayer(2 * block + 1));
      for (int neuron = 0; neuron < 12; neuron++) {
        double mean = sum[neuron] / images.size();
        double variance = squares[neuron] / images.size() - mean * mean;
        assertThat((double) norm.mean().get(neuron))
            .isCloseTo(mean, within(1e-6 + 1e-6 * Math.abs(mean)));
        assertThat((double) norm.variance().get(neuron))
            .isCloseTo(variance, within(1e-5 * variance + 1e-9));
      }
    }
  }

  @Test
  void nothing_but_statistics_changes_and_the_better_ones_stay() {
    TrainingResult before = train("mlp:12x2", OPTIONS);
    TrainingResult after = train("mlp:12x2", OPTIONS.withReestimation(true));
    for (int layer = 0; layer <= 4; layer += 2) {
      assertThat(LatentWeights.read(after.model().network().getLayer(layer)))
          .isEqualTo(LatentWeights.read(before.model().network().getLayer(layer)));
    }
    assertThat(after.validationAccuracy()).isGreaterThanOrEqualTo(before.validationAccuracy());
    assertThat(after.model().accuracy(digits.validation())).isEqualTo(after.validationAccuracy());
  }

  @Test
  void worse_statistics_are_taken_back() {
    TrainedModel model = train("mlp:12x2", OPTIONS).model();
    INDArray parameters = model.network().params().dup();
    assertThat(ReestimateNorms.ifNotWorse(model, digits, 1.1)).isEqualTo(1.1);
    assertThat(model.network().params()).isEqualTo(parameters);
    double accuracy = ReestimateNorms.ifNotWorse(model, digits, 0);
    assertThat(model.network().params()).isNotEqualTo(parameters);
    assertThat(model.accuracy(digits.validation())).isEqualTo(accuracy);
  }

  private static TrainingResult train(String model, TrainOptions options) {
    Architecture architecture =
        Architecture.parse(model, 1, Encoding.pixels(), new Shape(1, 8, 8), 10);
    return Trainer.train(digits, architecture, options, TrainingListener.NONE);
  }
}
