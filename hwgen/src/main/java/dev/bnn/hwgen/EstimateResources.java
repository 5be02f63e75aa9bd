package dev.bnn.hwgen;

import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Window;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Predicts what a plan takes, as Yosys 0.23 counts it after {@code synth_xilinx -flatten -family
 * xcup -nowidelut}; pure functions.
 *
 * <p>Block memories and LUT memories follow the tool's own rules ({@link MapMemory}). LUTs and
 * registers are sums over the library's modules, whose formulas were fitted to each module
 * synthesized alone, with random weights; docs/resources.md holds them against whole designs. All
 * families with 6-input LUTs are taken alike. For iCE40 and ECP5 block memories follow the same
 * rules: exact for two dense designs on iCE40, not checked on ECP5. LUTs of those two are a rough
 * guess that nothing was held against. Multipliers: none are ever used. A design whose weights the
 * host may load takes more LUTs and memory than are said here.
 */
public final class EstimateResources {
  private EstimateResources() {}

  /** LUTs of a counter that compares with its end, for each of its bits. */
  private static final double COUNTER_BIT = 1.5;

  /** A layer with its memories, its window and what orders its results; or a pool. */
  public static Resources ofStage(StagePlan stage, Target target) {
    return stage instanceof PoolPlan pool
        ? ofPool(pool, target)
        : ofLayer((LayerPlan) stage, target);
  }

  // ------------------------------------------------------------------ layers

  private static Resources ofLayer(LayerPlan layer, Target target) {
    Folding folding = layer.folding();
    int results = layer.outputLanes() * layer.outputValueWidth();
    int inputBits = folding.simd() * folding.pixels() * layer.inputValueWidth();
    int weightBits = folding.pe() * folding.simd();
    Resources sum =
        EstimateLanes.of(layer, target)
            .plus(weights(layer, target))
            .plus(ofSkid(results + 1))
            .plus(
                Resources.ofLogic(0, layer.pipeline().read() * (double) (inputBits + weightBits)));
    sum = sum.plus(layer.window().isEmpty() ? ofReplay(layer, target) : ofPasses(layer, inputBits));
    if (layer.window().isPresent()) {
      WindowPlan window = layer.window().get();
      sum = sum.plus(ofWindow(layer, window, target));
      int given = window.beatValues() * layer.inputValueWidth();
      int taken = folding.simd() * layer.inputValueWidth();
      sum = sum.plus(ofConverter(given, taken, target).times(folding.pixels()));
    }
    if (folding.pixels() > 1 && layer.passes() > 1) {
      int group = results * layer.passes();
      sum = sum.plus(ofConverter(results, group, target)).plus(ofConverter(group, results, target));
    }
    return sum;
  }

  private static Resources weights(LayerPlan layer, Target target) {
    Family family = target.family();
    int width = layer.folding().pe() * layer.folding().simd();
    int constants = layer.folding().pe() * layer.valueWidth();
    MemoryStyle style = layer.passes() <= 64 ? MemoryStyle.LOGIC : MemoryStyle.AUTO;
    return EstimateMemory.ofRom(width, layer.depth(), layer.weightStyle(), family)
        .plus(EstimateMemory.ofRom(constants, layer.passes(), style, family));
  }

  /** {@code bnn_replay_buffer} and the rest of {@code bnn_lane_control}. */
  private static Resources ofReplay(LayerPlan layer, Target target) {
    int beat = EstimateMemory.bits(layer.inputBeats());
    int counters = 2 * beat + EstimateMemory.bits(layer.passes()) + address(layer);
    int words = 2 << Math.max(1, beat);
    return Resources.ofLogic(39 + 0.95 * counters, 22 + counters + places(layer))
        .plus(
            EstimateMemory.ofRam(
                layer.folding().simd() * layer.inputValueWidth(),
                words,
                layer.bufferStyle(),
                target.family()));
  }

  /** {@code bnn_pass_counter} and the rest of {@code bnn_lane_control}. */
  private static Resources ofPasses(LayerPlan layer, int inputBits) {
    int counters =
        EstimateMemory.bits(layer.inputBeats())
            + EstimateMemory.bits(layer.passes())
            + address(layer);
    return Resources.ofLogic(5.0 + counters, 18.0 + inputBits + counters + places(layer));
  }

  private static int address(LayerPlan layer) {
    return EstimateMemory.bits(layer.depth());
  }

  /** Registers that carry a beat's place beside its product. */
  private static double places(LayerPlan layer) {
    Pipeline pipeline = layer.pipeline();
    return (pipeline.read() + pipeline.product()) * (4.0 + EstimateMemory.bits(layer.passes()));
  }

