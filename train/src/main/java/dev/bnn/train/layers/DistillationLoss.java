package dev.bnn.train.layers;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Knowledge distillation (Hinton, Vinyals, Dean 2015, arXiv 1503.02531). With scores s, teacher's
 * scores t, label distribution y and temperature T, an image costs
 *
 * <pre>(1 − weight)·crossEntropy(y, softmax(s)) + weight·T²·KL(softmax(t/T) ‖ softmax(s/T))</pre>
 *
 * <p>and the gradient for s is {@code (1 − weight)·(softmax(s) − y) + weight·T·(softmax(s/T) −
 * softmax(t/T))}: by T² the teacher's part is of the same size whatever T is.
 *
 * <p>Labels are (images, 2·classes): y, then t. The activation is the identity; masks are not
 * supported.
 */
public final class DistillationLoss implements ILossFunction {
  private static final long serialVersionUID = 1;

  private final double temperature;
  private final double weight;

  /**
   * A loss.
   *
   * @param temperature T, above 0
   * @param weight of the teacher, 0…1
   */
  public DistillationLoss(
      @JsonProperty("temperature") double temperature, @JsonProperty("weight") double weight) {
    this.temperature = temperature;
    this.weight = weight;
  }

  public double getTemperature() {
    return temperature;
  }

  public double getWeight() {
    return weight;
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray scores, IActivation identity, INDArray mask, boolean average) {
    double sum = 0;
    for (float cost : costs(labels, scores)) {
      sum += cost;
    }
    return average ? sum / scores.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray scores, IActivation identity, INDArray mask) {
    return Nd4j.create(costs(labels, scores), new long[] {scores.size(0), 1}, 'c');
  }

  private float[] costs(INDArray labels, INDArray scores) {
    Scored rows = new Scored(labels, scores);
    float[] costs = new float[rows.images];
    for (int image = 0; image < rows.images; image++) {
      double[] s = logSoftmax(rows.scores, image * rows.classes, rows.classes, 1);
      double[] soft = logSoftmax(rows.scores, image * rows.classes, rows.classes, temperature);
      double[] teacher = logSoftmax(rows.labels, rows.teacher(image), rows.classes, temperature);
      double hard = 0;
      double divergence = 0;
      for (int k = 0; k < rows.classes; k++) {
        hard -= rows.labels[rows.label(image) + k] * s[k];
        divergence += Math.exp(teacher[k]) * (teacher[k] - soft[k]);
      }
      costs[image] =
          (float) ((1 - weight) * hard + weight * temperature * temperature * divergence);
    }
    return costs;
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray scores, IActivation identity, INDArray mask) {
    Scored rows = new Scored(labels, scores);
    float[] gradient = new float[rows.scores.length];
    for (int image = 0; image < rows.images; image++) {
      int at = image * rows.classes;
      double[] s = logSoftmax(rows.scores, at, rows.classes, 1);
      double[] soft = logSoftmax(rows.scores, at, rows.classes, temperature);
      double[] teacher = logSoftmax(rows.labels, rows.teacher(image), rows.classes, temperature);
      for (int k = 0; k < rows.classes; k++) {
        double hard = Math.exp(s[k]) - rows.labels[rows.label(image) + k];
        double towardsTeacher = temperature * (Math.exp(soft[k]) - Math.exp(teacher[k]));
        gradient[at + k] = (float) ((1 - weight) * hard + weight * towardsTeacher);
      }
    }
    return Nd4j.create(gradient, scores.shape(), 'c');
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray scores, IActivation identity, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, scores, identity, mask, average),
        computeGradient(labels, scores, identity, mask));
  }

  /** {@code log softmax(z/temperature)} of {@code classes} values from {@code at}. */
  private static double[] logSoftmax(float[] z, int at, int classes, double temperature) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      highest = Math.max(highest, z[at + k] / temperature);
    }
    double sum = 0;
    double[] log = new double[classes];
    for (int k = 0; k < classes; k++) {
      log[k] = z[at + k] / temperature - highest;
      sum += Math.exp(log[k]);
    }
    double logSum = Math.log(sum);
    for (int k = 0; k < classes; k++) {
      log[k] -= logSum;
    }
    return log;
  }

  @Override
  public String name() {
    return "distillation";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DistillationLoss that
        && that.temperature == temperature
        && that.weight == weight;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(temperature) * 31 + Double.hashCode(weight);
  }

  /** Scores and labels as plain arrays, row by row. */
  private static final class Scored {
    final int images;
    final int classes;
    final float[] scores; // (images, classes)
    final float[] labels; // (images, 2·classes)

    Scored(INDArray labels, INDArray scores) {
      this.images = Math.toIntExact(scores.size(0));
      this.classes = Math.toIntExact(scores.size(1));
      if (labels.size(0) != images || labels.size(1) != 2L * classes) {
        throw new IllegalArgumentException(
            "labels must be (images, 2·classes), not " + labels.shapeInfoToString());
      }
      this.scores = HeapCopies.read(HeapCopies.rowMajor(scores));
      this.labels = HeapCopies.read(HeapCopies.rowMajor(labels));
    }

    int label(int image) {
      return image * 2 * classes;
    }

    int teacher(int image) {
      return label(image) + classes;
    }
  }
}
