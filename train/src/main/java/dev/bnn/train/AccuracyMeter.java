package dev.bnn.train;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads the scores of each training batch as they pass by, without another forward pass. */
final class AccuracyMeter extends BaseTrainingListener {
  private float[] scores = new float[0]; // (images, classes)

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    INDArray last = activations.get(activations.size() - 1);
    scores = last.dup('c').data().asFloat();
  }

  /** How many images of the last batch had the highest score at their label. */
  int countRight(int[] labels) {
    int classes = scores.length / labels.length;
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        if (scores[i * classes + k] > scores[i * classes + best]) {
          best = k;
        }
      }
      right += best == labels[i] ? 1 : 0;
    }
    return right;
  }
}
