package dev.bnn.verify;

/**
 * A stage that this network cannot have: it is named as not run.
 *
 * @param name of the stage
 * @param reason why there is none
 */
public record UnavailableStage(String name, String reason) implements Stage {
  @Override
  public StageReport run(Subject subject) {
    return StageReport.notRun(name, reason);
  }
}
