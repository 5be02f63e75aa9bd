package dev.bnn.runtime;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes that may block for ever, but no one waits that long: a thread of their own makes them. */
final class TimedWriter {
  private static final long LIMIT_SECONDS = 20;

  private final String name;
  private final Sink sink;
  private final ExecutorService thread;

  /** Takes all bytes, or throws. */
  interface Sink {
    void write(byte[] bytes) throws IOException;
  }

  /** Writes to a sink of a name for people. */
  TimedWriter(String name, Sink sink) {
    this.name = name;
    this.sink = sink;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread writer = new Thread(task, "writer of " + name);
              writer.setDaemon(true);
              return writer;
            });
  }

  /**
   * Writes all bytes.
   *
   * @throws IOException if the sink throws, or takes none for 20 seconds
   */
  void write(byte[] bytes) throws IOException {
    Future<?> done =
        thread.submit(
            () -> {
              sink.write(bytes);
              return null;
            });
    try {
      done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new DeviceException(
          name + ": it takes no bytes any more: is it hung? Start it anew", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new DeviceException(name + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(name + ": interrupted", e);
    }
  }

  void close() {
    thread.shutdownNow();
  }
}
