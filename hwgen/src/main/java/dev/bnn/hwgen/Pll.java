package dev.bnn.hwgen;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A setting of an iCE40 PLL with simple feedback: f = oscillator · (divf + 1) / ((divr + 1) ·
 * 2^divq).
 *
 * <p>Limits and filter ranges: Lattice FPGA-TN-02052, iCE40 sysCLOCK PLL Design and Usage Guide; as
 * {@code icepll} of Project IceStorm takes them.
 *
 * @param divr divider of the oscillator, minus 1, 0…15
 * @param divf multiplier, minus 1, 0…127
 * @param divq power of two that divides the oscillation, 1…6
 * @param filterRange loop filter, 1…6
 * @param megahertz frequency that comes out
 */
public record Pll(int divr, int divf, int divq, int filterRange, double megahertz) {
  private static final double LEAST_OUT = 16;
  private static final double MOST_OUT = 275;
  private static final double LEAST_OSCILLATION = 533;
  private static final double MOST_OSCILLATION = 1066;
  private static final double LEAST_COMPARED = 10;
  private static final double MOST_COMPARED = 133;

  /** Frequencies at the phase detector up to which a filter range is right, from range 1 on. */
  private static final double[] FILTERS = {17, 26, 44, 66, 101};

  /** Frequencies are quotients of small numbers; equal ones may differ in the last bits. */
  private static final double ROUNDING = 1e-9;

  /**
   * The highest frequency up to the one wanted, with the fastest phase detector.
   *
   * @param oscillator MHz
   * @param wanted MHz
   * @throws IllegalArgumentException if nothing so low or so high can be made
   */
  static Pll choose(double oscillator, double wanted) {
    return all(oscillator)
        .filter(pll -> pll.megahertz <= wanted + ROUNDING && wanted <= MOST_OUT + ROUNDING)
        .max(Comparator.comparingDouble(Pll::megahertz).thenComparingInt(pll -> -pll.divr))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "a clock of %s MHz cannot be made by the PLL: %.0f…%.0f MHz",
                        wanted,
                        LEAST_OUT,
                        MOST_OUT)));
  }

  private static Stream<Pll> all(double oscillator) {
    return IntStream.range(0, 16)
        .boxed()
        .flatMap(
            divr ->
                IntStream.range(0, 128)
                    .boxed()
                    .flatMap(
                        divf ->
                            IntStream.rangeClosed(1, 6)
                                .mapToObj(divq -> of(oscillator, divr, divf, divq))
                                .flatMap(Optional::stream)));
  }

  private static Optional<Pll> of(double oscillator, int divr, int divf, int divq) {
    double compared = oscillator / (divr + 1);
    double oscillation = compared * (divf + 1);
    double out = oscillation / (1 << divq);
    boolean works =
        isWithin(compared, LEAST_COMPARED, MOST_COMPARED)
            && isWithin(oscillation, LEAST_OSCILLATION, MOST_OSCILLATION)
            && isWithin(out, LEAST_OUT, MOST_OUT);
    return works
        ? Optional.of(new Pll(divr, divf, divq, filterRange(compared), out))
        : Optional.empty();
  }

  private static boolean isWithin(double value, double least, double most) {
    return value >= least && value <= most;
  }

  private static int filterRange(double compared) {
    int range = 1;
    for (double most : FILTERS) {
      range += compared >= most ? 1 : 0;
    }
    return range;
  }
}
