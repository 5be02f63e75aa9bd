package dev.bnn.hwgen;

import java.util.LinkedHashMap;
import java.util.Map;

/** Predicts what a plan takes; pure functions. */
public final class EstimateResources {
  private EstimateResources() {}

  /** A layer with its memories, its window and what orders its results; or a pool. */
  public static Resources ofStage(StagePlan stage, Target target) {
    if (stage instanceof PoolPlan pool) {
      int columns = pool.pool().outputShape().width();
      return Resources.ofLogic(60 + 3.0 * pool.lanes(), 40 + 3.0 * pool.lanes())
          .plus(ofMemory(pool.lanes(), columns * (pool.pool().input().channels() / pool.lanes())));
    }
    LayerPlan layer = (LayerPlan) stage;
    Folding folding = layer.folding();
    int lanes = folding.pe() * folding.pixels();
    Resources sum =
        Resources.ofLogic(
                100
                    + 1.5 * layer.inputValueWidth() * folding.macsPerCycle()
                    + 2.5 * layer.valueWidth() * lanes,
                100 + 3.0 * layer.valueWidth() * lanes)
            .plus(ofMemory(folding.pe() * folding.simd(), layer.depth()))
            .plus(ofMemory(folding.pe() * layer.valueWidth(), layer.passes()));
    if (layer.window().isEmpty()) {
      return sum.plus(ofMemory(folding.simd() * layer.inputValueWidth(), 2 * layer.inputBeats()));
    }
    WindowPlan window = layer.window().orElseThrow();
    return sum.plus(
            ofMemory(
                window.lanes() * layer.inputValueWidth(),
                window.rows() * window.inputBeats() / window.window().input().height()))
        .plus(Resources.ofLogic(200 + 2.0 * window.beatValues(), 200 + 2.0 * window.beatValues()));
  }

  private static Resources ofMemory(int bits, int depth) {
    if (depth <= 64) {
      return Resources.ofLogic(bits * (double) depth / 64, 0);
    }
    return new Resources(0, 0, (bits + 35) / 36 * ((depth + 511) / 512), 0);
  }

  /** A width converter, or a gearbox where no width divides the other. */
  public static Resources ofConverter(int inBits, int outBits, Target target) {
    if (inBits == outBits) {
      return Resources.NONE;
    }
    boolean wholeRatio = inBits % outBits == 0 || outBits % inBits == 0;
    double lut = wholeRatio ? 10 + Math.max(inBits, outBits) : 30 + 2.5 * (inBits + outBits);
    return Resources.ofLogic(lut, 10 + 1.5 * (inBits + outBits));
  }

  /** A FIFO. */
  public static Resources ofFifo(int bits, int depth, Target target) {
    return Resources.ofLogic(20, 20 + bits).plus(ofMemory(bits, depth));
  }

  /** What a plan takes, by the names of its instances, in the stream's order. */
  public static Map<String, Resources> ofPlan(HardwarePlan plan) {
    Target target = plan.options().target();
    Map<String, Resources> parts = new LinkedHashMap<>();
    parts.put("registers", Resources.ofLogic(600, 700));
    parts.put("input", Resources.ofLogic(50, 50 + plan.inputWidth()));
    for (StagePlan stage : plan.stages()) {
      parts.put(TopWriter.name(stage), ofStage(stage, target));
    }
    parts.put("result", Resources.ofLogic(60, 60));
    return parts;
  }

  /** All of a plan. */
  public static Resources total(HardwarePlan plan) {
    return ofPlan(plan).values().stream().reduce(Resources.NONE, Resources::plus);
  }
}
