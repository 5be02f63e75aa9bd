package dev.bnn.train.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class DistillationLossTest {
  private static final IActivation IDENTITY = new ActivationIdentity();

  @Test
  void two_classes_by_hand() {
    // scores 0, 2·ln 3 at T = 2: softmax(s/T) = 1/4, 3/4; teacher 2·ln 3, 0: 3/4, 1/4
    float s = (float) (2 * Math.log(3));
    INDArray scores = Nd4j.createFromArray(new float[][] {{0, s}});
    INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0, s, 0}});
    DistillationLoss loss = new DistillationLoss(2, 0.25);
    // softmax(s) = 1/10, 9/10; KL = 3/4·ln 3 − 1/4·ln 3 = ln 3/2
    double expected = 0.75 * Math.log(10) + 0.25 * 4 * Math.log(3) / 2;
    assertThat(loss.computeScore(labels, scores, IDENTITY, null, true))
        .isCloseTo(expected, within(1e-6));
    // 0.75·(1/10 − 1) + 0.25·2·(1/4 − 3/4) = −0.925
    assertThat(loss.computeGradient(labels, scores, IDENTITY, null).toFloatVector())
        .containsExactly(new float[] {-0.925f, 0.925f}, within(1e-6f));
  }

  @Test
  void the_gradient_is_that_of_central_finite_differences() {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      INDArray scores = gaussian(random, 4, 3);
      INDArray labels = Nd4j.hstack(distribution(random, 4, 3), gaussian(random, 4, 3).muli(3));
      DistillationLoss loss =
          new DistillationLoss(1 + 4 * random.nextDouble(), random.nextDouble());
      INDArray gradient = loss.computeGradient(labels, scores, IDENTITY, null);
      for (int i = 0; i < 12; i++) {
        float step = 1e-2f;
        double up = loss.computeScore(labels, moved(scores, i, step), IDENTITY, null, false);
        double down = loss.computeScore(labels, moved(scores, i, -step), IDENTITY, null, false);
        assertThat(gradient.getDouble(i / 3, i % 3))
            .as("seed %d, score %d", seed, i)
            .isCloseTo((up - down) / (2 * step), within(5e-4));
      }
    }
  }

  @Test
  void without_weight_it_is_the_cross_entropy_of_the_library() {
    Random random = new Random(9);
    INDArray scores = gaussian(random, 6, 5);
    INDArray targets = distribution(random, 6, 5);
    INDArray labels = Nd4j.hstack(targets, gaussian(random, 6, 5));
    DistillationLoss loss = new DistillationLoss(4, 0);
    LossMCXENT library = new LossMCXENT();
    IActivation softmax = new ActivationSoftmax();
    assertThat(loss.computeScore(labels, scores, IDENTITY, null, true))
        .isCloseTo(library.computeScore(targets, scores, softmax, null, true), within(1e-5));
    float[] expected =
        library.computeGradient(targets, scores, softmax, null).dup('c').data().asFloat();
    float[] actual = loss.computeGradient(labels, scores, IDENTITY, null).data().asFloat();
    assertThat(actual).containsExactly(expected, within(1e-6f));
  }

  @Test
  void who_answers_as_the_teacher_has_nothing_left_to_learn_from_it() {
    INDArray scores = gaussian(new Random(3), 4, 3);
    INDArray labels = Nd4j.hstack(Nd4j.zeros(4, 3), scores.add(7)); // softmax knows no offset
    DistillationLoss loss = new DistillationLoss(3, 1);
    assertThat(loss.computeScore(labels, scores, IDENTITY, null, true)).isCloseTo(0, within(1e-5));
    assertThat(loss.computeGradient(labels, scores, IDENTITY, null).amaxNumber().doubleValue())
        .isCloseTo(0, within(1e-5));
  }

  @Test
  void huge_scores_overflow_nowhere() {
    INDArray scores = Nd4j.createFromArray(new float[][] {{-3e4f, 3e4f}});
    INDArray labels = Nd4j.createFromArray(new float[][] {{0, 1, 3e4f, -3e4f}});
    DistillationLoss loss = new DistillationLoss(1, 0.5);
    assertThat(loss.computeScore(labels, scores, IDENTITY, null, true)).isEqualTo(3e4);
  }

  @Test
  void labels_without_a_teacher_are_refused() {
    assertThatThrownBy(
            () ->
                new DistillationLoss(1, 0.5)
                    .computeScore(Nd4j.zeros(2, 3), Nd4j.zeros(2, 3), IDENTITY, null, true))
        .hasMessageContaining("(images, 2·classes)");
  }

  private static INDArray moved(INDArray scores, int index, float step) {
    INDArray other = scores.dup('c');
    long classes = scores.size(1);
    other.putScalar(
        index / classes, index % classes, other.getFloat(index / classes, index % classes) + step);
    return other;
  }

  private static INDArray gaussian(Random random, int images, int classes) {
    float[] values = new float[images * classes];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.create(values, new long[] {images, classes}, 'c');
  }

  private static INDArray distribution(Random random, int images, int classes) {
    INDArray values = Nd4j.math().abs(gaussian(random, images, classes)).addi(0.01);
    return values.diviColumnVector(values.sum(1));
  }
}
