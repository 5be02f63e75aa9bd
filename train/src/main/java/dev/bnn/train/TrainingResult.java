package dev.bnn.train;

import dev.bnn.quantize.TrainedNetwork;
import java.util.List;

/**
 * What a training gives.
 *
 * @param model the network of the best epoch
 * @param bestEpoch the epoch, from 1, whose validation accuracy was the highest; the last of equals
 * @param validationAccuracy of that epoch, 0…1
 * @param epochs what was measured in each epoch
 */
public record TrainingResult(
    TrainedModel model, int bestEpoch, double validationAccuracy, List<EpochMetrics> epochs) {
  public TrainingResult {
    epochs = List.copyOf(epochs);
  }

  /**
   * The network as plain numbers, for {@link dev.bnn.quantize.Quantizer}.
   *
   * @throws IllegalStateException for a float network
   */
  public TrainedNetwork network() {
    return model.trainedNetwork();
  }
}
