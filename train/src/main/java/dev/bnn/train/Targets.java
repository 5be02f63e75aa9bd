package dev.bnn.train;

import dev.bnn.train.layers.HeapCopies;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the scores of a batch are compared with, in the form that the loss wants. */
final class Targets {
  private final int classes;
  private final float right;
  private final float wrong;
  private final Optional<Teacher> teacher;

  Targets(TrainOptions options, int classes, Optional<Teacher> teacher) {
    this.classes = classes;
    this.teacher = teacher;
    if (options.loss() == Loss.SQUARED_HINGE) {
      this.right = 1;
      this.wrong = -1;
    } else {
      this.wrong = (float) (options.labelSmoothing() / classes);
      this.right = (float) (1 - options.labelSmoothing()) + wrong;
    }
  }

  /**
   * (images, classes): +1 and −1 for squared hinge; for cross-entropy a distribution, by smoothing
   * s {@code 1 − s + s/classes} at the label and {@code s/classes} elsewhere. With a teacher
   * (images, 2·classes): its scores come second.
   */
  INDArray of(Batches.Batch batch) {
    int[] labels = batch.labels();
    float[] values = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      for (int k = 0; k < classes; k++) {
        values[i * classes + k] = k == labels[i] ? right : wrong;
      }
    }
    INDArray targets = HeapCopies.create(values, labels.length, classes);
    return teacher.map(t -> Nd4j.hstack(targets, t.scores(batch.features()))).orElse(targets);
  }
}
