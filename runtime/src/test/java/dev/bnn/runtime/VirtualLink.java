package dev.bnn.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * A way to a board in a time of its own: bytes take as long as on the wire, and waiting takes no
 * true time. So tests of time-outs are quick, and the same every time.
 */
final class VirtualLink implements Link {
  private static final long TICK = 100_000; // ns
  private static final int MOST_BYTES = 64; // of a read

  private final WireEnd board;
  private final Contract.LinkTerms terms;
  private byte[] waiting = new byte[0];
  private long now;
  boolean closed;

  VirtualLink(WireEnd board, Contract contract) {
    this.board = board;
    this.terms = contract.link().orElseThrow();
  }

  @Override
  public String name() {
    return "virtual";
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    board.take(bytes);
    pass((long) terms.nanos(bytes.length), false);
  }

  @Override
  public byte[] read(Duration wait) throws IOException {
    long start = now;
    while (waiting.length == 0) {
      waiting = board.give();
      if (waiting.length == 0) {
        if (now - start >= wait.toNanos()) {
          return waiting;
        }
        pass(TICK, true);
      }
    }
    byte[] bytes = Arrays.copyOf(waiting, Math.min(MOST_BYTES, waiting.length));
    waiting = Arrays.copyOfRange(waiting, bytes.length, waiting.length);
    pass((long) terms.nanos(bytes.length), true);
    return bytes;
  }

  private void pass(long nanos, boolean silent) {
    now += nanos;
    board.passTime(silent ? nanos : 0);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /** Time since it was opened, s. */
  double seconds() {
    return now / 1e9;
  }

  @Override
  public void close() {
    closed = true;
  }
}
