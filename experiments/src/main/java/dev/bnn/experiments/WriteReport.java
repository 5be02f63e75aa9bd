package dev.bnn.experiments;

import dev.bnn.datasets.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes {@code report.html} into a run folder: one self-contained file with curves, health,
 * answers to the test set, histograms and provenance. What is not there is said in its section. The
 * same files give the same bytes.
 */
public final class WriteReport {
  private static final String NAME = "report.html";

  private WriteReport() {}

  /**
   * The report of a run whose data set is at hand.
   *
   * @return the file written
   * @throws IllegalArgumentException if the folder is no run folder, or its {@code report.html} was
   *     not written by this toolkit
   * @throws IOException naming the file that cannot be read or written
   */
  public static Path write(Path folder, Dataset dataset) throws IOException {
    Run run = ReadRun.read(folder);
    return write(run, TestData.of(run, dataset));
  }

  /**
   * The report of a run; its data set is looked for where data sets lie.
   *
   * @param dataDirectory holds a folder for each known data set, named like it
   * @return the file written
   * @throws IllegalArgumentException as {@link #write(Path, Dataset)}
   * @throws IOException as {@link #write(Path, Dataset)}
   */
  public static Path write(Path folder, Path dataDirectory) throws IOException {
    Run run = ReadRun.read(folder);
    return write(run, TestData.find(run, dataDirectory));
  }

  private static Path write(Run run, TestData data) throws IOException {
    Path file = run.folder().resolve(NAME);
    new ReportPage(run, data).page().write(file);
    return file;
  }
}
