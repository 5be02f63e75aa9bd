package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A board that open tools make bitstreams for: an iCE40 with an oscillator, a PLL and wires to a
 * host.
 *
 * @param name for people
 * @param device as nextpnr-ice40 calls it
 * @param packageName of the device, as nextpnr-ice40 calls it
 * @param oscillatorMhz frequency of the pin {@code clk}
 * @param clockMhz of a design for which no other is asked
 * @param pll how the PLL gets its clock
 * @param ledsActiveLow whether an LED shines at 0
 * @param pins places of the ports of {@code bnn_board}
 */
public record Board(
    String name,
    String device,
    String packageName,
    double oscillatorMhz,
    double clockMhz,
    PllInput pll,
    boolean ledsActiveLow,
    Map<String, String> pins) {
  /** Share of the logic that a design may take by default: what is left, routing needs. */
  static final double UTILIZATION = 0.9;

  /** Rates that serial ports know, fastest first. */
  private static final List<Integer> BAUDS =
      List.of(3_000_000, 2_000_000, 1_000_000, 921_600, 460_800, 230_400, 115_200);

  /** Where the PLL of an iCE40 takes its clock from. */
  public enum PllInput {
    /** Logic: {@code SB_PLL40_CORE}. */
    CORE,
    /** The pin itself, which nothing else can use then: {@code SB_PLL40_PAD}. */
    PAD;

    String module() {
      return "SB_PLL40_" + name();
    }

    String port() {
      return this == CORE ? "REFERENCECLK" : "PACKAGEPIN";
    }
  }

  public Board {
    pins = Map.copyOf(pins);
  }

  static Board read(JsonNode json) {
    Map<String, String> pins = new LinkedHashMap<>();
    json.required("pins")
        .fields()
        .forEachRemaining(e -> pins.put(e.getKey(), e.getValue().textValue()));
    return new Board(
        json.required("name").textValue(),
        json.required("device").textValue(),
        json.required("package").textValue(),
        json.required("oscillatorMhz").doubleValue(),
        json.required("clockMhz").doubleValue(),
        PllInput.valueOf(json.required("pll").textValue().toUpperCase(Locale.ROOT)),
        json.required("ledsActiveLow").booleanValue(),
        pins);
  }

  /**
   * The PLL's setting for a clock, or the next lower one it can make.
   *
   * @throws IllegalArgumentException if it makes none so low or so high
   */
  public Pll pll(double megahertz) {
    return Pll.choose(oscillatorMhz, megahertz);
  }

  /**
   * The fastest UART that a design at this clock can serve.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Wire.Uart fastestUart(double megahertz) {
    return BAUDS.stream()
        .map(Wire.Uart::new)
        .filter(uart -> uart.isServedAt(megahertz))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no usual baud rate can be made of " + megahertz + " MHz: raise the clock"));
  }
}
