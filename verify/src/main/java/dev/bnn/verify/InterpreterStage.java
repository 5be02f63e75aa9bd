package dev.bnn.verify;

import java.util.Locale;

/**
 * The specification itself. Where the model says how many images of this very set were answered
 * rightly after training, the count must be the same.
 */
public final class InterpreterStage implements Stage {
  private final boolean wholeTestSet;

  /**
   * @param wholeTestSet whether the images are the whole test set of the data the model names
   */
  public InterpreterStage(boolean wholeTestSet) {
    this.wholeTestSet = wholeTestSet;
  }

  @Override
  public String name() {
    return "interpreter";
  }

  @Override
  public StageReport run(Subject subject) {
    long start = System.nanoTime();
    int right = subject.countRight();
    int images = subject.images().size();
    double recorded = subject.network().provenance().testAccuracy();
    String accuracy =
        String.format(
            Locale.ROOT, "%d of %d right = %.2f %%", right, images, 100.0 * right / images);
    if (!wholeTestSet || Double.isNaN(recorded)) {
      return StageReport.reference(name(), subject, start, accuracy);
    }
    int expected = (int) Math.round(recorded * images);
    return StageReport.ran(
        name(),
        subject,
        Math.abs(right - expected),
        start,
        "the specification; right answers as after training",
        right == expected ? accuracy : accuracy + ", but " + expected + " after training");
  }
}
