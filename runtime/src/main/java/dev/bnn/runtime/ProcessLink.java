package dev.bnn.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program whose standard input and output are the wire. It does not outlive the link. */
public final class ProcessLink implements Link {
  private static final byte[] END = new byte[0];

  private final String name;
  private final double slowness;
  private final Process process;
  private final Thread killer;
  private final TimedWriter writer;
  private final BlockingQueue<byte[]> came = new LinkedBlockingQueue<>();
  private volatile String lastWords = "";

  private ProcessLink(String name, double slowness, Process process) {
    this.name = name;
    this.slowness = slowness;
    this.process = process;
    this.killer = Programs.killAtExit(process);
    OutputStream sink = process.getOutputStream();
    this.writer =
        new TimedWriter(
            name,
            bytes -> {
              sink.write(bytes);
              sink.flush();
            });
    startDaemon("output of " + name, this::collect);
    startDaemon("errors of " + name, this::listen);
  }

  /**
   * Starts a program.
   *
   * @param name of the link, for messages
   * @param command program and arguments
   * @param slowness how many times slower than its clock says the board may be
   * @throws IOException in one line, if it cannot be started
   */
  public static ProcessLink start(String name, List<String> command, double slowness)
      throws IOException {
    try {
      return new ProcessLink(name, slowness, new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new DeviceException(
          name + ": cannot start " + command.get(0) + ": is it installed?", e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double slowness() {
    return slowness;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    try {
      writer.write(bytes);
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      throw ended();
    }
  }

  @Override
  public byte[] read(Duration wait) throws IOException {
    try {
      byte[] bytes = came.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (bytes == null) {
        return new byte[0];
      }
      if (bytes.length == 0) {
        came.add(END); // for the next one who asks
        throw ended();
      }
      return bytes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(name + ": interrupted", e);
    }
  }

  private DeviceException ended() {
    String words = lastWords.isEmpty() ? "" : ": " + lastWords;
    return new DeviceException(name + ": the board's program has ended" + words);
  }

  private void collect() {
    byte[] buffer = new byte[1 << 16];
    try (InputStream output = process.getInputStream()) {
      for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
        if (count > 0) {
          came.add(Arrays.copyOf(buffer, count));
        }
      }
    } catch (IOException e) {
      lastWords = String.valueOf(e.getMessage());
    }
    came.add(END);
  }

  private void listen() {
    try (BufferedReader errors =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        lastWords = line.strip();
      }
    } catch (IOException e) {
      lastWords = String.valueOf(e.getMessage());
    }
  }

  private static void startDaemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    writer.close();
    Programs.kill(process, killer);
  }
}
