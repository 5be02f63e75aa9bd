package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A finished run of an external program.
 *
 * @param exitCode its exit status
 * @param output what it printed, standard output and error together
 */
record ToolRun(int exitCode, String output) {
  private static final int SHOWN_LINES = 12;

  /** Runs a program in a folder and waits for it. */
  static ToolRun run(Path folder, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new ToolRun(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command.get(0) + " was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs a program that must succeed. */
  static ToolRun require(Path folder, List<String> command) throws IOException {
    ToolRun run = run(folder, command);
    if (run.exitCode != 0) {
      throw new ToolException(
          command.get(0) + " failed with status " + run.exitCode + ":\n" + run.firstLines());
    }
    return run;
  }

  private String firstLines() {
    List<String> lines = output.lines().limit(SHOWN_LINES).toList();
    return "  " + String.join("\n  ", lines);
  }
}
