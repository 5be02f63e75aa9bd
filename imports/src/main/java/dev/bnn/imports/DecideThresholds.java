package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.imports.Operation.Reading;
import dev.bnn.quantize.IntVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Finds where each channel's float32 expression turns from one of its two values to the other, over
 * every attainable dot product (docs/THRESHOLDS.md).
 */
final class DecideThresholds {
  private static final long MOST_STEPS = 20_000_000;

  private final Sums sums;
  private final Program program;
  private final List<String> ties = new ArrayList<>();
  private long steps;

  private DecideThresholds(Sums sums, Expression expression) {
    this.sums = sums;
    this.program = new Program(expression);
  }

  /**
   * What becomes of the channels.
   *
   * @param negate channels whose high value belongs to small dot products
   * @param thresholds on the dot product of the (negated) row
   * @param low value of a channel below
   * @param high value at or above
   * @param ties channels in which another way to round decides differently
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Decisions(
      boolean[] negate, IntVector thresholds, double[] low, double[] high, List<String> ties) {}

  /** One channel: {@code turn} is the number of attainable values before the turn. */
  private record Channel(double first, double last, int turn, int count) {}

  static Decisions of(Sums sums, Expression expression) {
    return new DecideThresholds(sums, expression).decide();
  }

  private Decisions decide() {
    int channels = sums.low().length;
    Channel[] all = new Channel[channels];
    double[] pair = null;
    for (int c = 0; c < channels; c++) {
      all[c] = scan(c);
      if (all[c].first != all[c].last && pair == null) {
        pair =
            new double[] {Math.min(all[c].first, all[c].last), Math.max(all[c].first, all[c].last)};
      }
    }
    boolean[] negate = new boolean[channels];
    int[] thresholds = new int[channels];
    double[] low = new double[channels];
    double[] high = new double[channels];
    for (int c = 0; c < channels; c++) {
      Channel channel = all[c];
      int start = sums.low()[c];
      int never = sums.high()[c] + sums.step();
      if (channel.first == channel.last) {
        double value = channel.first;
        double[] own = pair != null ? pair : new double[] {-Math.abs(value), Math.abs(value)};
        require(
            value != 0 || (pair != null && (own[0] == 0 || own[1] == 0)),
            "every channel is always 0: nothing is left to decide");
        boolean always = value == own[1];
        low[c] = always || value == own[0] ? own[0] : value;
        high[c] = always || value == own[0] ? own[1] : value;
        thresholds[c] = always ? start : never;
      } else {
        negate[c] = channel.first > channel.last;
        low[c] = Math.min(channel.first, channel.last);
        high[c] = Math.max(channel.first, channel.last);
        // falling: the largest value with the high result, of the negated row
        thresholds[c] =
            negate[c]
                ? -(start + (channel.turn - 1) * sums.step())
                : start + channel.turn * sums.step();
      }
    }
    return new Decisions(negate, IntVector.of(thresholds), low, high, ties);
  }

  private Channel scan(int c) {
    int count = (sums.high()[c] - sums.low()[c]) / sums.step() + 1;
    double first = at(c, 0, Reading.RUNTIME);
    double last = at(c, count - 1, Reading.RUNTIME);
    int turn;
    if (program.direction(c) == Operation.UNKNOWN) {
      turn = scanAll(c, count, first, last);
    } else {
      turn = countWhile(count, i -> at(c, i, Reading.RUNTIME) == first);
      require(
          turn == count || at(c, turn, Reading.RUNTIME) == last,
          "channel %d takes the value %s at the dot product %d, beside %s and %s: only activations of"
              + " two values (1 bit) can be mapped; use BipolarQuant or x >= 0 (Sign gives 0 at 0)",
          c,
          at(c, Math.min(turn, count - 1), Reading.RUNTIME),
          sums.low()[c] + turn * sums.step(),
          first,
          last);
    }
    compareReadings(c, count, first, turn);
    return new Channel(first, last, turn, count);
  }

  private int scanAll(int c, int count, double first, double last) {
    steps += (long) count * program.size();
    require(
        steps <= MOST_STEPS,
        "its values are not known to rise or fall and are too many to try each");
    Set<Double> values = new HashSet<>();
    int turn = count;
    for (int i = 0; i < count; i++) {
      double value = at(c, i, Reading.RUNTIME);
      values.add(value);
      if (value != first) {
        turn = Math.min(turn, i);
      }
      require(
          values.size() <= 2,
          "channel %d takes more than two values, %s at the dot product %d: only activations of two"
              + " values (1 bit) can be mapped; use BipolarQuant or x >= 0 (Sign gives 0 at 0)",
          c,
          value,
          sums.low()[c] + i * sums.step());
      require(
          i < turn || (value == last && last != first),
          "channel %d turns more than once as its dot product rises: no threshold does that",
          c);
    }
    return turn;
  }

  /** A tie within rounding is said, not hidden. */
  private void compareReadings(int c, int count, double first, int turn) {
    if (turn == 0 || turn == count) {
      return;
    }
    for (Reading reading : Reading.values()) {
      // near the turn is where a rounding can matter
      for (int i = Math.max(0, turn - 1); i <= Math.min(count - 1, turn); i++) {
        boolean before = at(c, i, reading) == first;
        if (before != i < turn) {
          ties.add(
              "channel " + c + " at " + (sums.low()[c] + i * sums.step()) + " (" + reading + ")");
          return;
        }
      }
    }
  }

  private double at(int c, int index, Reading reading) {
    return program.evaluate(c, sums.low()[c] + index * sums.step(), reading);
  }

  private static int countWhile(int count, IntPredicate holds) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (holds.test(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
