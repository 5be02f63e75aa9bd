package dev.bnn.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** A way to a board: bytes there and back, in order. For one thread. */
public interface Link extends Closeable {
  /** Which way it is, for messages; as {@link Links#open} takes it where it can. */
  String name();

  /**
   * Sends bytes; returns when they are on their way.
   *
   * @throws IOException in one line, if the way is gone or takes nothing any more
   */
  void write(byte[] bytes) throws IOException;

  /**
   * What has come, as soon as there is something.
   *
   * @param wait how long to wait for the first byte; a link may take a tenth of a second more
   * @return empty if nothing came
   * @throws IOException in one line, if the way is gone
   */
  byte[] read(Duration wait) throws IOException;

  /** How many times slower than its clock says the board may be: a simulated one has no hurry. */
  default double slowness() {
    return 1;
  }

  /** The clock that waiting is measured with, ns; only differences mean something. */
  default long nanoTime() {
    return System.nanoTime();
  }

  @Override
  void close();
}
