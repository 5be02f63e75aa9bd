package dev.bnn.runtime;

import dev.bnn.quantize.BinaryNetwork;
import java.util.ArrayDeque;

/**
 * A {@link SoftwareDevice} and the wire to it. Its time is its own: it passes where the host waits,
 * and by as much as bytes would take on the wire, so that nothing waits for real.
 */
public final class SoftwareLink implements Link {
  private final SoftwareDevice device;
  private final Contract.LinkTerms terms;
  private final ArrayDeque<Byte> toHost = new ArrayDeque<>();
  private long micros;

  /** A device that answers as the network does. */
  public SoftwareLink(Contract contract, BinaryNetwork network) {
    this.device = new SoftwareDevice(contract, network);
    this.terms = contract.link();
  }

  @Override
  public void write(byte[] bytes) {
    micros += terms.micros(bytes.length);
    take(device.receive(bytes, micros));
  }

  @Override
  public int read(byte[] bytes, long wait) {
    if (toHost.isEmpty()) {
      micros += wait;
      take(device.receive(new byte[0], micros));
    }
    int count = Math.min(bytes.length, toHost.size());
    for (int i = 0; i < count; i++) {
      bytes[i] = toHost.remove();
    }
    micros += terms.micros(count);
    return count;
  }

  private void take(byte[] answers) {
    for (byte each : answers) {
      toHost.add(each);
    }
  }

  @Override
  public long nowMicros() {
    return micros;
  }

  @Override
  public void close() {
    toHost.clear();
  }

  @Override
  public String toString() {
    return "the software device";
  }
}
