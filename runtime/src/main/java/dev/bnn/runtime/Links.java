package dev.bnn.runtime;

import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The links there are, by their words. */
public final class Links {
  private static final String SERIAL = "serial:";
  private static final String FAULTY = "faulty:";
  private static final String MODEL = "model.bnn";

  private Links() {}

  /**
   * Opens a link to the board of a bundle.
   *
   * @param word {@code software}, {@code simulation}, {@code serial:DEVICE}, or {@code
   *     faulty:FAULT}
   * @throws IllegalArgumentException if there is no such link, or not for this bundle
   * @throws IOException if it cannot be opened: what, and what to do
   */
  public static Link open(String word, Path bundle, Contract contract) throws IOException {
    if (word.equals("software")) {
      return new SoftwareLink(contract, ModelFile.read(bundle.resolve(MODEL)));
    }
    if (word.equals("simulation")) {
      return SimulationLink.start(bundle, contract);
    }
    if (word.startsWith(FAULTY)) {
      Fault fault = parse(word.substring(FAULTY.length()));
      return new FaultyLink(fault, contract, ModelFile.read(bundle.resolve(MODEL)));
    }
    if (word.startsWith(SERIAL) && word.length() > SERIAL.length()) {
      if (contract.link().spi()) {
        throw new IllegalArgumentException(
            "the bundle's board is wired by SPI, and no serial port is that: use the C host of the"
                + " bundle, or export it with --wire uart");
      }
      return SerialLink.open(word.substring(SERIAL.length()), contract.link().bitsPerSecond(), 1);
    }
    throw new IllegalArgumentException(
        "no link '" + word + "': use software, simulation or serial:DEVICE");
  }

  private static Fault parse(String word) {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no fault '"
                        + word
                        + "': use one of "
                        + Arrays.stream(Fault.values())
                            .map(Fault::word)
                            .collect(Collectors.joining(", "))));
  }
}
