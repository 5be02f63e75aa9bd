package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Whole networks of our layers against DL4J's own layers and against finite differences. */
class FusedNetworkTest {
  private static final int INPUTS = 11;
  private static final List<Integer> WIDTHS = List.of(7, 6);
  private static final int CLASSES = 4;
  private static final double SCALE = 0.25;
  private static final int IMAGES = 16;

  @Test
  void binaryNetworkEqualsTheStockLayersForwardAndBackward() {
    for (long seed = 1; seed <= 5; seed++) {
      MultiLayerNetwork fused = network(true, seed);
      MultiLayerNetwork stock = StockNetwork.of(INPUTS, WIDTHS, CLASSES, true, SCALE);
      stock.setParams(fused.params());
      INDArray x = pixels(seed);
      INDArray labels = labels(seed);

      assertThat(maxDifference(fused.output(x), stock.output(x)))
          .as("seed %d", seed)
          .isLessThan(1e-6);

      fused.setInput(x);
      fused.setLabels(labels);
      fused.computeGradientAndScore();
      stock.setInput(x);
      stock.setLabels(labels);
      stock.computeGradientAndScore();
      assertThat(fused.score()).as("seed %d", seed).isCloseTo(stock.score(), within(1e-5));
      INDArray expected = stock.gradient().gradient();
      // DL4J gives the gradient for the scaled weights of the last layer: times the scale for W
      int last = WIDTHS.get(WIDTHS.size() - 1) * CLASSES;
      long all = expected.length();
      INDArray flat = expected.dup().reshape(all);
      for (long i = all - last; i < all; i++) {
        flat.putScalar(i, flat.getFloat(i) * SCALE);
      }
      INDArray actual = fused.gradient().gradient().reshape(all);
      double size = flat.norm2Number().doubleValue();
      assertThat(size).isGreaterThan(1);
      assertThat(maxDifference(actual, flat) / size).as("seed %d", seed).isLessThan(1e-5);
    }
  }

  @Test
  void floatGradientsEqualCentralFiniteDifferencesInFloat64() {
    for (long seed = 1; seed <= 3; seed++) {
      MultiLayerNetwork fused = network(false, seed);
      INDArray x = pixels(seed);
      INDArray labels = labels(seed);
      fused.setInput(x);
      fused.setLabels(labels);
      fused.computeGradientAndScore();
      float[] gradient = fused.gradient().gradient().dup().data().asFloat();

      FloatTwin twin = new FloatTwin(x.toDoubleMatrix(), labels.toDoubleMatrix());
      double[] parameters = toDouble(fused.params().dup().data().asFloat());
      assertThat(fused.score()).isCloseTo(twin.loss(parameters) / IMAGES, within(1e-5));
      double size = 0;
      for (float g : gradient) {
        size = Math.max(size, Math.abs(g));
      }
      int compared = 0;
      for (int i = 0; i < parameters.length; i++) {
        if (twin.isRunningStatistic(i)) {
          continue;
        }
        double step = 1e-5;
        double[] up = parameters.clone();
        double[] down = parameters.clone();
        up[i] += step;
        down[i] -= step;
        if (twin.kinks(up) != twin.kinks(down)) {
          continue; // a ReLU switches in between: no derivative there
        }
        double expected = (twin.loss(up) - twin.loss(down)) / (2 * step);
        assertThat((double) gradient[i])
            .as("seed %d, parameter %d", seed, i)
            .isCloseTo(expected, within(2e-4 * size));
        compared++;
      }
      assertThat(compared).as("seed %d: comparisons", seed).isGreaterThan(130);
    }
  }

  @Test
  void latentWeightsStayWithinOneHoweverLargeTheSteps() {
    MultiLayerNetwork network = network(true, 3);
    for (int i = 0; i < 20; i++) {
      network.fit(pixels(i), labels(i));
      for (int layer = 0; layer <= 4; layer += 2) {
        for (float weight : LatentWeights.read(network.getLayer(layer))) {
          assertThat(weight).isBetween(-1f, 1f);
        }
      }
    }
    assertThat(LatentWeights.read(network.getLayer(0))).contains(1f, -1f);
  }

  @Test
  void weightsOfTheFloatTwinAreNotClipped() {
    MultiLayerNetwork network = network(false, 3);
    for (int i = 0; i < 20; i++) {
      network.fit(pixels(i), labels(i));
    }
    float largest = 0;
    for (float weight : LatentWeights.read(network.getLayer(0))) {
      largest = Math.max(largest, Math.abs(weight));
    }
    assertThat(largest).isGreaterThan(1f);
  }

