package dev.bnn.runtime;

import java.io.IOException;
import java.nio.file.Path;

/** Opens the links that a user can name. */
public final class Links {
  /** How a serial port is named. */
  private static final String SERIAL = "serial:";

  private Links() {}

  /**
   * Opens a link.
   *
   * @param spec {@code software}: a board inside this JVM; {@code simulation}: the bundle's own,
   *     simulated by Verilator; {@code serial:DEV}: a board at a serial port
   * @param bundle the folder of the bundle
   * @param contract its contract
   * @throws IllegalArgumentException if {@code spec} is none of them
   * @throws IOException in one line: what, where, what to do
   */
  public static Link open(String spec, Path bundle, Contract contract) throws IOException {
    if (spec.equals("software")) {
      return new SoftwareLink(SoftwareDevice.open(bundle, contract));
    }
    if (spec.equals("simulation")) {
      return SimulationLink.open(bundle, contract);
    }
    if (spec.startsWith(SERIAL) && spec.length() > SERIAL.length()) {
      return openSerial(spec.substring(SERIAL.length()), contract);
    }
    throw new IllegalArgumentException(
        "unknown link '" + spec + "': use software, simulation or serial:DEV");
  }

  private static Link openSerial(String device, Contract contract) throws IOException {
    Contract.LinkTerms terms = contract.requireLink();
    if (terms.kind() == Contract.LinkKind.SPI) {
      throw new DeviceException(
          SERIAL
              + device
              + ": this bundle's board speaks SPI, which no serial port does: use the C host on the"
              + " computer that its SPI pins are wired to");
    }
    return SerialLink.open(device, terms.bitRate());
  }
}
