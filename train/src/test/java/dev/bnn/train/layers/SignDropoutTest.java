package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class SignDropoutTest {
  private static final int SIZE = 100_000;

  @Test
  void a_sign_becomes_zero_or_grows_so_that_its_expectation_stays() {
    float[] out = drop(0.3, 7, 0);
    int zeros = 0;
    for (float value : out) {
      zeros += value == 0 ? 1 : 0;
      assertThat(value == 0 || Math.abs(value - 1 / 0.7f) < 1e-6).as("value %s", value).isTrue();
    }
    // 30 000 expected, standard deviation 145
    assertThat(zeros).isBetween(29_200, 30_800);
  }

  @Test
  void what_is_left_out_is_a_function_of_seed_and_iteration() {
    assertThat(drop(0.3, 7, 5)).isEqualTo(drop(0.3, 7, 5));
    double expected = 0.3 * 0.3 + 0.7 * 0.7; // two independent ones agree
    float[] other = drop(0.3, 7, 5);
    for (float[] another : new float[][] {drop(0.3, 7, 6), drop(0.3, 8, 5), drop(0.3, 7, 4)}) {
      int equal = 0;
      for (int i = 0; i < SIZE; i++) {
        equal += other[i] == another[i] ? 1 : 0;
      }
      assertThat((double) equal / SIZE).isCloseTo(expected, within(0.01));
      // nor is it the same one place further
      int shifted = 0;
      for (int i = 1; i < SIZE; i++) {
        shifted += other[i] == another[i - 1] ? 1 : 0;
      }
      assertThat((double) shifted / SIZE).isCloseTo(expected, within(0.01));
    }
  }

  @Test
  void the_gradient_goes_through_what_was_kept() {
    SignDropout dropout = new SignDropout(0.5, 3);
    INDArray values = Nd4j.create(new float[] {1, -1, 1, -1, 1, -1, 1, -1}, new long[] {2, 4}, 'c');
    INDArray out =
        dropout.applyDropout(values, values.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
    INDArray gradient = Nd4j.ones(2, 4);
    dropout.backprop(gradient, gradient, 0, 0);
    for (int i = 0; i < 8; i++) {
      float kept = out.getFloat(i / 4, i % 4) == 0 ? 0 : 2;
      assertThat(gradient.getFloat(i / 4, i % 4)).isEqualTo(kept);
    }
  }

  @Test
  void dense_layers_drop_in_training_only() {
    MultiLayerNetwork network = dense();
    INDArray x = pixels(6, 8);
    assertThat(network.output(x)).isEqualTo(network.output(x));
    float[] weights = LatentWeights.read(network.getLayer(2));
    network.fit(x, labels(6));
    assertThat(LatentWeights.read(network.getLayer(2))).isNotEqualTo(weights);
    assertDropped(network, x, new long[] {6, 5});
  }

  @Test
  void convolutions_drop_too() {
    var list = new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(0.01)).list();
    list.overrideNinUponBuild(false);
    list.layer(FusedConv.of(2, 4, 3, 1, true));
    list.layer(FusedNorm.of(4, true, 1));
    FusedConv second = FusedConv.of(4, 3, 3, 1, true).withPadding(-1);
    second.setIDropout(new SignDropout(0.5, 4));
    list.layer(second);
    list.layer(FusedNorm.of(3, true, 1));
    list.layer(FusedDense.of(4 * 4 * 3, 3, true, 0.25));
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    INDArray x = pixels(5, 6 * 6 * 2).reshape('c', 5, 6, 6, 2);
    network.fit(x, labels(5));
    assertDropped(network, x, new long[] {5, 4, 4, 4});
  }

  /** The input gradient of layer 2 is 0 exactly where its training input was left out. */
  private static void assertDropped(MultiLayerNetwork network, INDArray x, long[] shape) {
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    INDArray in = x;
    for (int i = 0; i < 2; i++) {
      network.getLayer(i).setInput(in, none);
      in = network.getLayer(i).activate(true, none);
    }
    assertThat(in.shape()).isEqualTo(shape);
    network.getLayer(2).setInput(in.dup('c'), none);
    INDArray out = network.getLayer(2).activate(true, none);
    float[] dropped = network.getLayer(2).input().dup('c').data().asFloat();
    int zeros = 0;
    float[] signs = in.dup('c').data().asFloat();
    for (int i = 0; i < signs.length; i++) {
      zeros += dropped[i] == 0 ? 1 : 0;
      assertThat(dropped[i] == 0 || dropped[i] == 2 * signs[i]).isTrue();
    }
    assertThat(zeros).isBetween(signs.length / 4, signs.length * 3 / 4);
    INDArray epsilon = Nd4j.create(new float[(int) out.length()], out.shape(), 'c').addi(0.37);
    epsilon.putScalar(0, 0.11);
    INDArray gradient = network.getLayer(2).backpropGradient(epsilon, none).getSecond();
    float[] values = gradient.dup('c').data().asFloat();
    int through = 0;
    for (int i = 0; i < values.length; i++) {
      if (dropped[i] == 0) {
        assertThat(values[i]).isZero();
      }
      through += values[i] != 0 ? 1 : 0;
    }
    assertThat(through).isGreaterThan(0);
  }

  private static MultiLayerNetwork dense() {
    FusedDense second = FusedDense.of(5, 4, true, 1);
    second.setIDropout(new SignDropout(0.5, 4));
    var list = new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(0.01)).list();
    list.layer(FusedDense.of(8, 5, true, 1));
    list.layer(FusedNorm.of(5, true, 1));
    list.layer(second);
    list.layer(FusedNorm.of(4, true, 1));
    list.layer(FusedDense.of(4, 3, true, 0.5));
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static INDArray pixels(int images, int values) {
    Random random = new Random(17);
    float[] x = new float[images * values];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(256);
    }
    return Nd4j.create(x, new long[] {images, values}, 'c');
  }

  private static INDArray labels(int images) {
    INDArray labels = Nd4j.zeros(images, 3);
    for (int i = 0; i < images; i++) {
      labels.putScalar(i, i % 3, 1);
    }
    return labels;
  }

  private static float[] drop(double share, long seed, int iteration) {
    float[] ones = new float[SIZE];
    Arrays.fill(ones, 1);
    INDArray values = Nd4j.create(ones, new long[] {100, SIZE / 100}, 'c');
    return new SignDropout(share, seed)
        .applyDropout(values, values.ulike(), iteration, 0, LayerWorkspaceMgr.noWorkspaces())
        .data()
        .asFloat();
  }
}
