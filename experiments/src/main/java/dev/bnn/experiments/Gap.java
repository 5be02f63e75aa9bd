package dev.bnn.experiments;

import dev.bnn.train.Mode;
import java.util.List;

/**
 * How far a binary network is behind a float one of the same padding and input.
 *
 * @param binary the binary networks, over their seeds
 * @param twin the float networks, over theirs; of the same width or a narrower one
 */
record Gap(SweepGroup binary, SweepGroup twin) {
  /** Widths are powers of two apart, or read from text like {@code 0.125}. */
  private static final double SAME = 1e-9;

  /** The gaps beyond this many standard errors are called clear. */
  private static final double CLEAR = 2;

  /** Who is ahead. */
  enum Lead {
    BINARY,
    FLOAT,
    NONE
  }

  /**
   * Binary networks against float ones of a part of their width, by width.
   *
   * @param groups of one padding and input
   * @param part 1 for the same width, 2 for half the width, and so on
   */
  static List<Gap> between(List<SweepGroup> groups, int part) {
    return groups.stream()
        .filter(group -> group.variant().mode() == Mode.BINARY)
        .flatMap(
            binary ->
                groups.stream()
                    .filter(twin -> twin.variant().equals(binary.variant().in(Mode.FLOAT)))
                    .filter(twin -> isPart(twin.size(), part, binary.size()))
                    .map(twin -> new Gap(binary, twin)))
        .toList();
  }

  private static boolean isPart(double size, int part, double whole) {
    return Math.abs(size * part - whole) <= SAME * whole;
  }

  /** Float minus binary, means of the test accuracies; below 0 binary is better. */
  double difference() {
    return twin.test().mean() - binary.test().mean();
  }

  /** Whether both have several seeds: with one, nothing is known of the noise. */
  boolean hasDeviation() {
    return binary.seeds() > 1 && twin.seeds() > 1;
  }

  /**
   * Standard deviation of the difference of one training each, which have no seed's randomness in
   * common: √(s² + s²). NaN where one has a single seed.
   */
  double deviation() {
    return hasDeviation()
        ? Math.hypot(binary.test().deviation(), twin.test().deviation())
        : Double.NaN;
  }

  /** Standard error of the difference of the means, √(s²/n + s²/n); NaN as {@link #deviation}. */
  double standardError() {
    return hasDeviation()
        ? Math.hypot(
            binary.test().deviation() / Math.sqrt(binary.seeds()),
            twin.test().deviation() / Math.sqrt(twin.seeds()))
        : Double.NaN;
  }

  /** Who is ahead by more than {@value #CLEAR} standard errors; by anything with a single seed. */
  Lead lead() {
    double noise = hasDeviation() ? CLEAR * standardError() : 0;
    return difference() < -noise ? Lead.BINARY : difference() > noise ? Lead.FLOAT : Lead.NONE;
  }
}