  @Test
  void accumulatorsOfTheLargestPixelLayersAreExact() {
    // 784 pixels of 255 against all +1 and all −1, next to a sum of odd terms
    int inputs = 784;
    var list = new NeuralNetConfiguration.Builder().list();
    list.layer(FusedDense.of(inputs, 3, true, 1));
    list.layer(new LossLayer.Builder().build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    float[] weights = new float[3 * inputs];
    float[] x = new float[inputs];
    int expected = 0;
    for (int i = 0; i < inputs; i++) {
      x[i] = 255 - i % 3;
      weights[i] = 0.5f;
      weights[inputs + i] = -1e-30f;
      weights[2 * inputs + i] = i % 7 == 0 ? 1f : -0.1f;
      expected += (255 - i % 3) * (i % 7 == 0 ? 1 : -1);
    }
    int sum = 0;
    for (float value : x) {
      sum += (int) value;
    }
    LatentWeights.write(network.getLayer(0), weights);
    INDArray features = Nd4j.create(x, new long[] {1, inputs}, 'c');
    assertThat(network.feedForwardToLayer(0, features, false).get(1).data().asFloat())
        .containsExactly(sum, -sum, expected);
  }

  private static MultiLayerNetwork network(boolean binary, long seed) {
    var list = new NeuralNetConfiguration.Builder().updater(new Adam(0.5)).list();
    int before = INPUTS;
    for (int width : WIDTHS) {
      list.layer(FusedDense.of(before, width, binary, 1));
      list.layer(FusedNorm.of(width, binary, 1));
      before = width;
    }
    list.layer(FusedDense.of(before, CLASSES, binary, binary ? SCALE : 1));
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    Random random = new Random(seed);
    for (String name : List.of("0_W", "2_W", "4_W", "1_gamma", "1_beta", "3_gamma", "3_beta")) {
      INDArray parameter = network.getParam(name);
      float[] values = new float[(int) parameter.length()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * 0.5);
      }
      HeapCopies.write(values, parameter);
    }
    return network;
  }

  private static INDArray pixels(long seed) {
    Random random = new Random(seed + 100);
    float[] x = new float[IMAGES * INPUTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(256);
    }
    return Nd4j.create(x, new long[] {IMAGES, INPUTS}, 'c');
  }

  private static INDArray labels(long seed) {
    Random random = new Random(seed + 200);
    float[] labels = new float[IMAGES * CLASSES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i * CLASSES + random.nextInt(CLASSES)] = 1;
    }
    return Nd4j.create(labels, new long[] {IMAGES, CLASSES}, 'c');
  }

  private static double maxDifference(INDArray a, INDArray b) {
    return Nd4j.math().abs(a.sub(b)).maxNumber().doubleValue();
  }

  private static double[] toDouble(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** The float network in float64 and plain loops: summed loss of a batch, from all parameters. */
  private static final class FloatTwin {
    private final double[][] inputs; // (images, inputs)
    private final double[][] labels; // (images, classes), one-hot

    FloatTwin(double[][] inputs, double[][] labels) {
      this.inputs = inputs;
      this.labels = labels;
    }

    double loss(double[] parameters) {
      return run(parameters, new int[1]);
    }

    /** A number that changes when a ReLU switches. */
    int kinks(double[] parameters) {
      int[] pattern = {1};
      run(parameters, pattern);
      return pattern[0];
    }

    boolean isRunningStatistic(int index) {
      int at = 0;
      int before = INPUTS;
      for (int width : WIDTHS) {
        at += before * width;
        if (index >= at + 2 * width && index < at + 4 * width) {
          return true;
        }
        at += 4 * width; // gamma, beta, mean, var
        before = width;
      }
      return false;
    }

    private double run(double[] p, int[] pattern) {
      double[][] x = inputs;
      int at = 0;
      for (int width : WIDTHS) {
        double[][] a = multiply(x, p, at, width);
        at += x[0].length * width;
        for (int c = 0; c < width; c++) {
          double mean = 0;
          for (double[] row : a) {
            mean += row[c] / a.length;
          }
          double variance = 0;
          for (double[] row : a) {
            variance += (row[c] - mean) * (row[c] - mean) / a.length;
          }
          for (double[] row : a) {
            double y = (row[c] - mean) / Math.sqrt(variance + 1e-5) * p[at + c] + p[at + width + c];
            pattern[0] = pattern[0] * 31 + (y > 0 ? 1 : 0);
            row[c] = Math.max(0, y);
          }
        }
        at += 4 * width;
        x = a;
      }
      double[][] scores = multiply(x, p, at, CLASSES);
      double loss = 0;
      for (int i = 0; i < scores.length; i++) {
        double sum = 0;
        double right = 0;
        for (int k = 0; k < CLASSES; k++) {
          sum += Math.exp(scores[i][k]);
          right += labels[i][k] * scores[i][k];
        }
        loss += Math.log(sum) - right;
      }
      return loss;
    }

    /** (images, n) times weights stored as (outputs, n) row by row from {@code at}. */
    private static double[][] multiply(double[][] x, double[] p, int at, int outputs) {
      int n = x[0].length;
      double[][] out = new double[x.length][outputs];
      for (int i = 0; i < x.length; i++) {
        for (int o = 0; o < outputs; o++) {
          for (int j = 0; j < n; j++) {
            out[i][o] += x[i][j] * p[at + o * n + j];
          }
        }
      }
      return out;
    }
  }
}
