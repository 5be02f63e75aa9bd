package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class BopTest {
  @Test
  void a_step_is_taken_where_the_average_is_above_the_threshold() {
    // by hand, gamma 0.5, tau 1: averages 0.5g₁, then 0.25g₁ + 0.5g₂
    GradientUpdater<?> bop = updater(new FixedSchedule(0.5), 1, 4);
    INDArray gradient = Nd4j.createFromArray(4f, -4f, 2f, 0f);
    bop.applyUpdater(gradient, 0, 0);
    assertThat(gradient.toFloatVector()).containsExactly(2, -2, 0, 0); // 2, −2, 1 (not above), 0
    gradient = Nd4j.createFromArray(-4f, -1f, 2f, -3f);
    bop.applyUpdater(gradient, 1, 0);
    assertThat(gradient.toFloatVector()).containsExactly(0, -2, 2, -2); // −1, −1.5, 1.5, −1.5
    assertThat(bop.getState().get("M").toFloatVector()).containsExactly(-1, -1.5f, 1.5f, -1.5f);
  }

  @Test
  void with_clipping_weights_flip_as_the_paper_says() {
    long seed = 11;
    Random random = new Random(seed);
    int size = 500;
    double tau = 0.02;
    ISchedule gamma = new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 10);
    GradientUpdater<?> bop = updater(gamma, tau, size);
    boolean[] positive = new boolean[size];
    float[] latent = new float[size];
    double[] average = new double[size];
    for (int i = 0; i < size; i++) {
      positive[i] = random.nextBoolean();
      latent[i] = positive[i] ? 1 : -1;
    }
    int flips = 0;
    for (int step = 0; step < 30; step++) {
      float[] g = new float[size];
      for (int i = 0; i < size; i++) {
        g[i] = (float) random.nextGaussian();
      }
      INDArray gradient = Nd4j.create(g.clone(), new long[] {size});
      bop.applyUpdater(gradient, step, 0);
      float share = (float) gamma.valueAt(step, 0);
      for (int i = 0; i < size; i++) {
        latent[i] = Math.max(-1, Math.min(1, latent[i] - gradient.getFloat(i)));
        average[i] = (1 - share) * average[i] + share * g[i];
        if (Math.abs(Math.abs(average[i]) - tau) < 1e-6) {
          average[i] = bop.getState().get("M").getFloat(i); // too near to tell in float64
        }
        if (Math.abs(average[i]) > tau && average[i] > 0 == positive[i]) {
          positive[i] = !positive[i];
          flips++;
        }
        assertThat(latent[i])
            .as("seed %d, step %d, weight %d", seed, step, i)
            .isEqualTo(positive[i] ? 1f : -1f);
      }
    }
    assertThat(flips).isGreaterThan(1000);
  }

  @Test
  void its_state_goes_through_a_checkpoint_bit_for_bit() throws IOException {
    MultiLayerNetwork whole = network();
    for (int i = 0; i < 6; i++) {
      whole.fit(inputs(i), labels(i));
    }
    MultiLayerNetwork first = network();
    for (int i = 0; i < 3; i++) {
      first.fit(inputs(i), labels(i));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(first, file, true);
    MultiLayerNetwork second =
        ModelSerializer.restoreMultiLayerNetwork(
            new ByteArrayInputStream(file.toByteArray()), true);
    assertThat(second.getUpdater().getStateViewArray())
        .isEqualTo(first.getUpdater().getStateViewArray());
    for (int i = 3; i < 6; i++) {
      second.fit(inputs(i), labels(i));
    }
    assertThat(second.params()).isEqualTo(whole.params());
    assertThat(second.getUpdater().getStateViewArray())
        .isEqualTo(whole.getUpdater().getStateViewArray());
    float[] weights = LatentWeights.read(second.getLayer(0));
    assertThat(weights).contains(1f, -1f);
    for (float weight : weights) {
      assertThat(Math.abs(weight)).isLessThanOrEqualTo(1);
    }
  }

  private static MultiLayerNetwork network() {
    Bop bop = new Bop(new StepSchedule(ScheduleType.ITERATION, 0.3, 0.9, 2), 1e-3);
    FusedDense hidden = FusedDense.of(6, 5, true, 1);
    FusedDense scores = FusedDense.of(5, 3, true, 0.5);
    hidden.setIUpdater(bop);
    scores.setIUpdater(bop);
    var list = new NeuralNetConfiguration.Builder().seed(5).updater(new Adam(0.01)).list();
    list.layer(hidden);
    list.layer(FusedNorm.of(5, true, 1));
    list.layer(scores);
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static INDArray inputs(int step) {
    Random random = new Random(100 + step);
    float[] values = new float[8 * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256);
    }
    return Nd4j.create(values, new long[] {8, 6}, 'c');
  }

  private static INDArray labels(int step) {
    Random random = new Random(200 + step);
    INDArray labels = Nd4j.zeros(8, 3);
    for (int i = 0; i < 8; i++) {
      labels.putScalar(i, random.nextInt(3), 1);
    }
    return labels;
  }

  private static GradientUpdater<?> updater(ISchedule gamma, double tau, int size) {
    Bop bop = new Bop(gamma, tau);
    assertThat(bop.stateSize(size)).isEqualTo(size);
    return bop.instantiate(Nd4j.ones(1, size), true);
  }
}
