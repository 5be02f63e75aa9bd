package dev.bnn.hwgen;

import dev.bnn.quantize.Encoding;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The design as a chain of {@link Handshake}s, clocked cycle by cycle: when results come, exactly.
 */
final class PaceModel {
  /** So long a steady state is looked for: as many frames, and small designs as many cycles. */
  private static final int MOST_FRAMES = 64;

  private static final long MOST_CYCLES = 1_000_000;
  private static final int FEW_FRAMES = 5;
  private static final int CYCLES_BETWEEN_LOOKS = 1000;
  private static final int NONE = Integer.MIN_VALUE;

  private final List<Handshake> chain = new ArrayList<>();

  /** What stands in front of each stage. */
  private final List<Optional<Handshake.Fifo>> fifos = new ArrayList<>();

  private final Handshake.Tags tags = new Handshake.Tags(TopWriter.FRAMES_IN_FLIGHT);

  /** The chain, for the innermost loop. */
  private final Handshake[] handshakes;

  /** Beats of a result. */
  private final int outputBeats;

  /** The handshakes of this cycle: at the input of every module, and at the end. */
  private final boolean[] offered;

  private final boolean[] taken;

  /** The module that everything waits for. */
  private int slowest = NONE;

  /** The module that no beat may leave. */
  private int blocked = NONE;

  /** Beats that the host has ready. */
  private long arriving = Long.MAX_VALUE;

  private long cycle;
  private int beat;

  private PaceModel(LayerPlan layer) {
    outputBeats = layer.outputBeats();
    add(layer);
    handshakes = chain.toArray(Handshake[]::new);
    offered = new boolean[chain.size() + 1];
    taken = new boolean[chain.size() + 1];
  }

  private PaceModel(HardwarePlan plan) {
    outputBeats = plan.outputBeats();
    addDesign(plan);
    handshakes = chain.toArray(Handshake[]::new);
    offered = new boolean[chain.size() + 1];
    taken = new boolean[chain.size() + 1];
  }

  /**
   * When the first results are complete if the host always has a beat and always takes one.
   *
   * @return cycles from the one in which the first image's first beat is taken to those in which
   *     the last beats of the results are
   */
  static long[] resultCycles(HardwarePlan plan, int frames) {
    PaceModel model = new PaceModel(plan);
    long[] results = new long[frames];
    int[] before = {};
    for (int i = 0; i < frames; i++) {
      results[i] = model.nextResult();
      int[] registers = model.registers();
      if (Arrays.equals(registers, before)) { // and so will all that follow
        long interval = results[i] - results[i - 1];
        for (int next = i + 1; next < frames; next++) {
          results[next] = results[next - 1] + interval;
        }
        return results;
      }
      before = registers;
    }
    return results;
  }

  /**
   * How many beats wait in each FIFO if images come at an even pace, from the first on: so many
   * places suffice.
   *
   * @return by stage, 0 where there is no FIFO; empty if the design does not settle at that pace
   */
  static Optional<List<Integer>> waiting(HardwarePlan plan, long cyclesPerFrame) {
    PaceModel model = new PaceModel(plan);
    model.arriving = 0;
    long left = 0;
    int[] before = {};
    for (int frame = 0; frame < MOST_FRAMES; frame++) {
      model.arriving += plan.inputBeats();
      for (long i = 0; i < cyclesPerFrame; i++) {
        model.clock();
      }
      int[] registers = model.registers();
      if (model.arriving == left && Arrays.equals(registers, before)) {
        return Optional.of(
            model.fifos.stream().map(fifo -> fifo.map(Handshake.Fifo::enough).orElse(0)).toList());
      }
      left = model.arriving;
      before = registers;
    }
    return Optional.empty();
  }

  /**
   * The steady state of a design: what happens again and again once everything has settled; empty
   * if nothing repeats. It does not depend on how the run began, so it is looked for where it comes
   * soonest: a design that waits for its first stages settles soon after it began empty, any other
   * if it begins with everything full up to its slowest stage.
   */
  static Optional<Pace> steadyPace(HardwarePlan plan) {
    Optional<Pace> soon = new PaceModel(plan).steadyPace(FEW_FRAMES, 0);
    if (soon.isPresent()) {
      return soon;
    }
    PaceModel full = new PaceModel(plan);
    full.fillUpTo(full.slowest);
    return full.steadyPace(MOST_FRAMES, MOST_CYCLES);
  }

  /** The pace a few frames after the start: almost always the steady one, and found sooner. */
  static Pace earlyPace(HardwarePlan plan) {
    long[] results = resultCycles(plan, FEW_FRAMES);
    return new Pace(results[FEW_FRAMES - 1] - results[FEW_FRAMES - 2], 1);
  }

  /**
   * The steady state of a layer alone, if its input always comes and its output is always taken.
   */
  static Optional<Pace> steadyPace(LayerPlan layer) {
    return new PaceModel(layer).steadyPace(MOST_FRAMES, MOST_CYCLES);
  }

