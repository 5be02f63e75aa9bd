package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** {@link LeanUpdater} against DL4J's own updater. */
class LeanUpdaterTest {
  private static final int INPUTS = 70;
  private static final int NEURONS = 30;
  private static final int CLASSES = 4;
  private static final int IMAGES = 12;

  @Test
  void weights_statistics_and_state_are_bit_for_bit_those_of_dl4j() {
    IUpdater adam = new FusedAdam(new CosineSchedule(0.01, 40));
    MultiLayerNetwork ours = network(adam);
    MultiLayerNetwork dl4j = network(adam);
    LeanUpdater.useFor(ours);
    INDArray start = ours.params().dup();
    for (int step = 1; step <= 20; step++) {
      ours.fit(batch(step), labels(step));
      dl4j.fit(batch(step), labels(step));
      assertThat(ours.params()).as("step %d", step).isEqualTo(dl4j.params());
    }
    assertThat(ours.updaterState()).isEqualTo(dl4j.updaterState());
    assertThat(Nd4j.math().abs(ours.params().sub(start)).maxNumber().doubleValue())
        .isGreaterThan(0.1);
  }

  @Test
  void going_on_from_a_saved_state_is_never_having_stopped() {
    IUpdater adam = new FusedAdam(new CosineSchedule(0.01, 40));
    MultiLayerNetwork whole = network(adam);
    LeanUpdater.useFor(whole);
    MultiLayerNetwork resumed = network(adam);
    LeanUpdater.useFor(resumed);
    for (int step = 1; step <= 10; step++) {
      whole.fit(batch(step), labels(step));
    }
    resumed.setParams(whole.params());
    resumed.getUpdater().setStateViewArray(resumed, whole.updaterState().dup(), false);
    resumed.setIterationCount(10);
    for (int step = 11; step <= 15; step++) {
      whole.fit(batch(step), labels(step));
      resumed.fit(batch(step), labels(step));
    }
    assertThat(resumed.params()).isEqualTo(whole.params());
    assertThat(resumed.updaterState()).isEqualTo(whole.updaterState());
  }

  private static MultiLayerNetwork network(IUpdater updater) {
    var list = new NeuralNetConfiguration.Builder().seed(1).updater(updater).list();
    list.layer(FusedDense.of(INPUTS, NEURONS, true, 1));
    list.layer(FusedNorm.of(NEURONS, true, 1));
    list.layer(FusedDense.of(NEURONS, CLASSES, true, 0.25));
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static INDArray batch(long step) {
    Random random = new Random(step);
    float[] x = new float[IMAGES * INPUTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(256);
    }
    return Nd4j.create(x, new long[] {IMAGES, INPUTS}, 'c');
  }

  private static INDArray labels(long step) {
    Random random = new Random(step + 1000);
    float[] labels = new float[IMAGES * CLASSES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i * CLASSES + random.nextInt(CLASSES)] = 1;
    }
    return Nd4j.create(labels, new long[] {IMAGES, CLASSES}, 'c');
  }
}
