package dev.bnn.verify;

import java.io.IOException;

/** One way to run a network, to be compared with the specification. */
public interface Stage {
  /** Name on the command line and in the table. */
  String name();

  /**
   * Runs all images of the subject.
   *
   * @throws dev.bnn.hwgen.ToolMissingException if a program is not installed: the stage did not run
   * @throws IOException if the stage breaks off: it failed
   */
  StageReport run(Subject subject) throws IOException;
}
