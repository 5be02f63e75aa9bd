package dev.bnn.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program whose standard input and output are the wire: a simulated board. */
public final class ProcessLink implements Link {
  /** Bytes that come in one go are one entry. */
  private static final int MOST_ENTRIES = 4096;

  private static final byte[] END = new byte[0];

  private final String name;
  private final int patience;
  private final Process process;
  private final OutputStream out;
  private final BlockingQueue<byte[]> entries = new ArrayBlockingQueue<>(MOST_ENTRIES);
  private byte[] current = END;
  private int taken;
  private boolean ended;

  private ProcessLink(String name, int patience, Process process) {
    this.name = name;
    this.patience = patience;
    this.process = process;
    this.out = process.getOutputStream();
    Thread reader = new Thread(this::readAll, "bytes of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a program; it ends with the link.
   *
   * @param name for messages
   * @param folder it runs in
   * @param patience factor of all time-outs
   */
  public static ProcessLink start(String name, Path folder, List<String> command, int patience)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new ProcessLink(name, patience, builder.start());
  }

  private void readAll() {
    byte[] bytes = new byte[4096];
    try (InputStream in = process.getInputStream()) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        entries.put(Arrays.copyOf(bytes, count));
      }
    } catch (IOException e) {
      // it ends, and so do the bytes
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    entries.offer(END);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new DeviceException(name + " has ended: start again", e);
    }
  }

  @Override
  public int read(byte[] bytes, long micros) throws IOException {
    if (taken == current.length && !next(micros)) {
      return 0;
    }
    int count = Math.min(bytes.length, current.length - taken);
    System.arraycopy(current, taken, bytes, 0, count);
    taken += count;
    return count;
  }

  private boolean next(long micros) throws IOException {
    try {
      byte[] entry = ended ? END : entries.poll(micros, TimeUnit.MICROSECONDS);
      if (entry == null) {
        return false;
      }
      if (entry.length == 0) {
        ended = true;
        throw new DeviceException(name + " has ended: start again");
      }
      current = entry;
      taken = 0;
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("interrupted while " + name + " was waited for", e);
    }
  }

  @Override
  public int patience() {
    return patience;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return name;
  }
}
