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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Decides how a network becomes hardware; a pure function. */
public final class PlanHardware {
  /** Cycles per frame aimed at when nothing else is asked. */
  public static final int DEFAULT_CYCLES = 256;

  /**
   * Cost of a lane (accumulator, comparison, threshold) in units of one multiply-accumulate: about
   * 25–30 LUT against 1–2, measured in Yosys 0.23 on UltraScale+.
   */
  private static final int LANE_COST = 20;

  /** Cost of an input bit in the same units: its width converter and two buffered frames. */
  private static final int INPUT_BIT_COST = 2;

  /**
   * Cost of a bit of a width converter whose ratio is not whole, both sides counted, in the same
   * units: 1.3–3.4 LUT, measured in Yosys 0.23 on UltraScale+. A whole ratio needs next to none.
   */
  private static final int GEARBOX_BIT_COST = 2;

  /** A beat that is no power of two is awkward to wire: taken only when nothing else fits. */
  private static final int ODD_BEAT_COST = 1 << 20;

  private PlanHardware() {}

  /**
   * The plan.
   *
   * @throws IllegalArgumentException if a layer kind has no hardware yet, a folding does not divide
   *     its layer, or the target rate cannot be reached
   */
  public static HardwarePlan plan(BinaryNetwork network, PlanOptions options) {
    List<Matrix> matrices = new ArrayList<>();
    for (int i = 1; i < network.layers().size(); i++) {
      matrices.add(network.layers().get(i).accept(new MatrixOf(i)));
    }
    Input input = inputOf(network, options.stream());
    List<Folding> foldings =
        options.foldings().isPresent()
            ? checkCount(options.foldings().get(), matrices.size())
            : chooseFoldings(matrices, input, options);
    List<LayerPlan> layers = new ArrayList<>();
    for (int i = 0; i < matrices.size(); i++) {
      layers.add(planLayer(matrices.get(i), foldings.get(i), options));
    }
    int valuesPerBeat = chooseBeat(input, layers.get(0).folding().simd(), slowest(layers));
    return new HardwarePlan(
        network.name(),
        network.hash(),
        options,
        valuesPerBeat,
        input.values / valuesPerBeat,
        layers);
  }

  private static int slowest(List<LayerPlan> layers) {
    return layers.stream().mapToInt(LayerPlan::cycles).max().orElseThrow();
  }

  private static List<Folding> checkCount(List<Folding> foldings, int layers) {
    if (foldings.size() != layers) {
      throw new IllegalArgumentException(
          "foldings for l1 … l"
              + foldings.size()
              + ", but the layers with weights are l1 … l"
              + layers);
    }
    return foldings;
  }

  // ------------------------------------------------------------------ what must be built

  /** A layer with weights, before it is folded. */
  private record Matrix(int layer, LayerPlan.Kind kind, int inputs, int outputs, int valueWidth) {}

  /**
   * What arrives.
   *
   * @param values values of an input frame, as the host sends them
   * @param expansion values the first layer sees for each of them
   * @param width bits of one that the first layer sees
   */
  private record Input(int values, int expansion, int width) {}

  private static Input inputOf(BinaryNetwork network, StreamKind stream) {
    InputEncoding layer = network.input();
    Encoding encoding = layer.encoding();
    if (encoding instanceof Encoding.Table) {
      throw new IllegalArgumentException(
          "the input encoding 'table' has no hardware yet: use pixels, binary or thermometer:N");
    }
    if (stream == StreamKind.BYTES) {
      return new Input(layer.image().size(), encoding.levels(), encoding.isBipolar() ? 1 : 8);
    }
    if (!encoding.isBipolar()) {
      throw new IllegalArgumentException(
          "the stream can carry bits only for a binary or thermometer input, not for "
              + encoding.name());
    }
    return new Input(layer.outputShape().size(), 1, 1);
  }

  private static final class MatrixOf implements Layer.Visitor<Matrix> {
    private final int layer;

    MatrixOf(int layer) {
      this.layer = layer;
    }

    @Override
    public Matrix visit(InputEncoding encoding) {
      throw new IllegalArgumentException("layer " + layer + ": a second input encoding");
    }

    @Override
    public Matrix visit(InputDense dense) {
      Thresholds thresholds = dense.thresholds();
      int low = thresholds.minimum().stream().min().getAsInt();
      int never = IntStream.range(0, thresholds.size()).map(thresholds::never).max().getAsInt();
      return matrix(LayerPlan.Kind.INPUT_DENSE, dense.weights(), signedWidth(low, never));
    }

    @Override
    public Matrix visit(BinaryDense dense) {
      int fanIn = dense.weights().columns();
      return matrix(LayerPlan.Kind.DENSE, dense.weights(), unsignedWidth(fanIn + 1));
    }

    @Override
    public Matrix visit(Scores scores) {
      int fanIn = scores.weights().columns();
      int low = -fanIn + scores.offsets().stream().min().getAsInt();
      int high = fanIn + scores.offsets().stream().max().getAsInt();
      int width = Math.max(signedWidth(low, high), unsignedWidth(fanIn) + 1);
      return matrix(LayerPlan.Kind.SCORES, scores.weights(), width);
    }

    @Override
    public Matrix visit(InputConv2d conv) {
      throw noHardware("convolution");
    }

    @Override
    public Matrix visit(BinaryConv2d conv) {
      throw noHardware("convolution");
    }

    @Override
    public Matrix visit(MaxPool pool) {
      throw noHardware("pooling");
    }

