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
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Decides how a network becomes hardware; a pure function. */
public final class PlanHardware {
  /** Cycles per frame aimed at when nothing else is asked. */
  public static final int DEFAULT_CYCLES = 256;

  /**
   * Multiply-accumulates per cycle aimed at when nothing else is asked of a network of
   * convolutions, which would be enormous at {@link #DEFAULT_CYCLES}.
   */
  public static final int DEFAULT_MACS_PER_CYCLE = 2048;

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
   * @throws IllegalArgumentException if a folding does not divide its layer, or the target rate
   *     cannot be reached
   */
  public static HardwarePlan plan(BinaryNetwork network, PlanOptions options) {
    return SizeBuffers.size(planWithoutBuffers(network, options));
  }

  /** The plan before it is known how many rows and beats must wait. */
  static HardwarePlan planWithoutBuffers(BinaryNetwork network, PlanOptions options) {
    List<Part> parts = new ArrayList<>();
    for (int i = 1; i < network.layers().size(); i++) {
      parts.add(
          network
              .layers()
              .get(i)
              .accept(new PartOf(i, network.input().encoding(), options.weights())));
    }
    List<Matrix> matrices =
        parts.stream().filter(Matrix.class::isInstance).map(Matrix.class::cast).toList();
    Input input = inputOf(network, options.stream());
    List<Folding> foldings =
        options.foldings().isPresent()
            ? checkCount(options.foldings().get(), matrices)
            : chooseFoldings(matrices, input, options);
    List<LayerPlan> layers = new ArrayList<>();
    for (int i = 0; i < matrices.size(); i++) {
      layers.add(planLayer(matrices.get(i), foldings.get(i), options));
    }
    List<StagePlan> stages = addPools(parts, layers);
    int slowest = stages.stream().mapToInt(StagePlan::cycles).max().orElseThrow();
    int valuesPerBeat = chooseBeat(input, stages.get(0).inputLanes(), slowest);
    int inputBeats = input.values / valuesPerBeat;
    HardwarePlan plan =
        new HardwarePlan(
            network.name(),
            network.hash(),
            network.input().encoding(),
            options,
            valuesPerBeat,
            inputBeats,
            stages);
    if (plan.isWritable()) {
      LoadableMemory.of(plan); // refuses what a host could not address
    }
    return plan;
  }

  private static List<Folding> checkCount(List<Folding> foldings, List<Matrix> matrices) {
    if (foldings.size() != matrices.size()) {
      throw new IllegalArgumentException(
          "foldings found: "
              + foldings.size()
              + "; needed: one for each of "
              + matrices.stream().map(m -> "l" + m.layer).collect(Collectors.joining(", ")));
    }
    return foldings;
  }

  // ------------------------------------------------------------------ what must be built

  /** A layer, before it is folded. */
  private sealed interface Part permits Matrix, Pool {}

  /**
   * A layer with weights.
   *
   * @param pad what stands outside the map of a convolution, as the stream carries it
   */
  private record Matrix(
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
  }

