package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * One integer threshold per output channel, with the range its accumulator can attain.
 *
 * <p>{@code out = +1 if d >= threshold else −1}, d in the ±1 dot-product domain. The attainable
 * accumulators of channel c are {@code minimum, minimum + step, … maximum}. A threshold is
 * <em>canonical</em> if it is one of them, or {@code maximum + step} for a channel that never
 * answers +1.
 *
 * @param values (channels) the thresholds
 * @param minimum (channels) smallest attainable accumulator
 * @param maximum (channels) largest attainable accumulator
 * @param step 2 for ±1 inputs (the accumulator has the parity of the fan-in), 1 for integer inputs
 */
public record Thresholds(IntVector values, IntVector minimum, IntVector maximum, int step) {
  public Thresholds {
    int n = values.size();
    check(n >= 1, "at least one threshold is needed");
    check(
        minimum.size() == n && maximum.size() == n,
        "%d thresholds, %d minima, %d maxima",
        n,
        minimum.size(),
        maximum.size());
    check(step == 1 || step == 2, "step %d: must be 1 or 2", step);
    for (int c = 0; c < n; c++) {
      int low = minimum.get(c);
      int high = maximum.get(c);
      check(low <= high && (high - low) % step == 0, "channel %d: range %d…%d", c, low, high);
    }
  }

  /** Thresholds of ±1 neurons with {@code fanIn} inputs. */
  public static Thresholds ofBinary(IntVector values, int fanIn) {
    int n = values.size();
    return new Thresholds(values, IntVector.repeat(n, -fanIn), IntVector.repeat(n, fanIn), 2);
  }

  /**
   * The accumulators that the neurons of a weight matrix can attain, with these thresholds.
   *
   * @param weights (channels, inputs)
   * @param integers encoding of integer inputs, or null for ±1 inputs
   * @throws IllegalArgumentException if an accumulator does not fit an int
   */
  static Thresholds ofWeights(IntVector values, BitMatrix weights, Encoding integers) {
    int low = integers == null ? -1 : integers.minimum();
    int high = integers == null ? 1 : integers.maximum();
    int[] minimum = new int[weights.rows()];
    int[] maximum = new int[weights.rows()];
    for (int row = 0; row < minimum.length; row++) {
      long plus = weights.countOnes(row);
      long minus = weights.columns() - plus;
      long least = plus * low - minus * high;
      long most = plus * high - minus * low;
      check(
          least > Integer.MIN_VALUE + 2 && most < Integer.MAX_VALUE - 2,
          "channel %d: accumulators %d…%d do not fit an int",
          row,
          least,
          most);
      minimum[row] = (int) least;
      maximum[row] = (int) most;
    }
    return new Thresholds(
        values, IntVector.of(minimum), IntVector.of(maximum), integers == null ? 2 : 1);
  }

  public int size() {
    return values.size();
  }

  /** The threshold of a channel. */
  public int get(int channel) {
    return values.get(channel);
  }

  /** The canonical threshold that means "never +1". */
  public int never(int channel) {
    return maximum.get(channel) + step;
  }

  /** Whether every threshold is attainable or "never". */
  public boolean isCanonical() {
    for (int c = 0; c < size(); c++) {
      if (get(c) != canonical(c)) {
        return false;
      }
    }
    return true;
  }

  /** The canonical threshold that decides exactly as the given one for every attainable input. */
  public int canonical(int channel) {
    long low = minimum.get(channel);
    long offset = get(channel) - low;
    long steps = Math.max(0, -Math.floorDiv(-offset, (long) step));
    return (int) Math.min(low + steps * step, never(channel));
  }
}
