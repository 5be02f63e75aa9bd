package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class FusedAdamTest {
  private static final long SEED = 7;
  private static final int WEIGHTS = 10_001; // chunks, and a part of one

  @Test
  void steps_are_those_of_nd4js_adam_on_the_same_gradients() {
    CosineSchedule schedule = new CosineSchedule(0.01, 100);
    INDArray ourState = Nd4j.create(DataType.FLOAT, 1, 2 * WEIGHTS);
    INDArray theirState = Nd4j.create(DataType.FLOAT, 1, 2 * WEIGHTS);
    var ours = new FusedAdam(schedule).instantiate(ourState, true);
    var theirs = new Adam(schedule).instantiate(theirState, true);
    Random random = new Random(SEED);
    for (int iteration = 0; iteration < 30; iteration++) {
      float[] gradient = randomGradient(random);
      INDArray ourStep = Nd4j.create(gradient, new long[] {1, WEIGHTS}, 'c');
      INDArray theirStep = ourStep.dup();
      ours.applyUpdater(ourStep, iteration, 0);
      theirs.applyUpdater(theirStep, iteration, 0);
      for (int i = 0; i < WEIGHTS; i++) {
        float expected = theirStep.getFloat(i);
        assertThat(ourStep.getFloat(i))
            .as("seed %d, iteration %d, weight %d", SEED, iteration, i)
            .isCloseTo(expected, within(1e-8f + 2e-5f * Math.abs(expected)));
      }
    }
    double size = theirState.normmaxNumber().doubleValue();
    assertThat(ourState.sub(theirState).normmaxNumber().doubleValue()).isLessThan(1e-5 * size);
  }

  /** From tiny to large, and every tenth 0. */
  private static float[] randomGradient(Random random) {
    float[] gradient = new float[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) {
      double size = Math.pow(10, random.nextInt(9) - 6);
      gradient[i] = i % 10 == 0 ? 0f : (float) (random.nextGaussian() * size);
    }
    return gradient;
  }
}