  /** {@code bnn_window}. */
  private static Resources ofWindow(LayerPlan layer, WindowPlan plan, Target target) {
    Window window = plan.window();
    int pixels = layer.folding().pixels();
    int word = plan.lanes() * layer.inputValueWidth();
    int parts = window.input().channels() / plan.lanes();
    int banks = (pixels - 1) * window.stride() + plan.columns();
    int rowBanks = plan.lines() == 1 ? 1 : plan.rows();
    int endColumn = window.before() + window.input().width();
    int span = (window.outputWidth() - 1) * window.stride() + window.kernel();
    int rowWords = (Math.max(endColumn, span) + banks - 1) / banks * parts;
    int depth = plan.lines() == 1 ? plan.rows() * rowWords : rowWords;
    int addressBits = EstimateMemory.bits(depth);
    int columnBits = EstimateMemory.bits(endColumn + span + window.kernel());
    int lineBits =
        EstimateMemory.bits(
            window.before() + window.input().height() + window.outputHeight() * window.stride());
    int bankBits = banks == 1 ? 0 : EstimateMemory.bits(2 * banks);
    int state =
        2 * EstimateMemory.bits(parts)
            + 2 * columnBits
            + 3 * bankBits
            + 6 * addressBits
            + 2 * lineBits
            + EstimateMemory.bits(layer.passes())
            + 4;
    int values = pixels * plan.beatValues() * layer.inputValueWidth();
    Family family = target.family();
    double choose =
        EstimateMemory.muxLuts(banks, family) + EstimateMemory.muxLuts(rowBanks, family);
    boolean padded = window.before() > 0 || plan.after() > 0;
    double addresses = banks == 1 ? 0 : 15 + 2.0 * banks * addressBits;
    Resources logic =
        Resources.ofLogic(
            2.15 * state
                + (parts > 1 ? 25 : 0)
                + values * (choose + (padded ? 1 : 0))
                + addresses
                + (padded ? 20 : 0),
            state + 2.0 * (columnBits + lineBits));
    return logic.plus(
        EstimateMemory.ofRam(word, depth, plan.style(), family).times(banks * rowBanks));
  }

  // ------------------------------------------------------------------ pools

  private static Resources ofPool(PoolPlan plan, Target target) {
    MaxPool pool = plan.pool();
    int parts = pool.input().channels() / plan.lanes();
    int slots = (pool.size() + pool.stride() - 2) / pool.stride();
    int kept = slots * plan.lanes();
    int pooled = pool.outputShape().width() * parts;
    int counters =
        EstimateMemory.bits(pool.input().width())
            + EstimateMemory.bits(pool.input().height())
            + 2 * EstimateMemory.bits(pool.stride())
            + EstimateMemory.bits(parts)
            + EstimateMemory.bits(pooled);
    boolean mixed = pool.poolings().stream().distinct().count() > 1;
    double lane = 2.0 * Math.max(1, slots) + (mixed ? 1 + parts / 64.0 : 0);
    // a pixel's channels wait in shift registers of at most 32 places
    double shifts = parts > 2 ? kept * Math.ceil(parts / 32.0) : 0;
    Resources logic =
        Resources.ofLogic(
            10 + counters + lane * plan.lanes() + shifts,
            12.0 + 2 * counters + 2 * plan.lanes() + (parts > 2 ? kept : (double) parts * kept));
    Resources sum = logic.plus(ofSkid(plan.lanes() + 1));
    return slots == 0
        ? sum
        : sum.plus(EstimateMemory.ofRam(kept, pooled, MemoryStyle.AUTO, target.family()));
  }

  // ------------------------------------------------------------------ streams

  /** {@code bnn_skid}. */
  private static Resources ofSkid(int bits) {
    return Resources.ofLogic(bits + 6, 2 * bits + 4);
  }

