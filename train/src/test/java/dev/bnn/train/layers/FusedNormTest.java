package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.quantize.BatchNorm;
import dev.bnn.quantize.Bipolar;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FusedNormTest {
  private static final long SEED = 20240611;
  private static final int IMAGES = 12;
  private static final int CHANNELS = 5;

  private final Random random = new Random(SEED);

  @Test
  void inferenceIsTheExpressionOfBatchNormBitForBit() {
    Layer layer = layer(true);
    setRandomParameters(layer);
    BatchNorm norm = FusedNorm.batchNorm(layer);
    int low = -300;
    int high = 300;
    float[] accumulators = new float[(high - low + 1) * CHANNELS];
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i] = low + i / CHANNELS;
    }
    INDArray out = activate(layer, accumulators, false);
    float[] signs = out.data().asFloat();
    for (int i = 0; i < signs.length; i++) {
      float expected = norm.apply(i % CHANNELS, low + i / CHANNELS);
      assertThat(signs[i])
          .as("seed %d, value %d", SEED, i)
          .isEqualTo(Bipolar.isPositive(expected) ? 1f : -1f);
    }
  }

  @Test
  void aValueOfExactlyZeroBecomesPlusOne() {
    // mean 2, variance 1, gamma 1, beta 0: an accumulator of 2 normalizes to 0
    Layer layer = layer(true);
    set(layer, "gamma", 1, 1, 1, 1, 1);
    set(layer, "beta", 0, 0, 0, 0, -0f);
    set(layer, "mean", 2, 2, 2, 2, 2);
    set(layer, "var", 1, 1, 1, 1, 1);
    float[] signs = activate(layer, new float[] {2, 1, 3, 2, 2}, false).data().asFloat();
    assertThat(signs).containsExactly(1, -1, 1, 1, 1);
  }

  @Test
  void trainingNormalizesByTheBatch() {
    Layer layer = layer(false);
    float[] x = randomValues(IMAGES * CHANNELS, 20);
    float[] y = activate(layer, x, true).data().asFloat();
    Oracle oracle = new Oracle(x, ones(), new double[CHANNELS]);
    for (int i = 0; i < x.length; i++) {
      assertThat((double) y[i]).isCloseTo(Math.max(0, oracle.y[i]), within(1e-5));
    }
  }

  @Test
  void gradientOfTheSignIsTheHandFormulaWithTheWindow() {
    checkGradients(true);
  }

  @Test
  void gradientOfReluIsTheHandFormulaWithTheStep() {
    checkGradients(false);
  }

  /** {@code dy' = dy·mask}; dbeta = Σ dy'; dgamma = Σ dy'·n; dx by the chain rule, in float64. */
  private void checkGradients(boolean binary) {
    Layer layer = layer(binary);
    setRandomParameters(layer);
    float[] x = randomValues(IMAGES * CHANNELS, 20);
    float[] dy = randomValues(IMAGES * CHANNELS, 1);
    activate(layer, x, true);
    var result =
        layer.backpropGradient(
            Nd4j.create(dy, new long[] {IMAGES, CHANNELS}, 'c'), LayerWorkspaceMgr.noWorkspaces());

    Oracle oracle = new Oracle(x, values(layer, "gamma"), values(layer, "beta"));
    int masked = 0;
    double[] dbeta = new double[CHANNELS];
    double[] dgamma = new double[CHANNELS];
    double[] through = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      boolean passes = binary ? Math.abs(oracle.y[i]) <= 1 : oracle.y[i] > 0;
      masked += passes ? 0 : 1;
      through[i] = passes ? dy[i] : 0;
      dbeta[i % CHANNELS] += through[i];
      dgamma[i % CHANNELS] += through[i] * oracle.n[i];
    }
    assertThat(masked).as("both sides of the window occur").isBetween(5, x.length - 5);
    float[] dx = result.getSecond().data().asFloat();
    for (int i = 0; i < x.length; i++) {
      int c = i % CHANNELS;
      double expected =
          oracle.gamma[c]
              / Math.sqrt(oracle.variance[c] + 1e-5)
              * (through[i] - dbeta[c] / IMAGES - oracle.n[i] * dgamma[c] / IMAGES);
      assertThat((double) dx[i]).as("seed %d, dx[%d]", SEED, i).isCloseTo(expected, within(1e-5));
    }
    var gradients = result.getFirst();
    for (int c = 0; c < CHANNELS; c++) {
      assertThat(gradients.getGradientFor("beta").getDouble(c)).isCloseTo(dbeta[c], within(1e-4));
      assertThat(gradients.getGradientFor("gamma").getDouble(c)).isCloseTo(dgamma[c], within(1e-4));
    }
  }

  @Test
  void runningStatisticsMoveATenthTowardsTheBatch() {
    MultiLayerNetwork network = network(true);
    Layer layer = network.getLayer(0);
    set(layer, "mean", 10, 10, 10, 10, 10);
    set(layer, "var", 4, 4, 4, 4, 4);
    float[] x = randomValues(IMAGES * CHANNELS, 20);
    Oracle oracle = new Oracle(x, ones(), new double[CHANNELS]);
    network.fit(Nd4j.create(x, new long[] {IMAGES, CHANNELS}, 'c'), Nd4j.zeros(IMAGES, CHANNELS));
    for (int c = 0; c < CHANNELS; c++) {
      assertThat(layer.getParam("mean").getDouble(c))
          .isCloseTo(9 + 0.1 * oracle.mean[c], within(1e-4));
      assertThat(layer.getParam("var").getDouble(c))
          .isCloseTo(3.6 + 0.1 * oracle.variance[c], within(1e-3));
    }
  }

  @Test
  void inferenceChangesNothing() {
    Layer layer = layer(true);
    setRandomParameters(layer);
    BatchNorm before = FusedNorm.batchNorm(layer);
    activate(layer, randomValues(IMAGES * CHANNELS, 20), false);
    assertThat(FusedNorm.batchNorm(layer)).isEqualTo(before);
  }

  /** Batch-norm in float64, plain loops. */
  private static final class Oracle {
    final double[] gamma;
    final double[] mean = new double[CHANNELS];
    final double[] variance = new double[CHANNELS];
    final double[] n;
    final double[] y;

    Oracle(float[] x, double[] gamma, double[] beta) {
      this.gamma = gamma;
      this.n = new double[x.length];
      this.y = new double[x.length];
      int images = x.length / CHANNELS;
      for (int i = 0; i < x.length; i++) {
        mean[i % CHANNELS] += x[i] / (double) images;
      }
      for (int i = 0; i < x.length; i++) {
        variance[i % CHANNELS] += Math.pow(x[i] - mean[i % CHANNELS], 2) / images;
      }
      for (int i = 0; i < x.length; i++) {
        int c = i % CHANNELS;
        n[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5);
        y[i] = n[i] * gamma[c] + beta[c];
      }
    }
  }

  private static MultiLayerNetwork network(boolean binary) {
    var list = new NeuralNetConfiguration.Builder().list();
    list.layer(FusedNorm.of(CHANNELS, binary, 1));
    list.layer(new LossLayer.Builder().build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    network.initGradientsView();
    return network;
  }

  private static Layer layer(boolean binary) {
    return network(binary).getLayer(0);
  }

  private static INDArray activate(Layer layer, float[] x, boolean training) {
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    layer.setInput(Nd4j.create(x, new long[] {x.length / CHANNELS, CHANNELS}, 'c'), none);
    return layer.activate(training, none);
  }

  private void setRandomParameters(Layer layer) {
    set(layer, "gamma", 1.5f, -0.5f, 0.25f, -1f, 1f);
    set(layer, "beta", randomValues(CHANNELS, 1));
    set(layer, "mean", randomValues(CHANNELS, 100));
    set(layer, "var", 900f, 1234.5f, 0.01f, 0f, 77f);
  }

  private static void set(Layer layer, String parameter, float... values) {
    HeapCopies.write(values, layer.getParam(parameter));
  }

  private static double[] values(Layer layer, String parameter) {
    float[] floats = HeapCopies.read(layer.getParam(parameter));
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  private static double[] ones() {
    double[] ones = new double[CHANNELS];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private float[] randomValues(int count, double size) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * size);
    }
    return values;
  }
}
