package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A layer, before it is folded. */
sealed interface Part {
  /** Position in the network. */
  int layer();

  /**
   * A layer with weights.
   *
   * @param pad what stands outside the map of a convolution, as the stream carries it
   */
  record Matrix(
      int layer,
      LayerPlan.Kind kind,
      Optional<Window> window,
      int pad,
      int inputs,
      int outputs,
      LayerPlan.ValueFormat input,
      int valueWidth)
      implements Part {

    /** How often the weights are applied in a frame. */
    int positions() {
      return window.map(w -> w.outputHeight() * w.outputWidth()).orElse(1);
    }

    /** Pixels of a row of the result, some of which may be computed at once. */
    int columns() {
      return window.map(Window::outputWidth).orElse(1);
    }

    /** Pixels of the larger of the maps that come in and go out, one a cycle at best. */
    int mostPixels() {
      return window
          .map(w -> Math.max(w.input().height() * w.input().width(), positions()))
          .orElse(1);
    }

    /** Multiply-accumulates of a frame. */
    long macs() {
      return (long) positions() * inputs * outputs;
    }
  }

  /** A pooling layer. */
  record Pool(int layer, MaxPool pool) implements Part {}

  /** The layers behind the input encoding, in order. */
  static List<Part> of(BinaryNetwork network, WeightAccess weights) {
    List<Part> parts = new ArrayList<>();
    for (int i = 1; i < network.layers().size(); i++) {
      parts.add(network.layers().get(i).accept(new PartOf(i, network.input().encoding(), weights)));
    }
    return parts;
  }

  /** Makes a part of a layer. */
  final class PartOf implements Layer.Visitor<Part> {
    private final int layer;
    private final Encoding encoding;
    private final boolean writable;

    private PartOf(int layer, Encoding encoding, WeightAccess weights) {
      this.layer = layer;
      this.encoding = encoding;
      this.writable = weights == WeightAccess.WRITABLE;
    }

    @Override
    public Part visit(InputEncoding input) {
      throw new IllegalArgumentException("layer " + layer + ": a second input encoding");
    }

    @Override
    public Part visit(InputDense dense) {
      return ofIntegers(Optional.empty(), dense.weights(), dense.thresholds());
    }

    @Override
    public Part visit(InputConv2d conv) {
      return ofIntegers(Optional.of(conv.window()), conv.weights(), conv.thresholds());
    }

    @Override
    public Part visit(BinaryDense dense) {
      return ofBits(Optional.empty(), dense.weights());
    }

    @Override
    public Part visit(BinaryConv2d conv) {
      return ofBits(Optional.of(conv.window()), conv.weights());
    }

    @Override
    public Part visit(MaxPool pool) {
      return new Pool(layer, pool);
    }

    @Override
    public Part visit(Scores scores) {
      int fanIn = scores.weights().columns();
      int low = -fanIn + scores.offsets().stream().min().getAsInt();
      int high = fanIn + scores.offsets().stream().max().getAsInt();
      if (writable) { // room for offsets as large as the sums
        low = Math.min(low, -2 * fanIn);
        high = Math.max(high, 2 * fanIn);
      }
      int width =
          Math.max(PlanHardware.signedWidth(low, high), PlanHardware.unsignedWidth(fanIn) + 1);
      return matrix(LayerPlan.Kind.SCORES, Optional.empty(), scores.weights(), width);
    }

    private Matrix ofIntegers(Optional<Window> window, BitMatrix weights, Thresholds thresholds) {
      int low = thresholds.minimum().stream().min().getAsInt();
      int never = IntStream.range(0, thresholds.size()).map(thresholds::never).max().getAsInt();
      if (writable) { // the accumulators of any weights
        int most = Math.max(Math.abs(encoding.minimum()), Math.abs(encoding.maximum()));
        never = Math.addExact(Math.multiplyExact(weights.columns(), most), thresholds.step());
        low = -never;
      }
      return matrix(
          LayerPlan.Kind.INPUT_DENSE, window, weights, PlanHardware.signedWidth(low, never));
    }

    private Matrix ofBits(Optional<Window> window, BitMatrix weights) {
      return matrix(
          LayerPlan.Kind.DENSE, window, weights, PlanHardware.unsignedWidth(weights.columns() + 1));
    }

    private Matrix matrix(
        LayerPlan.Kind kind, Optional<Window> window, BitMatrix weights, int valueWidth) {
      boolean integers = kind == LayerPlan.Kind.INPUT_DENSE;
      return new Matrix(
          layer,
          kind,
          window,
          window.map(w -> integers ? encoding.padValue(w.padding(), 0) : bitOutside(w)).orElse(0),
          weights.columns(),
          weights.rows(),
          integers ? PlanHardware.formatOf(encoding) : LayerPlan.ValueFormat.BIT,
          valueWidth);
    }

    private static int bitOutside(Window window) {
      return window.padding().value() > 0 ? 1 : 0;
    }
  }
}
