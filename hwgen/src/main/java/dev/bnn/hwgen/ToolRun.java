package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A finished run of an external program.
 *
 * @param exitCode its exit status
 * @param output what it printed, standard output and error together
 */
record ToolRun(int exitCode, String output) {
  private static final int SHOWN_LINES = 12;

  /** Longer than any sensible run, so that a program that hangs is not waited for until Monday. */
  private static final Duration LIMIT = Duration.ofHours(6);

  /** Runs a program in a folder and waits for it, six hours at most. */
  static ToolRun run(Path folder, List<String> command) throws IOException {
    return run(folder, command, LIMIT);
  }

  /**
   * Runs a program in a folder and waits for it. It does not outlive the wait: when the time is up,
   * the thread is interrupted or the JVM ends, it is killed with all it has started.
   *
   * @throws ToolException if it does not end in time
   */
  static ToolRun run(Path folder, List<String> command, Duration limit) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    Thread killer = new Thread(() -> kill(process));
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      process.getOutputStream().close();
      FutureTask<byte[]> output = new FutureTask<>(() -> process.getInputStream().readAllBytes());
      Thread reader = new Thread(output, "output of " + command.get(0));
      reader.setDaemon(true);
      reader.start();
      byte[] printed = output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      return new ToolRun(process.exitValue(), new String(printed, StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new ToolException(
          command.get(0) + " did not end within " + text(limit) + " and was stopped");
    } catch (ExecutionException e) {
      throw new IOException("cannot read what " + command.get(0) + " prints", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command.get(0) + " was interrupted", e);
    } finally {
      kill(process);
      removeHook(killer);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending: the hook runs
    }
  }

  private static String text(Duration limit) {
    return limit.toHours() > 0
        ? limit.toHours() + " hours"
        : limit.toMillis() / 1000.0 + " seconds";
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