  private record Pool(int layer, MaxPool pool) implements Part {}

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
    if (stream == StreamKind.BYTES) {
      return new Input(layer.image().size(), encoding.levels(), formatOf(encoding).width());
    }
    if (!encoding.isBipolar()) {
      throw new IllegalArgumentException(
          "the stream can carry bits only for a binary or thermometer input, not for "
              + encoding.name());
    }
    return new Input(layer.outputShape().size(), 1, 1);
  }

  /** How an encoded value travels. */
  static LayerPlan.ValueFormat formatOf(Encoding encoding) {
    if (encoding.isBipolar()) {
      return LayerPlan.ValueFormat.BIT;
    }
    if (encoding instanceof Encoding.Pixels) {
      return LayerPlan.ValueFormat.BYTE;
    }
    return new LayerPlan.ValueFormat(signedWidth(encoding.minimum(), encoding.maximum()), true);
  }

  private static final class PartOf implements Layer.Visitor<Part> {
    private final int layer;
    private final Encoding encoding;
    private final boolean writable;

    PartOf(int layer, Encoding encoding, WeightAccess weights) {
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
      int width = Math.max(signedWidth(low, high), unsignedWidth(fanIn) + 1);
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
      return matrix(LayerPlan.Kind.INPUT_DENSE, window, weights, signedWidth(low, never));
    }

    private Matrix ofBits(Optional<Window> window, BitMatrix weights) {
      return matrix(LayerPlan.Kind.DENSE, window, weights, unsignedWidth(weights.columns() + 1));
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
          integers ? formatOf(encoding) : LayerPlan.ValueFormat.BIT,
          valueWidth);
    }

    private static int bitOutside(Window window) {
      return window.padding().value() > 0 ? 1 : 0;
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
    int depth = folding.depth(matrix.outputs, matrix.inputs);
    Pipeline.Lane lane =
        Pipeline.Lane.of(matrix.kind, folding, matrix.valueWidth, depth, options.target());
    return new LayerPlan(
        matrix.layer,
        matrix.kind,
        0,
        matrix.window.map(window -> planWindow(matrix, window, folding.simd())),
        matrix.inputs,
        matrix.outputs,
        matrix.input,
        folding,
        Pipeline.choose(lane, options.target(), options.clockMhz()),
        matrix.valueWidth,
        options.weights() == WeightAccess.WRITABLE
            ? MemoryStyle.AUTO
            : MemoryStyle.ofRomDepth(depth),
        MemoryStyle.AUTO);
  }

  /**
   * A window that gives at least SIMD inputs a beat: part of a pixel's channels, a line of the
   * window, or all of it. What is nearest to SIMD is the cheapest.
   */
  private static WindowPlan planWindow(Matrix matrix, Window window, int simd) {
    int channels = window.input().channels();
    int kernel = window.kernel();
    int rows = window.kernel();
    if (simd > channels) {
      int lines = simd > kernel * channels ? kernel : 1;
      return new WindowPlan(window, channels, kernel, lines, rows, matrix.pad, MemoryStyle.AUTO);
    }
    int lanes =
        IntStream.of(divisors(channels))
            .filter(divisor -> divisor >= simd)
            .boxed()
            .min(Comparator.comparingLong(divisor -> divisor + converterCost(divisor, simd)))
            .orElseThrow();
    return new WindowPlan(window, lanes, 1, 1, rows, matrix.pad, MemoryStyle.AUTO);
  }

  /** Pools between the layers with weights, as wide as the slowest of those lets them be narrow. */
  private static List<StagePlan> addPools(List<Part> parts, List<LayerPlan> layers) {
    int cycles = layers.stream().mapToInt(LayerPlan::cycles).max().orElseThrow();
    List<StagePlan> stages = new ArrayList<>();
    Iterator<LayerPlan> next = layers.iterator();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Pool pool) {
        int before = stages.isEmpty() ? 1 : stages.get(i - 1).outputLanes();
        stages.add(new PoolPlan(pool.layer, pool.pool, chooseLanes(pool.pool, before, cycles), 0));
      } else {
        stages.add(next.next());
      }
    }
    return stages;
  }

  /** Channels a beat: within the cycles, joined to what comes before at the least cost. */
  private static int chooseLanes(MaxPool pool, int before, int cycles) {
    int channels = pool.input().channels();
    int area = pool.input().height() * pool.input().width();
    return IntStream.of(divisors(channels))
        .filter(lanes -> lanes == channels || (long) area * (channels / lanes) <= cycles)
        .boxed()
        .min(Comparator.comparingLong(lanes -> lanes + converterCost(before, lanes)))
        .orElseThrow();
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
        int lanes = inputLanes(matrices.get(i), folding);
        Choice before = i == 0 ? null : cheapestBefore(choices, lanes);
        long soFar =
            i == 0
                ? beatCost(input, chooseBeat(input, lanes, budget), lanes)
                : costBefore(before, lanes);
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
      long macs = matrices.stream().mapToLong(PlanHardware::macs).sum();
      int pixels = matrices.stream().mapToInt(PlanHardware::mostPixels).max().orElseThrow();
      return pixels == 1
          ? DEFAULT_CYCLES
          : (int) Math.max(Math.max(DEFAULT_CYCLES, pixels), macs / DEFAULT_MACS_PER_CYCLE);
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

  /** Pixels of the larger of the maps that come in and go out, one a cycle at best. */
  private static int mostPixels(Matrix matrix) {
    return matrix
        .window
        .map(w -> Math.max(w.input().height() * w.input().width(), matrix.positions()))
        .orElse(1);
  }

  private static long macs(Matrix matrix) {
    return (long) matrix.positions() * matrix.inputs * matrix.outputs;
  }

  /**
   * Every folding of one pixel at a time that is fast enough. Several pixels at once share weights,
   * but do not make a frame shorter than its map takes to come in, pixel by pixel.
   */
  private static List<Folding> foldingsWithin(Matrix matrix, int budget) {
    List<Folding> foldings = new ArrayList<>();
    for (int pe : divisors(matrix.outputs)) {
      for (int simd : divisors(matrix.inputs)) {
        Folding folding = new Folding(pe, simd);
        if (cycles(matrix, folding) <= budget) {
          foldings.add(folding);
        }
      }
    }
    if (!foldings.isEmpty()) {
      return foldings;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "layer l%d takes more than %,d cycles for a frame in every folding: lower the rate or"
                + " raise the clock",
            matrix.layer,
            budget));
  }

  private static long cycles(Matrix matrix, Folding folding) {
    long computing =
        (long) folding.depth(matrix.outputs, matrix.inputs)
            * (matrix.positions() / folding.pixels());
    long coming =
        matrix.window.map(w -> (long) w.input().size() / inputLanes(matrix, folding)).orElse(0L);
    return Math.max(computing, coming);
  }

  /** Values a beat that a folded layer takes. */
  private static int inputLanes(Matrix matrix, Folding folding) {
    return matrix
        .window
        .map(window -> planWindow(matrix, window, folding.simd()).lanes())
        .orElse(folding.simd());
  }

  private static Choice cheapestBefore(List<Choice> choices, int lanes) {
    return choices.stream()
        .min(Comparator.comparingLong(choice -> costBefore(choice, lanes)))
        .orElseThrow();
  }

  /** All layers up to one, and what joins it to the next. */
  private static long costBefore(Choice before, int lanes) {
    return before.cost + converterCost(before.folding.pe() * before.folding.pixels(), lanes);
  }

  private static long cost(Matrix matrix, Folding folding) {
    int inputBits = folding.simd() * folding.pixels() * matrix.input.width();
    return folding.macsPerCycle()
        + (long) LANE_COST * folding.pe() * folding.pixels()
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
