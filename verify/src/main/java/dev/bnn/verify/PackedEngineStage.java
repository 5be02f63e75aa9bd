package dev.bnn.verify;

import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.PackedEngine;
import java.util.List;

/** The packed engine of this toolkit. */
public final class PackedEngineStage implements Stage {
  @Override
  public String name() {
    return "packed";
  }

  @Override
  public StageReport run(Subject subject) {
    List<IntVector> expected = subject.scores();
    long start = System.nanoTime();
    PackedEngine engine = new PackedEngine(subject.network());
    ScoreComparison comparison = new ScoreComparison();
    for (int i = 0; i < expected.size(); i++) {
      comparison.compare(i, expected.get(i), engine.scores(subject.images().image(i)));
    }
    return StageReport.ran(
        name(),
        subject,
        comparison.mismatches(),
        start,
        ScoreComparison.EXPECTATION,
        comparison.first());
  }
}
