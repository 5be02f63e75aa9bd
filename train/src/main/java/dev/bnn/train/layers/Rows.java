package dev.bnn.train.layers;

import java.util.Arrays;

/**
 * Loops over rows of channels, one behind the other in memory, with a value per channel.
 *
 * <p>A few rows are taken together as one longer row, with the values per channel {@link #repeat
 * repeated}, so that inner loops are long enough to be vectorized however few the channels are.
 * Sums over many rows are of float32 over a few and of float64 over these: integers stay exact.
 *
 * <p>Ranges are {@code from} (inclusive) to {@code to} (exclusive), in values, of whole rows.
 */
final class Rows {
  private static final int SHORTEST_LOOP = 512;
  private static final int ROWS_OF_A_SUM = 32;

  private final int channels;
  private final int tile; // values of the rows taken together

  Rows(int channels) {
    this.channels = channels;
    this.tile = channels * Math.max(1, SHORTEST_LOOP / channels);
  }

  /** A value per channel as the loops below want it. */
  float[] repeat(float[] perChannel) {
    float[] repeated = new float[tile];
    for (int i = 0; i < tile; i++) {
      repeated[i] = perChannel[i % channels];
    }
    return repeated;
  }

  /** {@code x = (x − mean)·inverse}. */
  void normalize(float[] x, int from, int to, float[] mean, float[] inverse) {
    for (int at = from; at < to; at += tile) {
      int count = Math.min(tile, to - at);
      for (int i = 0; i < count; i++) {
        x[at + i] = (x[at + i] - mean[i]) * inverse[i];
      }
    }
  }

  /** {@code y = n·gamma + beta}, from the start of y. */
  void scale(float[] n, int from, int to, float[] gamma, float[] beta, float[] y) {
    for (int at = from; at < to; at += tile) {
      int count = Math.min(tile, to - at);
      int start = at - from;
      for (int i = 0; i < count; i++) {
        y[start + i] = n[at + i] * gamma[i] + beta[i];
      }
    }
  }

  /** {@code dx = slope·(d − shift − n·turn)}, from the start of dx. */
  void centre(
      float[] d,
      float[] n,
      int from,
      int to,
      float[] shift,
      float[] turn,
      float[] slope,
      float[] dx) {
    for (int at = from; at < to; at += tile) {
      int count = Math.min(tile, to - at);
      int start = at - from;
      for (int i = 0; i < count; i++) {
        dx[start + i] = slope[i] * (d[at + i] - shift[i] - n[at + i] * turn[i]);
      }
    }
  }

  /** A sum for each channel. */
  final class Sum {
    private final double[] sum = new double[channels];
    private final float[] partial = new float[tile];

    /** Adds x. */
    void add(float[] x, int from, int to) {
      for (int start = from; start < to; start += ROWS_OF_A_SUM * tile) {
        int end = Math.min(to, start + ROWS_OF_A_SUM * tile);
        for (int at = start; at < end; at += tile) {
          addTo(partial, x, at, Math.min(tile, end - at));
        }
        flush();
      }
    }

    /** Adds (x − centre)². */
    void addSquares(float[] x, int from, int to, float[] centre) {
      for (int start = from; start < to; start += ROWS_OF_A_SUM * tile) {
        int end = Math.min(to, start + ROWS_OF_A_SUM * tile);
        for (int at = start; at < end; at += tile) {
          addSquaresTo(partial, x, centre, at, Math.min(tile, end - at));
        }
        flush();
      }
    }

    /** Adds d·n. */
    void addProducts(float[] d, float[] n, int from, int to) {
      for (int start = from; start < to; start += ROWS_OF_A_SUM * tile) {
        int end = Math.min(to, start + ROWS_OF_A_SUM * tile);
        for (int at = start; at < end; at += tile) {
          addProductsTo(partial, d, n, at, Math.min(tile, end - at));
        }
        flush();
      }
    }

    /** The sums, divided by a number, rounded once. */
    float[] dividedBy(int number) {
      float[] result = new float[channels];
      for (int c = 0; c < channels; c++) {
        result[c] = (float) (sum[c] / number);
      }
      return result;
    }

    private void flush() {
      for (int start = 0; start < tile; start += channels) {
        for (int c = 0; c < channels; c++) {
          sum[c] += partial[start + c];
        }
      }
      Arrays.fill(partial, 0);
    }
  }

  private static void addTo(float[] partial, float[] x, int from, int count) {
    for (int i = 0; i < count; i++) {
      partial[i] += x[from + i];
    }
  }

  private static void addSquaresTo(
      float[] partial, float[] x, float[] centre, int from, int count) {
    for (int i = 0; i < count; i++) {
      float difference = x[from + i] - centre[i];
      partial[i] += difference * difference;
    }
  }

  private static void addProductsTo(float[] partial, float[] d, float[] n, int from, int count) {
    for (int i = 0; i < count; i++) {
      partial[i] += d[from + i] * n[from + i];
    }
  }
}
