package dev.bnn.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The board of a bundle in Verilator, its wire on a pseudo-terminal: what a host sees is a serial
 * port.
 */
final class SimulationLink implements Link {
  /** A simulation does a second's work in minutes. */
  static final int PATIENCE = 200;

  private static final String PTY = "PTY ";

  private final Process process;
  private final SerialLink port;

  private SimulationLink(Process process, SerialLink port) {
    this.process = process;
    this.port = port;
  }

  /** Compiles the board, if that has not been done, and starts it. */
  static SimulationLink start(Path bundle, Contract contract) throws IOException {
    compile(bundle);
    Process process =
        new ProcessBuilder(bundle.resolve("obj_board/board").toAbsolutePath().toString(), "--pty")
            .directory(bundle.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = lines.readLine();
      if (line == null || !line.startsWith(PTY)) {
        throw new DeviceException("the simulated board did not start: it has no pseudo-terminal");
      }
      return new SimulationLink(
          process,
          SerialLink.open(line.substring(PTY.length()), contract.link().bitsPerSecond(), PATIENCE));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static void compile(Path bundle) throws IOException {
    List<String> command = List.of("make", "-s", "-C", bundle.toString(), "board");
    try {
      Process make = new ProcessBuilder(command).redirectErrorStream(true).start();
      String printed =
          new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (make.waitFor() != 0) {
        throw new DeviceException(
            "the simulated board cannot be compiled (it needs make, verilator and g++; bnn doctor"
                + " tells): "
                + printed.lines().findFirst().orElse(""));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("interrupted while the simulated board was compiled", e);
    } catch (DeviceException e) {
      throw e;
    } catch (IOException e) {
      throw new DeviceException(
          "the simulated board cannot be compiled: make is not installed (bnn doctor tells)", e);
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    port.write(bytes);
  }

  @Override
  public int read(byte[] bytes, long micros) throws IOException {
    return port.read(bytes, micros);
  }

  @Override
  public int patience() {
    return PATIENCE;
  }

  @Override
  public void close() {
    port.close();
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "the simulated board";
  }
}
