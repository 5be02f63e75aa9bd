package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Whole convolutional networks against plain loops in float64, and these against differences. */
class FusedConvTest {
  private static final int IMAGES = 5;
  private static final int SIDE = 9;
  private static final int LARGE_SIDE = 20; // where another way is the faster one
  private static final int CLASSES = 4;
  private static final double SCALE = 0.125;

  /** Kernels, strides, padding, pools that leave cells over, and none. */
  private static final List<List<SlowConvNetwork.Block>> NETWORKS =
      List.of(
          List.of(block(6, 3, 1, false, 0, 2), block(5, 3, 1, false, 0, 1)),
          List.of(block(4, 3, 1, true, 255, 2), block(7, 3, 1, true, -1, 2)),
          List.of(block(4, 3, 1, true, 0, 2), block(3, 2, 1, true, 1, 3)),
          List.of(block(5, 5, 2, true, 0, 1), block(4, 1, 1, false, 0, 2)),
          List.of(block(3, 7, 1, true, 0, 1), block(4, 4, 2, true, -1, 1)),
          List.of(block(33, 3, 2, false, 0, 2)),
          List.of(block(3, 2, 1, false, 0, 1), block(2, 3, 1, true, -1, 2)));

  @Test
  void lossAndGradientsEqualThoseOfPlainLoops() {
    for (boolean binary : new boolean[] {true, false}) {
      for (int n = 0; n < NETWORKS.size(); n++) {
        for (int channels : new int[] {1, 3}) {
          Case one = new Case(NETWORKS.get(n), binary, channels, 7 * n + channels);
          one.network.computeGradientAndScore();
          float[] actual = one.network.gradient().gradient().dup().data().asFloat();
          double[] expected = new double[one.parameters.length];
          double loss = one.slow.loss(one.parameters, one.images, one.labels, expected);
          String name = "network " + n + ", binary " + binary + ", channels " + channels;
          assertThat(one.network.score()).as(name).isCloseTo(loss / IMAGES, within(1e-5));
          double size = 0;
          for (double value : expected) {
            size = Math.max(size, Math.abs(value));
          }
          assertThat(size).as(name).isGreaterThan(0.01);
          for (int i = 0; i < expected.length; i++) {
            if (!one.statistics.get(i)) {
              assertThat((double) actual[i])
                  .as("%s, parameter %d", name, i)
                  .isCloseTo(expected[i], within(2e-5 * size));
            }
          }
        }
      }
    }
  }

  @Test
  void plainLoopsOfTheFloatTwinEqualCentralDifferences() {
    for (int n = 0; n < NETWORKS.size(); n++) {
      Case one = new Case(NETWORKS.get(n), false, 1, n);
      double[] gradient = new double[one.parameters.length];
      one.slow.loss(one.parameters, one.images, one.labels, gradient);
      double size = 0;
      for (double value : gradient) {
        size = Math.max(size, Math.abs(value));
      }
      int far = 0;
      for (int i = 0; i < gradient.length; i++) {
        double step = 1e-6;
        double[] moved = one.parameters.clone();
        moved[i] += step;
        double up = one.slow.loss(moved, one.images, one.labels, null);
        moved[i] -= 2 * step;
        double down = one.slow.loss(moved, one.images, one.labels, null);
        if (Math.abs((up - down) / (2 * step) - gradient[i]) > 1e-5 * size) {
          far++; // a ReLU or a pool switches within the step: no derivative there
        }
      }
      assertThat(far).as("network %d", n).isLessThanOrEqualTo(gradient.length / 50);
    }
  }

  private static SlowConvNetwork.Block block(
      int channels, int kernel, int stride, boolean padded, double padding, int pool) {
    int before = padded ? (kernel - 1) / 2 : 0;
    int after = padded ? kernel / 2 : 0;
    return new SlowConvNetwork.Block(channels, kernel, stride, before, after, padding, pool);
  }

  /** A network, the same one in plain loops, and a batch. */
  private static final class Case {
    final MultiLayerNetwork network;
    final SlowConvNetwork slow;
    final double[] parameters;
    final List<Boolean> statistics = new ArrayList<>(); // which parameters are running statistics
    final double[][] images;
    final int[] labels;

    Case(List<SlowConvNetwork.Block> blocks, boolean binary, int channels, long seed) {
      Random random = new Random(seed);
      var list = new NeuralNetConfiguration.Builder().list().overrideNinUponBuild(false);
      int imageSide = blocks.equals(NETWORKS.get(NETWORKS.size() - 1)) ? LARGE_SIDE : SIDE;
      int side = imageSide;
      int before = channels;
      for (SlowConvNetwork.Block block : blocks) {
        FusedConv conv =
            FusedConv.of(before, block.channels(), block.kernel(), block.stride(), binary);
        boolean padded = block.before() + block.after() > 0;
        list.layer(padded ? conv.withPadding(block.padding()) : conv);
        list.layer(FusedNorm.of(block.channels(), binary, block.pool()));
        mark(before * block.kernel() * block.kernel() * block.channels(), false);
        mark(2 * block.channels(), false);
        mark(2 * block.channels(), true);
        int around = block.before() + block.after() - block.kernel();
        side = ((side + around) / block.stride() + 1) / block.pool();
        before = block.channels();
      }
      int inputs = side * side * before;
      double scale = binary ? SCALE : 1;
      list.layer(FusedDense.of(inputs, CLASSES, binary, scale));
      mark(inputs * CLASSES, false);
      list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
      network = new MultiLayerNetwork(list.build());
      network.init();
      slow = new SlowConvNetwork(binary, blocks, imageSide, channels, CLASSES, scale);

      float[] values = new float[statistics.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * 0.5);
      }
      HeapCopies.write(values, network.params());
      parameters = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        parameters[i] = values[i];
      }
      images = new double[IMAGES][imageSide * imageSide * channels];
      float[] pixels = new float[IMAGES * imageSide * imageSide * channels];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = random.nextInt(256);
        images[i / images[0].length][i % images[0].length] = pixels[i];
      }
      labels = new int[IMAGES];
      float[] oneHot = new float[IMAGES * CLASSES];
      for (int i = 0; i < IMAGES; i++) {
        labels[i] = random.nextInt(CLASSES);
        oneHot[i * CLASSES + labels[i]] = 1;
      }
      INDArray features =
          Nd4j.create(pixels, new long[] {IMAGES, imageSide, imageSide, channels}, 'c');
      network.setInput(features);
      network.setLabels(Nd4j.create(oneHot, new long[] {IMAGES, CLASSES}, 'c'));
    }

    private void mark(int count, boolean statistic) {
      for (int i = 0; i < count; i++) {
        statistics.add(statistic);
      }
    }
  }
}
