package dev.bnn.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A way to a board inside this JVM, as fast as the JVM is. */
public final class SoftwareLink implements Link {
  private static final long POLL_NANOS = 200_000;

  private final WireEnd board;
  private long lastTime = System.nanoTime();

  /** A link to a board. */
  public SoftwareLink(WireEnd board) {
    this.board = board;
  }

  @Override
  public String name() {
    return "software";
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    passTime();
    board.take(bytes);
    lastTime = System.nanoTime(); // the wire is not silent while the board computes
  }

  @Override
  public byte[] read(Duration wait) throws IOException {
    long start = System.nanoTime();
    while (true) {
      passTime();
      byte[] bytes = board.give();
      if (bytes.length > 0 || System.nanoTime() - start >= wait.toNanos()) {
        return bytes;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void passTime() {
    long now = System.nanoTime();
    board.passTime(now - lastTime);
    lastTime = now;
  }

  @Override
  public void close() {
    // nothing to give back
  }
}
