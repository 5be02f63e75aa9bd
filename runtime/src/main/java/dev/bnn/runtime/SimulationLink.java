package dev.bnn.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The bundle's own board, simulated: its RTL in Verilator behind a pseudo-terminal, and from there
 * on all is as with a true one at a serial port. The program does not outlive the link.
 */
public final class SimulationLink implements Link {
  /** A simulated second may take this many true ones. */
  static final double SLOWNESS = 200;

  /** Means nothing at a pseudo-terminal, but must be one that ports know. */
  private static final int ANY_BAUD = 115_200;

  private static final String NAME = "simulation";
  private static final String MARK = "PTY ";
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(20);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final int SHOWN_CHARACTERS = 300;

  private final Process board;
  private final Thread killer;
  private final SerialLink serial;

  private SimulationLink(Process board, Thread killer, SerialLink serial) {
    this.board = board;
    this.killer = killer;
    this.serial = serial;
  }

  /**
   * Builds the board of a bundle, if that has not been done, and starts it.
   *
   * @throws IOException in one line, if a program is missing or fails
   */
  public static SimulationLink open(Path bundle, Contract contract) throws IOException {
    contract.requireLink();
    build(bundle);
    Path program = bundle.resolve("obj_board").resolve("board").toAbsolutePath();
    Process board =
        start(
            new ProcessBuilder(program.toString(), "--pty")
                .directory(bundle.toFile()) // where its memory files are
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    Thread killer = Programs.killAtExit(board);
    try {
      String terminal = readTerminal(board);
      return new SimulationLink(board, killer, SerialLink.open(terminal, ANY_BAUD));
    } catch (IOException e) {
      Programs.kill(board, killer);
      throw e;
    }
  }

  private static void build(Path bundle) throws IOException {
    Process make =
        start(
            new ProcessBuilder("make", "-s", "-C", bundle.toString(), "board")
                .redirectErrorStream(true));
    Thread killer = Programs.killAtExit(make);
    try {
      make.getOutputStream().close();
      String output =
          await(
              () -> new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
              BUILD_LIMIT,
              "make");
      if (make.waitFor() != 0) {
        throw new DeviceException(NAME + ": make board failed in " + bundle + whatToDo(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(NAME + ": interrupted", e);
    } finally {
      Programs.kill(make, killer);
    }
  }

  private static String whatToDo(String output) throws IOException {
    if (!isInstalled("verilator")) {
      return ": verilator is needed but not installed: bnn doctor says how to get it";
    }
    String line = output.strip().replaceAll("\\s+", " ");
    return ": " + line.substring(0, Math.min(SHOWN_CHARACTERS, line.length()));
  }

  private static boolean isInstalled(String program) {
    try {
      Process process =
          new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.destroy();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process start(ProcessBuilder program) throws IOException {
    try {
      return program.start();
    } catch (IOException e) {
      throw new DeviceException(
          NAME
              + ": cannot start "
              + program.command().get(0)
              + ": is it installed? bnn doctor tells",
          e);
    }
  }

  /** The pseudo-terminal that the board says it is at. */
  private static String readTerminal(Process board) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(board.getInputStream(), StandardCharsets.UTF_8));
    String line = await(output::readLine, START_LIMIT, "the simulated board");
    if (line == null || !line.startsWith(MARK)) {
      throw new DeviceException(
          NAME + ": the simulated board did not start: make -C BUNDLE clean board builds it anew");
    }
    return line.substring(MARK.length()).strip();
  }

  private static String await(Callable<String> task, Duration limit, String program)
      throws IOException {
    FutureTask<String> output = new FutureTask<>(task);
    Thread reader = new Thread(output, "output of " + program);
    reader.setDaemon(true);
    reader.start();
    try {
      return output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DeviceException(
          NAME + ": " + program + " said nothing for " + limit.toSeconds() + " seconds", e);
    } catch (ExecutionException e) {
      throw new DeviceException(NAME + ": cannot read what " + program + " prints", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(NAME + ": interrupted", e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    try {
      serial.write(bytes);
    } catch (IOException e) {
      throw renamed(e);
    }
  }

  @Override
  public byte[] read(Duration wait) throws IOException {
    try {
      return serial.read(wait);
    } catch (IOException e) {
      throw renamed(e);
    }
  }

  /** No one has heard of the pseudo-terminal. */
  private static IOException renamed(IOException e) {
    return new DeviceException(NAME + ": the simulated board has ended, or hangs: start again", e);
  }

  @Override
  public double slowness() {
    return SLOWNESS;
  }

  @Override
  public void close() {
    serial.close();
    Programs.kill(board, killer);
  }
}
