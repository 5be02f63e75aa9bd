package dev.bnn.experiments;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes the page of a sweep: one self-contained HTML file with the gap between binary and float
 * networks, accuracies against sizes and hardware, and tables of all trials. The same results give
 * the same bytes.
 */
public final class WriteSweepReport {
  private WriteSweepReport() {}

  /**
   * Writes the page; an older one is replaced in one step.
   *
   * @param results of as many trials as have ended, in any order; none will do
   * @throws IllegalArgumentException if there lies something that this toolkit has not written
   * @throws IOException if the file cannot be written
   */
  public static void write(SweepResults results, Path file) throws IOException {
    new SweepPage(new Sweep(results)).page().write(file);
  }
}
