package dev.bnn.hwgen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Decides how many rows every window keeps and how many beats may wait in front of it: as few as
 * let the design take a frame in the cycles of its slowest stage. Found by clocking the design's
 * handshakes ({@link PaceModel}), so that none of the FIFOs can be shorter.
 */
final class SizeBuffers {
  private SizeBuffers() {}

  static HardwarePlan size(HardwarePlan plan) {
    if (plan.stages().stream().noneMatch(StagePlan::streams)) {
      return plan; // layers that keep two frames each keep their own pace
    }
    long cycles = plan.cyclesPerFrame();
    HardwarePlan generous = withPlentyOfRoom(plan, cycles);
    List<Integer> waiting =
        PaceModel.waiting(generous, cycles)
            .orElseThrow(
                () -> new IllegalStateException("no FIFOs keep " + cycles + " cycles per frame"));
    HardwarePlan sized =
        shrink(generous, waiting, other -> PaceModel.earlyPace(other).keeps(cycles));
    return isSteady(sized, cycles)
        ? sized
        : shrink(generous, waiting, other -> isSteady(other, cycles));
  }

  /** Windows of the fewest rows, FIFOs that hold a frame. */
  private static HardwarePlan withPlentyOfRoom(HardwarePlan plan, long cycles) {
    List<StagePlan> stages = new ArrayList<>();
    int before = plan.inputBeats();
    for (StagePlan stage : plan.stages()) {
      StagePlan next =
          stage instanceof LayerPlan layer && layer.window().isPresent()
              ? withLeastRows(layer, cycles)
              : stage;
      // a dense first layer drops frames of a wrong length: nothing may come between
      boolean waits = plan.completesFrames() || !stages.isEmpty();
      stages.add(waits ? next.withFifo(before) : next);
      before = stage.outputBeats();
    }
    return plan.withStages(stages);
  }

  /** The fewest rows with which the layer alone keeps the pace. */
  private static LayerPlan withLeastRows(LayerPlan layer, long cycles) {
    WindowPlan window = layer.window().orElseThrow();
    int most = window.rows() + 2 * window.window().input().height();
    for (int rows = window.rows(); rows <= most; rows++) {
      int count = rows;
      LayerPlan next = layer.withWindow(w -> w.withRows(count));
      Optional<PaceModel.Pace> pace = PaceModel.steadyPace(next);
      if (pace.isPresent() && pace.get().keeps(cycles)) {
        return next;
      }
    }
    throw new IllegalStateException("layer " + layer.layer() + ": no rows keep " + cycles);
  }

  /** Shortens one FIFO after the other as far as it goes. */
  private static HardwarePlan shrink(
      HardwarePlan generous, List<Integer> waiting, Predicate<HardwarePlan> keepsPace) {
    HardwarePlan plan = generous;
    for (int i = 0; i < waiting.size(); i++) {
      HardwarePlan before = plan;
      int stage = i;
      int beats = least(waiting.get(i), fewer -> keepsPace.test(withFifo(before, stage, fewer)));
      plan = withFifo(before, stage, beats);
    }
    return plan;
  }

  private static HardwarePlan withFifo(HardwarePlan plan, int stage, int beats) {
    List<StagePlan> stages = new ArrayList<>(plan.stages());
    stages.set(stage, stages.get(stage).withFifo(beats));
    return plan.withStages(stages);
  }

  private static boolean isSteady(HardwarePlan plan, long cycles) {
    return PaceModel.steadyPace(plan).filter(pace -> pace.keeps(cycles)).isPresent();
  }

  /** The least number that suffices, if every larger one does; {@code enough} is known to. */
  private static int least(int enough, IntPredicate suffices) {
    if (enough == 0 || suffices.test(0)) {
      return 0;
    }
    int tooFew = 0;
    int most = enough;
    while (most - tooFew > 1) {
      int middle = (tooFew + most) / 2;
      if (suffices.test(middle)) {
        most = middle;
      } else {
        tooFew = middle;
      }
    }
    return most;
  }
}
