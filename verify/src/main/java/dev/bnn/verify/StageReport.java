package dev.bnn.verify;

/**
 * What came of a stage.
 *
 * @param stage its name
 * @param verdict whether it agreed, differed, or did not run
 * @param images images it computed
 * @param mismatches images with at least one integer that differs
 * @param seconds time it took
 * @param expectation how the expected values were made
 * @param detail the first difference, the reason for not running, or what was measured; or empty
 */
public record StageReport(
    String stage,
    Verdict verdict,
    int images,
    int mismatches,
    double seconds,
    String expectation,
    String detail) {

  /** Outcome of a stage. */
  public enum Verdict {
    AGREES,
    /** It is the specification itself, and there was nothing to hold it against. */
    REFERENCE,
    DIFFERS,
    /** It broke off: its RTL does not compile, say. */
    FAILED,
    /** A program it needs is not installed. */
    NOT_RUN
  }

  /** A stage that ran over all images of the subject. */
  static StageReport ran(
      String stage,
      Subject subject,
      int mismatches,
      long start,
      String expectation,
      String detail) {
    return new StageReport(
        stage,
        mismatches == 0 ? Verdict.AGREES : Verdict.DIFFERS,
        subject.images().size(),
        mismatches,
        (System.nanoTime() - start) / 1e9,
        expectation,
        detail);
  }

  /** A stage that broke off, and why. */
  static StageReport failed(String stage, String reason) {
    return new StageReport(stage, Verdict.FAILED, 0, 0, 0, "", reason);
  }

  /** The specification, with nothing to hold it against. */
  static StageReport reference(String stage, Subject subject, long start, String detail) {
    double seconds = (System.nanoTime() - start) / 1e9;
    int images = subject.images().size();
    return new StageReport(
        stage, Verdict.REFERENCE, images, 0, seconds, "the specification", detail);
  }

  /** A stage that did not run, and why. */
  public static StageReport notRun(String stage, String reason) {
    return new StageReport(stage, Verdict.NOT_RUN, 0, 0, 0, "", reason);
  }
}
