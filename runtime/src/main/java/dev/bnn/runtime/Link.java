package dev.bnn.runtime;

import java.io.IOException;

/** Bytes to a board and back. Its text says what it is, for messages. */
public interface Link extends AutoCloseable {
  /**
   * Sends bytes.
   *
   * @throws IOException if the other end is gone; what, and what to do
   */
  void write(byte[] bytes) throws IOException;

  /**
   * Takes what came.
   *
   * @param bytes to be filled from the start
   * @param micros to wait for the first byte
   * @return how many bytes; 0 if none came
   * @throws IOException if the other end is gone; what, and what to do
   */
  int read(byte[] bytes, long micros) throws IOException;

  /** Microseconds since any moment: a link to what is no hardware may have a time of its own. */
  default long nowMicros() {
    return System.nanoTime() / 1000;
  }

  /** How much slower than hardware the other end is: a factor of all time-outs. */
  default int patience() {
    return 1;
  }

  @Override
  void close() throws IOException;
}
