package dev.bnn.hwgen;

import java.util.ArrayList;
import java.util.List;

/**
 * Registers in the lanes of a layer. They change a frame's latency, never the cycles between two
 * frames.
 *
 * @param read registers behind the memories, 0 or 1
 * @param product registers between product and accumulator: the adder nearest the accumulator gets
 *     the first, then the levels before it, then the products
 * @param compare registers inside the comparison with the threshold
 * @param compressors whether a popcount is built of compressors, not of adders
 */
public record Pipeline(int read, int product, int compare, boolean compressors) {
  /**
   * A lane, as far as its delays go.
   *
   * @param kind of the layer
   * @param simd inputs per cycle
   * @param valueWidth bits of accumulator and threshold
   * @param blockMemory whether the weights, or the inputs, may come from a block memory
   * @param blocks block memories behind each other that a weight is chosen from
   */
  record Lane(LayerPlan.Kind kind, int simd, int valueWidth, boolean blockMemory, int blocks) {
    /** The lanes of a folded layer; {@code depth} are the words of its weight memory. */
    static Lane of(LayerPlan.Kind kind, Folding folding, int valueWidth, int depth, Target target) {
      int blockDepth = target.blockDepth();
      // small weight memories are logic, but the input buffer may be a block
      return new Lane(
          kind, folding.simd(), valueWidth, true, (depth + blockDepth - 1) / blockDepth);
    }

    boolean ofBytes() {
      return kind == LayerPlan.Kind.INPUT_DENSE;
    }
  }

  /** Carry chains are cut in at most so many parts. */
  private static final int MOST_COMPARE_STAGES = 2;

  /** The fewest registers that reach a clock by the target's delays; all there are, if none do. */
  static Pipeline choose(Lane lane, Target target, double clockMhz) {
    double period = 1000 / clockMhz;
    boolean compressors = !lane.ofBytes() && target.compresses(lane.simd());
    List<Double> levels = levels(lane, target, compressors);
    int compare = 0;
    while (compare < MOST_COMPARE_STAGES && compareDelay(lane, target, compare) > period) {
      compare++;
    }
    int most = levels.size(); // one behind every level
    for (int registers = 0; registers <= most + 1; registers++) {
      for (int read = 0; read <= Math.min(1, registers); read++) {
        int product = registers - read;
        if (product <= most && longestDelay(lane, target, levels, read, product) <= period) {
          return new Pipeline(read, product, compare, compressors);
        }
      }
    }
    return new Pipeline(1, most, compare, compressors);
  }

  /** Whether so many registers reach a clock by the target's delays. */
  boolean reaches(Lane lane, Target target, double clockMhz) {
    double period = 1000 / clockMhz;
    return compareDelay(lane, target, compare) <= period
        && longestDelay(lane, target, levels(lane, target, compressors), read, product) <= period;
  }

  /** Delays from the products to the last adder of the tree. */
  private static List<Double> levels(Lane lane, Target target, boolean compressors) {
    Family.Delays delays = target.delays();
    List<Double> levels = new ArrayList<>();
    if (lane.ofBytes()) {
      levels.add(delays.adder() + 9 * delays.carry()); // plus or minus a byte
      for (int width = 10; 1 << (width - 10) < lane.simd(); width++) {
        levels.add(delays.adder() + width * delays.carry());
      }
      return levels;
    }
    if (target.lutInputs() < 6) {
      levels.add(delays.lut()); // xnor; a 6-input LUT takes it with the leaf
    }
    levels.add(delays.lut()); // the leaf
    if (lane.simd() <= 3) {
      return levels;
    }
    if (compressors) {
      for (int i = 1; i < compressorLevels(lane.simd()); i++) {
        levels.add(delays.lut());
      }
      levels.add(delays.adder() + PlanHardware.unsignedWidth(lane.simd()) * delays.carry());
    } else {
      for (int bits = 6, width = 3; bits < 2 * lane.simd(); bits *= 2, width++) {
        levels.add(delays.adder() + width * delays.carry());
      }
    }
    return levels;
  }

  /** The longest way between two registers with so many of them. */
  private static double longestDelay(
      Lane lane, Target target, List<Double> levels, int read, int product) {
    Family.Delays delays = target.delays();
    double accumulate = delays.lut() + delays.adder() + lane.valueWidth() * delays.carry();
    double source = lane.blockMemory() ? delays.memory() : delays.register();
    // a 4-input LUT chooses from two and a bit, a 6-input one from four
    double choose =
        Math.ceil(Math.log(lane.blocks()) / Math.log(target.lutInputs() < 6 ? 2.3 : 4))
            * delays.lut();
    double longest = 0;
    double way = source + choose;
    if (read == 1) {
      longest = way;
      way = delays.register();
    }
    for (int i = 0; i < levels.size(); i++) {
      way += levels.get(i);
      if (levels.size() - i <= product) { // a register behind this level
        longest = Math.max(longest, way);
        way = delays.register();
      }
    }
    return Math.max(longest, way + accumulate);
  }

  private static double compareDelay(Lane lane, Target target, int stages) {
    Family.Delays delays = target.delays();
    int part = (lane.valueWidth() + stages) / (stages + 1);
    return delays.memory() + delays.adder() + part * delays.carry();
  }

  /** Levels of bnn_compressor, the leaves included. */
  static int compressorLevels(int bits) {
    int[] columns = new int[PlanHardware.unsignedWidth(bits) + 2];
    columns[0] = bits;
    int levels = 0;
    for (int highest = bits; levels == 0 || highest > 2; levels++) {
      int group = levels == 0 || highest < 6 ? 3 : 6;
      int[] next = new int[columns.length];
      highest = 0;
      for (int c = 0; c < columns.length - 2; c++) {
        next[c] += columns[c] % group + columns[c] / group;
        next[c + 1] += columns[c] / group;
        if (group == 6) {
          next[c + 2] += columns[c] / group;
        }
      }
      for (int c = 0; c < columns.length - 2; c++) {
        highest = Math.max(highest, next[c]);
      }
      columns = next;
    }
    return levels;
  }
}
