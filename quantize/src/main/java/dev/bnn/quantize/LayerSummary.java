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
 * @param macs multiply-accumulates a frame
 * @param binary whether both factors of its multiplications are ±1
 */
public record LayerSummary(
    int layer,
    String kind,
    Shape output,
    long weightBits,
    int thresholds,
    long macs,
    boolean binary) {

  /** One summary per layer. */
  public static List<LayerSummary> of(BinaryNetwork network) {
    List<LayerSummary> summaries = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      summaries.add(network.layers().get(i).accept(new Summarize(i)));
    }
    return summaries;
  }

  private static final class Summarize implements Layer.Visitor<LayerSummary> {
    private final int position;

    Summarize(int position) {
      this.position = position;
    }

    @Override
    public LayerSummary visit(InputEncoding layer) {
      String kind = "input-encoding " + layer.encoding().name();
      return new LayerSummary(position, kind, layer.outputShape(), 0, 0, 0, false);
    }

    @Override
    public LayerSummary visit(InputDense layer) {
      return matrix("input-dense", layer, layer.weights(), false);
    }

    @Override
    public LayerSummary visit(InputConv2d layer) {
      return matrix("input-conv2d", layer, layer.weights(), false);
    }

    @Override
    public LayerSummary visit(BinaryDense layer) {
      return matrix("binary-dense", layer, layer.weights(), true);
    }

    @Override
    public LayerSummary visit(BinaryConv2d layer) {
      return matrix("binary-conv2d", layer, layer.weights(), true);
    }

    @Override
    public LayerSummary visit(MaxPool layer) {
      return new LayerSummary(position, "max-pool", layer.outputShape(), 0, 0, 0, true);
    }

    @Override
    public LayerSummary visit(Scores layer) {
      return matrix("scores", layer, layer.weights(), true);
    }

    private LayerSummary matrix(String kind, Layer layer, BitMatrix weights, boolean binary) {
      Shape output = layer.outputShape();
      long bits = (long) weights.rows() * weights.columns();
      long macs = bits * output.height() * output.width();
      return new LayerSummary(position, kind, output, bits, weights.rows(), macs, binary);
    }
  }
}
