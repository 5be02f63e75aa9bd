package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
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

  private PlanHardware() {}

  /**
   * The plan.
   *
   * @throws IllegalArgumentException if a folding does not divide its layer, or the goal cannot be
   *     reached
   */
  public static HardwarePlan plan(BinaryNetwork network, PlanOptions options) {
    return options.goal() instanceof Goal.Folded folded
        ? fold(network, options, folded)
        : ChooseFoldings.choose(network, options);
  }

  /**
   * What rates cost, from the slowest design to the fastest: the cheapest of each, and none that
   * another beats in rate, LUTs and block memories. The goal of the options is not looked at.
   */
  public static List<TradeOff> tradeOffs(BinaryNetwork network, PlanOptions options) {
    return ChooseFoldings.tradeOffs(network, options);
  }

  /** The plan with these foldings, and what else they leave open at the least cost. */
  static HardwarePlan fold(BinaryNetwork network, PlanOptions options, Goal.Folded folded) {
    return SizeBuffers.size(foldWithoutBuffers(network, options, folded));
  }

  /** The plan before it is known how many rows and beats must wait. */
  static HardwarePlan foldWithoutBuffers(
      BinaryNetwork network, PlanOptions options, Goal.Folded folded) {
    List<Part> parts = Part.of(network, options.weights());
    checkCount(folded.foldings(), parts);
    Iterator<Folding> next = folded.foldings().iterator();
    List<List<StagePlan>> ways = new ArrayList<>();
    for (Part part : parts) {
      ways.add(
          part instanceof Part.Matrix matrix
              ? List.of(planLayer(matrix, next.next(), options))
              : planPools((Part.Pool) part));
    }
    DesignSpace space =
        new DesignSpace(Arrival.of(network, options.stream()), ways, options.target());
    DesignSpace.Chain chain = space.cheapest(folded.valuesPerBeat());
    HardwarePlan plan = withLeastRows(ofChain(network, options, chain));
    if (plan.isWritable()) {
      LoadableMemory.of(plan); // refuses what a host could not address
    }
    return plan;
  }

  private static HardwarePlan withLeastRows(HardwarePlan plan) {
    return plan.withStages(
        plan.stages().stream()
            .map(
                stage ->
                    stage instanceof LayerPlan layer
                        ? layer.withWindow(w -> w.withRows(w.window().kernel()))
                        : stage)
            .toList());
  }

  /** The plan of a chain of stages. */
  static HardwarePlan ofChain(BinaryNetwork network, PlanOptions options, DesignSpace.Chain chain) {
    return new HardwarePlan(
        network.name(),
        network.hash(),
        network.input().encoding(),
        options,
        chain.valuesPerBeat(),
        Arrival.of(network, options.stream()).values() / chain.valuesPerBeat(),
        chain.stages());
  }

  private static void checkCount(List<Folding> foldings, List<Part> parts) {
    List<Part> matrices = parts.stream().filter(Part.Matrix.class::isInstance).toList();
    if (foldings.size() != matrices.size()) {
      throw new IllegalArgumentException(
          "foldings found: "
              + foldings.size()
              + "; needed: one for each of "
              + matrices.stream().map(m -> "l" + m.layer()).collect(Collectors.joining(", ")));
    }
  }

  /** Every way to build a part. */
  static List<StagePlan> planAll(Part part, PlanOptions options) {
    if (part instanceof Part.Pool pool) {
      return planPools(pool);
    }
    Part.Matrix matrix = (Part.Matrix) part;
    List<StagePlan> all = new ArrayList<>();
    for (int pe : Divisors.of(matrix.outputs())) {
      for (int simd : Divisors.of(matrix.inputs())) {
        for (int pixels : Divisors.of(matrix.columns())) {
          if (matrix.macs() / pe / simd / pixels <= Integer.MAX_VALUE) {
            all.add(planLayer(matrix, new Folding(pe, simd, pixels), options));
          }
        }
      }
    }
    return all;
  }

  private static List<StagePlan> planPools(Part.Pool part) {
    return IntStream.of(Divisors.of(part.pool().input().channels()))
        .<StagePlan>mapToObj(lanes -> new PoolPlan(part.layer(), part.pool(), lanes, 0))
        .toList();
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

  private static LayerPlan planLayer(Part.Matrix matrix, Folding folding, PlanOptions options) {
    int depth = folding.depth(matrix.outputs(), matrix.inputs());
    Pipeline.Lane lane =
        Pipeline.Lane.of(matrix.kind(), folding, matrix.valueWidth(), depth, options.target());
    return new LayerPlan(
        matrix.layer(),
        matrix.kind(),
        0,
        matrix.window().map(window -> planWindow(matrix, window, folding.simd(), options.target())),
        matrix.inputs(),
        matrix.outputs(),
        matrix.input(),
        folding,
        Pipeline.choose(lane, options.target(), options.clockMhz()),
        matrix.valueWidth(),
        options.weights() == WeightAccess.WRITABLE
            ? MemoryStyle.AUTO
            : EstimateMemory.styleOfRom(
                folding.pe() * folding.simd(), depth, options.target().family()),
        MemoryStyle.AUTO);
  }

  private static int joinCost(int from, int to, Target target) {
    boolean wholeRatio = from % to == 0 || to % from == 0;
    return wholeRatio ? 0 : EstimateResources.ofConverter(from, to, target).lut();
  }

  /**
   * A window that gives at least SIMD inputs a beat: part of a pixel's channels, a line of the
   * window, or all of it. What is nearest to SIMD is the cheapest.
   */
  private static WindowPlan planWindow(Part.Matrix matrix, Window window, int simd, Target target) {
    int channels = window.input().channels();
    int kernel = window.kernel();
    int width = matrix.input().width();
    int rows = window.kernel();
    if (simd > channels) {
      int lines = simd > kernel * channels ? kernel : 1;
      return new WindowPlan(window, channels, kernel, lines, rows, matrix.pad(), MemoryStyle.AUTO);
    }
    int lanes =
        IntStream.of(Divisors.of(channels))
            .filter(divisor -> divisor >= simd)
            .boxed()
            .min(
                Comparator.comparingLong(
                    divisor -> divisor + joinCost(divisor * width, simd * width, target)))
            .orElseThrow();
    return new WindowPlan(window, lanes, 1, 1, rows, matrix.pad(), MemoryStyle.AUTO);
  }
}