  private Optional<Pace> steadyPace(int frames, long cycles) {
    Map<IntBuffer, Integer> seen = new HashMap<>();
    List<Long> results = new ArrayList<>();
    while (results.size() < frames || cycle < cycles) {
      results.add(nextResult());
      int frame = results.size() - 1;
      Integer before = seen.putIfAbsent(IntBuffer.wrap(registers()), frame);
      if (before != null) {
        return Optional.of(new Pace(results.get(frame) - results.get(before), frame - before));
      }
    }
    return Optional.empty();
  }

  /**
   * Some frames in some cycles, again and again.
   *
   * @param cycles of a period
   * @param frames of a period
   */
  record Pace(long cycles, int frames) {
    /** Whether a frame takes so many cycles at most. */
    boolean keeps(long cyclesPerFrame) {
      return cycles <= cyclesPerFrame * frames;
    }
  }

  // ------------------------------------------------------------------ as TopWriter builds it

  private void addDesign(HardwarePlan plan) {
    int width = plan.valuesPerBeat() * plan.inputValueWidth();
    if (plan.completesFrames()) {
      chain.add(tags.fill(plan.inputBeats()));
    }
    if (plan.encodesOnChip()) {
      Encoding encoding = plan.encoding();
      width = plan.valuesPerBeat() * encoding.levels() * PlanHardware.formatOf(encoding).width();
      if (!encoding.isBipolar()) {
        chain.add(new Handshake.Register());
      }
    }
    int most = plan.inputBeats();
    for (StagePlan stage : plan.stages()) {
      int taken = stage.inputLanes() * stage.inputValueWidth();
      Optional<Handshake.Fifo> fifo =
          stage.fifo() == 0 ? Optional.empty() : Optional.of(new Handshake.Fifo(stage.fifo()));
      fifos.add(fifo);
      if (width >= taken) {
        fifo.ifPresent(chain::add);
      }
      convert(width, taken);
      if (width < taken) {
        fifo.ifPresent(chain::add);
      }
      if (stage instanceof PoolPlan pool) {
        chain.add(new Handshake.Pool(pool));
      } else {
        add((LayerPlan) stage);
      }
      width = stage.outputLanes() * stage.outputValueWidth();
      if (stage.cycles() > most) {
        most = stage.cycles();
        slowest = chain.size() - 1;
      }
    }
    LayerPlan last = plan.scores();
    if (plan.options().scores()) {
      convert(last.folding().pe(), 1);
    } else {
      chain.add(new Handshake.ArgMax(last.outputs(), last.folding().pe()));
    }
    if (plan.completesFrames()) {
      chain.add(tags.filter(plan.outputBeats()));
    }
  }

  private void convert(int from, int to) {
    if (from != to) {
      chain.add(Handshake.converter(from, to));
    }
  }

  private void add(LayerPlan layer) {
    int pixels = layer.folding().pixels();
    if (layer.window().isPresent()) {
      WindowPlan window = layer.window().get();
      chain.add(new Handshake.Window(window, pixels, layer.passes()));
      convert(window.beatValues(), layer.folding().simd());
    }
    chain.add(new Handshake.Lanes(layer));
    if (pixels > 1 && layer.passes() > 1) {
      chain.add(new Handshake.Widener(layer.passes()));
      chain.add(new Handshake.Narrower(layer.passes()));
    }
  }

  // ------------------------------------------------------------------ clocking

  private long nextResult() {
    while (!clock()) {
      // goes on
    }
    return cycle - 1;
  }

  /** A cycle; whether it completed a result. */
  private boolean clock() {
    int modules = handshakes.length;
    offered[0] = arriving > 0;
    for (int i = 0; i < modules; i++) {
      offered[i + 1] = handshakes[i].offers(offered[i]) && i != blocked;
    }
    taken[modules] = blocked != modules - 1;
    for (int i = modules - 1; i >= 0; i--) {
      taken[i] = handshakes[i].takes(taken[i + 1]) && i - 1 != blocked;
    }
    for (int i = 0; i < modules; i++) {
      handshakes[i].clock(offered[i], taken[i + 1]);
    }
    tags.clock(true, true);
    if (offered[0] && taken[0]) {
      arriving--;
    }
    cycle++;
    boolean completes = false;
    if (offered[modules] && ++beat == outputBeats) {
      beat = 0;
      completes = true;
    }
    return completes;
  }

  /** Clocks until nothing moves while no beat leaves a module; not at all if there is none. */
  private void fillUpTo(int module) {
    if (module == NONE) {
      return;
    }
    blocked = module;
    int[] before;
    do {
      for (int i = 0; i < CYCLES_BETWEEN_LOOKS; i++) {
        clock();
      }
      before = registers();
      clock();
    } while (!Arrays.equals(before, registers()));
    blocked = NONE;
  }

  /** All registers, to see that the same comes again. */
  private int[] registers() {
    int[] registers = new int[16 * (chain.size() + 1)];
    int at = 0;
    for (Handshake module : chain) {
      at = module.save(registers, at);
    }
    at = tags.save(registers, at);
    registers[at] = beat;
    return Arrays.copyOf(registers, at + 1);
  }
}
