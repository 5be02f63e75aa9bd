package dev.bnn.verify;

import java.io.IOException;

/** One way to run a network, to be compared with the specification. */
public interface Stage {
  /** Name on the command line and in the table. */
  String name();

  /**
   * Runs all images of the subject.
   *
   * @throws IOException if the stage cannot run here; the message becomes "not run: …"
   */
  StageReport run(Subject subject) throws IOException;
}
