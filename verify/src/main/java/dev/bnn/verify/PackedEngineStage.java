package dev.bnn.verify;

import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.PackedEngine;
import java.util.List;

/**
 * The packed engine of this toolkit: all images side by side and once more each alone, because it
 * has a way of its own for one image.
 */
public final class PackedEngineStage implements Stage {
  private static final int IMAGES_AT_ONCE = 8192;

  @Override
  public String name() {
    return "packed";
  }

  @Override
  public StageReport run(Subject subject) {
    List<IntVector> expected = subject.scores();
    long start = System.nanoTime();
    PackedEngine engine = new PackedEngine(subject.network());
    int classes = subject.network().classes().size();
    ScoreComparison comparison = new ScoreComparison();
    for (int from = 0; from < expected.size(); from += IMAGES_AT_ONCE) {
      int to = Math.min(expected.size(), from + IMAGES_AT_ONCE);
      int[] together = engine.scoresInParallel(subject.images().images(from, to));
      for (int i = from; i < to; i++) {
        int first = (i - from) * classes;
        IntVector inBlock = IntVector.generate(classes, k -> together[first + k]);
        boolean agrees = inBlock.equals(expected.get(i));
        comparison.compare(
            i, expected.get(i), agrees ? engine.scores(subject.images().image(i)) : inBlock);
      }
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
