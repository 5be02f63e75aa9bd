package dev.bnn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What makes {@code bnn train} a worker of a sweep. */
final class SweepWorker {
  /** As shells have it: 128 and the number of SIGTERM. */
  private static final int TERMINATED = 143;

  private SweepWorker() {}

  /**
   * Waits until nobody else works on the same training, and sees to it that the process saves and
   * ends when the sweep does, however that ends: its end of our standard input is closed then.
   */
  static void begin(Path lock) throws IOException {
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.lock();
    Thread watch = new Thread(() -> endWithInput(System.in, channel), "sweep");
    watch.setDaemon(true);
    watch.start();
  }

  /** Waits until nobody works on a training: its worker outlives a sweep that is killed. */
  static void awaitEnd(Path lock) throws IOException {
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      held.release();
    }
  }

  /** Keeps the channel, whose lock the system gives back with the process. */
  private static void endWithInput(InputStream input, FileChannel channel) {
    try {
      while (input.read() >= 0) {
        // nothing is ever said
      }
      if (channel.isOpen()) {
        System.exit(TERMINATED);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