    private Matrix matrix(LayerPlan.Kind kind, BitMatrix weights, int valueWidth) {
      return new Matrix(layer, kind, weights.columns(), weights.rows(), valueWidth);
    }

    private IllegalArgumentException noHardware(String what) {
      return new IllegalArgumentException(
          "layer " + layer + ": " + what + " has no hardware yet; dense networks do");
    }
  }

  /** Bits that hold 0…most. */
  static int unsignedWidth(int most) {
    return Math.max(1, bitLength(most));
  }

  private static int bitLength(int value) {
    return 32 - Integer.numberOfLeadingZeros(value);
  }

  /** Bits of a two's complement number that holds low…high. */
  static int signedWidth(int low, int high) {
    return 1 + Math.max(bitLength(Math.max(0, high)), bitLength(Math.max(0, -(low + 1))));
  }

  private static LayerPlan planLayer(Matrix matrix, Folding folding, PlanOptions options) {
    int depth = folding.cycles(matrix.outputs, matrix.inputs);
    Pipeline.Lane lane =
        Pipeline.Lane.of(matrix.kind, folding, matrix.valueWidth, depth, options.target());
    return new LayerPlan(
        matrix.layer,
        matrix.kind,
        matrix.inputs,
        matrix.outputs,
        folding,
        Pipeline.choose(lane, options.target(), options.clockMhz()),
        matrix.valueWidth,
        MemoryStyle.ofRomDepth(depth),
        MemoryStyle.AUTO);
  }

  // ------------------------------------------------------------------ choosing

  /** One way to fold a layer, with the cheapest chain of foldings before it. */
  private record Choice(Folding folding, long cost, Choice before) {}

  /** The cheapest foldings that meet the budget (dynamic programming). */
  private static List<Folding> chooseFoldings(
      List<Matrix> matrices, Input input, PlanOptions options) {
    int budget = budget(matrices, options);
    List<Choice> choices = List.of();
    for (int i = 0; i < matrices.size(); i++) {
      List<Choice> next = new ArrayList<>();
      for (Folding folding : foldingsWithin(matrices.get(i), budget)) {
        Choice before = i == 0 ? null : cheapestBefore(choices, folding);
        long soFar =
            i == 0
                ? beatCost(input, chooseBeat(input, folding.simd(), budget), folding.simd())
                : costBefore(before, folding);
        next.add(new Choice(folding, soFar + cost(matrices.get(i), folding), before));
      }
      choices = next;
    }
    Choice best = choices.stream().min(Comparator.comparingLong(Choice::cost)).orElseThrow();
    List<Folding> foldings = new ArrayList<>();
    for (Choice choice = best; choice != null; choice = choice.before) {
      foldings.add(0, choice.folding);
    }
    return foldings;
  }

  private static int budget(List<Matrix> matrices, PlanOptions options) {
    if (options.targetFps().isEmpty()) {
      return DEFAULT_CYCLES;
    }
    double cycles = Math.floor(options.clockMhz() * 1e6 / options.targetFps().get());
    int classes = matrices.get(matrices.size() - 1).outputs();
    int least = options.scores() ? classes : 1;
    if (cycles < least) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%.0f frames per second need a result every %.2f cycles at %.1f MHz; the least is %d",
              options.targetFps().get(),
              options.clockMhz() * 1e6 / options.targetFps().get(),
              options.clockMhz(),
              least));
    }
    return (int) Math.min(Integer.MAX_VALUE, cycles);
  }

  private static List<Folding> foldingsWithin(Matrix matrix, int budget) {
    List<Folding> foldings = new ArrayList<>();
    for (int pe : divisors(matrix.outputs)) {
      for (int simd : divisors(matrix.inputs)) {
        Folding folding = new Folding(pe, simd);
        if (folding.cycles(matrix.outputs, matrix.inputs) <= budget) {
          foldings.add(folding);
        }
      }
    }
    return foldings;
  }

  private static Choice cheapestBefore(List<Choice> choices, Folding folding) {
    return choices.stream()
        .min(Comparator.comparingLong(choice -> costBefore(choice, folding)))
        .orElseThrow();
  }

  /** All layers up to one, and what joins it to the next. */
  private static long costBefore(Choice before, Folding folding) {
    return before.cost + converterCost(before.folding.pe(), folding.simd());
  }

  private static long cost(Matrix matrix, Folding folding) {
    int inputBits = folding.simd() * (matrix.kind == LayerPlan.Kind.INPUT_DENSE ? 8 : 1);
    return folding.macsPerCycle()
        + (long) LANE_COST * folding.pe()
        + (long) INPUT_BIT_COST * inputBits;
  }

  /** What a width converter costs beyond the registers that {@link #cost} counts. */
  static long converterCost(int from, int to) {
    boolean wholeRatio = from % to == 0 || to % from == 0;
    return wholeRatio ? 0 : (long) GEARBOX_BIT_COST * (from + to);
  }

  private static int[] divisors(int n) {
    return IntStream.rangeClosed(1, n).filter(d -> n % d == 0).toArray();
  }

  private static long beatCost(Input input, int beat, int simd) {
    return (long) beat
        + (Integer.bitCount(beat) == 1 ? 0 : ODD_BEAT_COST)
        + converterCost(beat * input.expansion * input.width, simd * input.width);
  }

  /** The cheapest beat that brings a frame within some cycles. */
  private static int chooseBeat(Input input, int simd, int cycles) {
    return IntStream.of(divisors(input.values))
        .filter(beat -> input.values / beat <= cycles)
        .boxed()
        .min(Comparator.comparingLong(beat -> beatCost(input, beat, simd)))
        .orElseThrow();
  }
}
