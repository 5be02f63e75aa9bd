package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Batch-norm and sign become an integer threshold: {@code sign(BN(d))} → {@code d' >= T}.
 *
 * <p>The threshold is searched on the trainer's own float32 expression ({@link BatchNorm#apply})
 * over the attainable accumulators, so it decides as the trainer does by construction, rounding
 * included. The derivation and a worked example are in docs/THRESHOLDS.md; the closed form there
 * ({@code T = ceil(mean − beta·sqrt(variance + epsilon) / gamma)}) is the oracle of the tests.
 */
public final class FoldBatchNorm {
  /** Above this, float32 no longer holds every integer (docs/CONVENTIONS.md, 4). */
  private static final int EXACT = 1 << 24;

  private FoldBatchNorm() {}

  /**
   * A neuron after folding: what must hold together is returned together.
   *
   * @param negate whether the weight row must be negated (a falling batch-norm)
   * @param threshold on the accumulator of the (negated) row; attainable, or "never"
   */
  record Neuron(boolean negate, int threshold) {}

  /** The network with thresholds in place of batch-norms. */
  public static BinaryNetwork apply(TrainedNetwork trained) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new InputEncoding(trained.image(), trained.encoding()));
    for (TrainedLayer layer : trained.layers()) {
      int position = layers.size();
      boolean integers = position == 1 && !trained.encoding().isBipolar();
      try {
        layers.add(fold(layer, integers ? trained.encoding() : null));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("layer " + position + ": " + e.getMessage(), e);
      }
    }
    return new BinaryNetwork(trained.name(), layers, trained.classes(), trained.provenance());
  }

  /** One layer; {@code integers} is the encoding of integer inputs, null for ±1 inputs. */
  private static Layer fold(TrainedLayer layer, Encoding integers) {
    if (layer instanceof TrainedLayer.Dense dense) {
      Folded folded = foldRows(dense.weights(), dense.norm(), integers);
      return integers == null
          ? new BinaryDense(folded.weights, folded.thresholds)
          : new InputDense(folded.weights, folded.thresholds);
    }
    if (layer instanceof TrainedLayer.Conv2d conv) {
      Folded folded = foldRows(conv.weights(), conv.norm(), integers);
      return integers == null
          ? new BinaryConv2d(conv.window(), folded.weights, folded.thresholds)
          : new InputConv2d(conv.window(), folded.weights, folded.thresholds);
    }
    if (layer instanceof TrainedLayer.Pool pool) {
      // training pools after the sign, and negating a row changes no output: always OR
      List<MaxPool.Pooling> or = Collections.nCopies(pool.input().channels(), MaxPool.Pooling.OR);
      return new MaxPool(pool.input(), pool.size(), pool.stride(), or);
    }
    BitMatrix weights = ((TrainedLayer.LastDense) layer).weights();
    return new Scores(weights, IntVector.repeat(weights.rows(), 0));
  }

  private record Folded(BitMatrix weights, Thresholds thresholds) {}

  private static Folded foldRows(BitMatrix weights, BatchNorm norm, Encoding integers) {
    Thresholds before =
        Thresholds.ofWeights(IntVector.repeat(weights.rows(), 0), weights, integers);
    Neuron[] neurons = new Neuron[weights.rows()];
    for (int row = 0; row < neurons.length; row++) {
      int low = before.minimum().get(row);
      int high = before.maximum().get(row);
      check(
          -EXACT < low && high < EXACT,
          "channel %d: accumulators %d…%d are not exact in float32 (limit 2^24)",
          row,
          low,
          high);
      neurons[row] = foldNeuron(norm, row, low, high, before.step());
    }
    BitMatrix folded =
        BitMatrix.of(
            weights.rows(), weights.columns(), (r, c) -> weights.get(r, c) != neurons[r].negate);
    IntVector values = IntVector.generate(neurons.length, row -> neurons[row].threshold);
    return new Folded(
        folded, ClampThresholds.apply(Thresholds.ofWeights(values, folded, integers)));
  }

  /**
   * Folds one channel whose accumulator takes the values {@code low, low + step, … high}.
   *
   * <p>Rising or constant: T is the smallest attainable d answered with +1. Falling: let D be the
   * largest attainable d answered with +1; the row becomes −row and T = −D.
   */
  static Neuron foldNeuron(BatchNorm norm, int channel, int low, int high, int step) {
    check(
        !Float.isNaN(norm.apply(channel, low)) && !Float.isNaN(norm.apply(channel, high)),
        "batch-norm of channel %d gives NaN",
        channel);
    int count = (high - low) / step + 1;
    if (norm.gamma().get(channel) >= 0) {
      int below = countWhile(count, i -> !isPlusOne(norm, channel, low + i * step));
      return new Neuron(false, low + below * step); // below == count: high + step, never
    }
    int plusOnes = countWhile(count, i -> isPlusOne(norm, channel, low + i * step));
    return new Neuron(true, -(low + (plusOnes - 1) * step)); // none: −low + step, never
  }

  private static boolean isPlusOne(BatchNorm norm, int channel, int accumulator) {
    return Bipolar.isPositive(norm.apply(channel, accumulator));
  }

  /** How many of 0…count−1 come before the first that fails; {@code holds} is monotone. */
  private static int countWhile(int count, java.util.function.IntPredicate holds) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (holds.test(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