  /**
   * A width converter, or a gearbox where no width divides the other; nothing if they are equal.
   *
   * @param inBits of a beat that comes in
   * @param outBits of a beat that goes out
   */
  public static Resources ofConverter(int inBits, int outBits, Target target) {
    if (inBits == outBits) {
      return Resources.NONE;
    }
    if (outBits % inBits == 0) {
      int ratio = outBits / inBits;
      double part = ratio > 8 ? 2 : 1.35;
      return Resources.ofLogic(3.3 + part * ratio, outBits + 3 + EstimateMemory.bits(ratio));
    }
    if (inBits % outBits == 0) {
      return Resources.ofLogic(inBits + 5, inBits + 3 + EstimateMemory.bits(inBits / outBits));
    }
    int unit = greatestCommonDivisor(inBits, outBits);
    int held = inBits + outBits - unit;
    int levels =
        Math.min(EstimateMemory.bits(outBits / unit), EstimateMemory.bits(inBits / unit + 1));
    return Resources.ofLogic(28 + held * (1 + 0.5 * (levels - 1)), held + 9);
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** A FIFO: {@code bnn_fifo}. */
  public static Resources ofFifo(int bits, int depth, Target target) {
    if (depth == 1) {
      return ofSkid(bits);
    }
    int counters = 2 * EstimateMemory.bits(depth) + EstimateMemory.bits(depth + 1);
    return Resources.ofLogic(6 + 1.15 * counters, counters + 1)
        .plus(EstimateMemory.ofRam(bits, depth, MemoryStyle.AUTO, target.family()));
  }

  // ------------------------------------------------------------------ whole designs

  /** {@code bnn_registers}, with a live bus: measured with one network's hash. */
  private static final Resources REGISTERS = new Resources(464, 658, 0, 0);

  /** The same of 4-input LUTs. */
  private static final Resources REGISTERS_4 = new Resources(1031, 651, 0, 0);

  /** {@code bnn_link} without its memory and what depends on the beat, UART and power-up. */
  private static final Resources LINK = new Resources(1070, 700, 0, 0);

  /** Images on their way, of which a tag each is kept. */
  private static final int TAGS = 64;

  /**
   * What a plan takes, by what its instances are named after, in the stream's order: {@code input},
   * {@code lN_in} and {@code lN_fifo} (a converter and a FIFO, where there are), {@code lN}, {@code
   * result}, {@code registers}, and of a board {@code link}.
   */
  public static Map<String, Resources> ofPlan(HardwarePlan plan) {
    Target target = plan.options().target();
    Map<String, Resources> parts = new LinkedHashMap<>();
    parts.put("input", ofInput(plan, target));
    int width = encodedWidth(plan);
    for (StagePlan stage : plan.stages()) {
      int taken = stage.inputLanes() * stage.inputValueWidth();
      if (width != taken) {
        parts.put(TopWriter.name(stage) + "_in", ofConverter(width, taken, target));
      }
      if (stage.fifo() > 0) { // on the wide side of the converter
        parts.put(
            TopWriter.name(stage) + "_fifo", ofFifo(Math.max(width, taken), stage.fifo(), target));
      }
      parts.put(TopWriter.name(stage), ofStage(stage, target));
      width = stage.outputLanes() * stage.outputValueWidth();
    }
    parts.put("result", ofResult(plan, target));
    parts.put("registers", target.lutInputs() >= 6 ? REGISTERS : REGISTERS_4);
    if (target.board().isPresent()) {
      parts.put("link", ofLink(plan));
    }
    return parts;
  }

  private static Resources ofLink(HardwarePlan plan) {
    LinkPlan link = LinkPlan.of(plan);
    Target target = plan.options().target();
    Resources sum =
        LINK.plus(Resources.ofLogic(plan.inputWidth(), plan.inputWidth()))
            .plus(ofFifo(8, link.bufferBytes(), target));
    return link.holdsResults() && plan.outputBeats() > 1
        ? sum.plus(ofFifo(32, plan.outputBeats(), target))
        : sum;
  }

  /** All of a plan. */
  public static Resources total(HardwarePlan plan) {
    return ofPlan(plan).values().stream().reduce(Resources.NONE, Resources::plus);
  }

  /** Values of the first stage for each value that the host sends. */
  private static int expansion(HardwarePlan plan) {
    StagePlan first = plan.stages().get(0);
    int values;
    if (first instanceof PoolPlan pool) {
      values = pool.pool().input().size();
    } else {
      LayerPlan layer = (LayerPlan) first;
      values = layer.window().map(w -> w.window().input().size()).orElse(layer.inputs());
    }
    return values / (plan.inputBeats() * plan.valuesPerBeat());
  }

  private static int encodedWidth(HardwarePlan plan) {
    return plan.valuesPerBeat() * expansion(plan) * plan.stages().get(0).inputValueWidth();
  }

  /** {@code bnn_frame_guard}, {@code bnn_frame_fill} with its tags, and the encoding. */
  private static Resources ofInput(HardwarePlan plan, Target target) {
    int beatBits = EstimateMemory.bits(plan.inputBeats());
    int width = plan.valuesPerBeat() * plan.inputValueWidth();
    Resources sum = Resources.ofLogic(11 + COUNTER_BIT * beatBits, 1 + beatBits);
    if (plan.completesFrames()) {
      sum =
          sum.plus(Resources.ofLogic(width + 8 + COUNTER_BIT * beatBits, 3 + beatBits))
              .plus(ofFifo(1, TAGS, target));
    }
    int encoded = encodedWidth(plan);
    boolean thermometer = expansion(plan) > 1;
    if (thermometer) { // each level compares a byte with a constant
      sum = sum.plus(Resources.ofLogic(1.5 * encoded, 0));
    }
    return sum;
  }

  /** {@code bnn_argmax} or scores one by one, and {@code bnn_frame_filter}. */
  private static Resources ofResult(HardwarePlan plan, Target target) {
    LayerPlan last = plan.scores();
    int pe = last.folding().pe();
    int score = last.valueWidth();
    Resources sum = plan.completesFrames() ? Resources.ofLogic(3, 0) : Resources.NONE;
    if (plan.options().scores()) {
      return pe == 1 ? sum : sum.plus(ofConverter(32 * pe, 32, target));
    }
    int index = EstimateMemory.bits(last.outputs());
    return sum.plus(
        Resources.ofLogic(
            4 + 1.25 * score + 2.0 * score * (pe - 1),
            score + 2.0 * index + 2 + (pe - 1) * (score + 4.0)));
  }
}
