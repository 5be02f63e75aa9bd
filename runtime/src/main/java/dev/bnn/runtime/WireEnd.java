package dev.bnn.runtime;

import java.io.IOException;

/** The board's end of a wire, inside this JVM: what a {@link SoftwareLink} leads to. */
public sealed interface WireEnd permits SoftwareDevice, FaultyDevice {
  /** Bytes from the host arrive. */
  void take(byte[] bytes) throws IOException;

  /** Time passes, ns: the end has no clock of its own. */
  void passTime(long nanos);

  /** What it has sent since the last call; empty if nothing. */
  byte[] give() throws IOException;
}
