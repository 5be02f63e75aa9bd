package dev.bnn.quantize;

import java.util.ArrayList;
import java.util.List;

/**
 * Size and work of a layer.
 *
 * @param layer position in the network
 * @param kind name as in {@code network.json}
 * @param output shape of what it gives
 * @param weightBits binary weights
 * @param thresholds integer thresholds or score offsets
 * @param thresholdWidth bits that the longest of them needs, two's complement; 0 if all are 0
 * @param macs multiply-accumulates a frame
 * @param inputBits bits of a value that comes in: 1 if it is ±1, else of an integer; 0 for bytes
 *     that are only encoded
 * @param accumulatorBits bits of its sums with the offsets, two's complement; 0 if it has none
 */
public record LayerSummary(
    int layer,
    String kind,
    Shape output,
    long weightBits,
    int thresholds,
    int thresholdWidth,
    long macs,
    int inputBits,
    int accumulatorBits) {

  /** Whether both factors of its multiplications are ±1. */
  public boolean isBinary() {
    return inputBits == 1;
  }

  /** Bits of all thresholds or offsets together. */
  public long thresholdBits() {
    return (long) thresholds * thresholdWidth;
  }

  /** Operations a frame, as FINN counts them: a multiplication and an addition a MAC. */
  public long operations() {
    return 2 * macs;
  }

  /** One summary per layer. */
  public static List<LayerSummary> of(BinaryNetwork network) {
    List<LayerSummary> summaries = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      summaries.add(network.layers().get(i).accept(new Summarize(i, network.input().encoding())));
    }
    return summaries;
  }

  /** Bits of an integer in two's complement. */
  static int width(long value) {
    return Long.SIZE + 1 - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
  }

  private record Summarize(int position, Encoding encoding) implements Layer.Visitor<LayerSummary> {

    @Override
    public LayerSummary visit(InputEncoding layer) {
      String kind = "input-encoding " + layer.encoding().name();
      return new LayerSummary(position, kind, layer.outputShape(), 0, 0, 0, 0, 0, 0);
    }

    @Override
    public LayerSummary visit(InputDense layer) {
      return thresholded("input-dense", layer, layer.weights(), layer.thresholds(), integerBits());
    }

    @Override
    public LayerSummary visit(InputConv2d layer) {
      return thresholded("input-conv2d", layer, layer.weights(), layer.thresholds(), integerBits());
    }

    @Override
    public LayerSummary visit(BinaryDense layer) {
      return thresholded("binary-dense", layer, layer.weights(), layer.thresholds(), 1);
    }

    @Override
    public LayerSummary visit(BinaryConv2d layer) {
      return thresholded("binary-conv2d", layer, layer.weights(), layer.thresholds(), 1);
    }

    @Override
    public LayerSummary visit(MaxPool layer) {
      return new LayerSummary(position, "max-pool", layer.outputShape(), 0, 0, 0, 0, 1, 0);
    }

    @Override
    public LayerSummary visit(Scores layer) {
      int offsets = layer.offsets().stream().allMatch(o -> o == 0) ? 0 : widest(layer.offsets());
      int inputs = layer.weights().columns();
      int highest = layer.offsets().stream().max().orElse(0) + inputs;
      int lowest = layer.offsets().stream().min().orElse(0) - inputs;
      int sums = Math.max(width(highest), width(lowest));
      return matrix("scores", layer, layer.weights(), offsets, 1, sums);
    }

    /** An unsigned byte has 8 bits; integers of a table have a sign if one is negative. */
    private int integerBits() {
      return encoding.minimum() < 0
          ? Math.max(width(encoding.minimum()), width(encoding.maximum()))
          : Math.max(1, width(encoding.maximum()) - 1);
    }

    private LayerSummary thresholded(
        String kind, Layer layer, BitMatrix weights, Thresholds thresholds, int inputBits) {
      int sums = Math.max(widest(thresholds.minimum()), widest(thresholds.maximum()));
      return matrix(kind, layer, weights, widest(thresholds.values()), inputBits, sums);
    }

    private LayerSummary matrix(
        String kind, Layer layer, BitMatrix weights, int width, int inputBits, int sums) {
      Shape output = layer.outputShape();
      long bits = (long) weights.rows() * weights.columns();
      long macs = bits * output.height() * output.width();
      return new LayerSummary(
          position, kind, output, bits, weights.rows(), width, macs, inputBits, sums);
    }

    private static int widest(IntVector values) {
      return values.stream().map(LayerSummary::width).max().orElse(0);
    }
  }
}
