package dev.bnn.train.layers;

import java.util.Arrays;

/**
 * Loops over rows of channels, one behind the other in memory, with a value per channel.
 *
 * <p>A few rows are taken together as one longer row, with the values per channel repeated, so that
 * inner loops are long enough to be vectorized however few the channels are. Sums over many rows
 * are of float32 over a few and of float64 over these: integers stay exact.
 */
final class Rows {
  private static final int SHORTEST_LOOP = 256;
  private static final int ROWS_OF_A_SUM = 32;

  private final int length;
  private final int channels;
  private final int tile; // values of the rows taken together

  Rows(int length, int channels) {
    this.length = length;
    this.channels = channels;
    this.tile = channels * Math.max(1, SHORTEST_LOOP / channels);
  }

  /** Mean of each channel. */
  float[] mean(float[] x) {
    double[] sum = total((partial, from, count) -> add(partial, x, from, count));
    float[] mean = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sum[c] / rows());
    }
    return mean;
  }

  /** Biased variance of each channel. */
  float[] variance(float[] x, float[] mean) {
    float[] centre = repeat(mean);
    double[] sum = total((partial, from, count) -> addSquares(partial, x, centre, from, count));
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      variance[c] = (float) (sum[c] / rows());
    }
    return variance;
  }

  /** Sum of each channel. */
  float[] sum(float[] d) {
    return toFloat(total((partial, from, count) -> add(partial, d, from, count)));
  }

  /** Sum of d·n of each channel. */
  float[] sumOfProducts(float[] d, float[] n) {
    return toFloat(total((partial, from, count) -> addProducts(partial, d, n, from, count)));
  }

  /** {@code x = (x − mean)·inverse}. */
  void normalize(float[] x, float[] mean, float[] inverse) {
    float[] m = repeat(mean);
    float[] f = repeat(inverse);
    for (int from = 0; from < length; from += tile) {
      int count = Math.min(tile, length - from);
      for (int i = 0; i < count; i++) {
        x[from + i] = (x[from + i] - m[i]) * f[i];
      }
    }
  }

  /** {@code y = n·gamma + beta}. */
  void scale(float[] n, float[] gamma, float[] beta, float[] y) {
    float[] g = repeat(gamma);
    float[] b = repeat(beta);
    for (int from = 0; from < length; from += tile) {
      int count = Math.min(tile, length - from);
      for (int i = 0; i < count; i++) {
        y[from + i] = n[from + i] * g[i] + b[i];
      }
    }
  }

  /** {@code d} times the derivative of the decision about {@code n·gamma + beta}. */
  void throughDecision(float[] d, float[] n, float[] gamma, float[] beta, boolean binary) {
    float[] g = repeat(gamma);
    float[] b = repeat(beta);
    for (int from = 0; from < length; from += tile) {
      int count = Math.min(tile, length - from);
      if (binary) {
        for (int i = 0; i < count; i++) {
          d[from + i] *= Signs.window(n[from + i] * g[i] + b[i]);
        }
      } else {
        for (int i = 0; i < count; i++) {
          d[from + i] *= Signs.step(n[from + i] * g[i] + b[i]);
        }
      }
    }
  }

  /** {@code d = slope·(d − shift/N − n·turn/N)} for N rows. */
  void centre(float[] d, float[] n, float[] shift, float[] turn, float[] slope) {
    float[] f = repeat(slope);
    float[] s = repeat(divided(shift));
    float[] t = repeat(divided(turn));
    for (int from = 0; from < length; from += tile) {
      int count = Math.min(tile, length - from);
      for (int i = 0; i < count; i++) {
        d[from + i] = f[i] * (d[from + i] - s[i] - n[from + i] * t[i]);
      }
    }
  }

  private int rows() {
    return length / channels;
  }

  private float[] divided(float[] sum) {
    float[] mean = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = sum[c] / rows();
    }
    return mean;
  }

  private float[] repeat(float[] perChannel) {
    float[] repeated = new float[tile];
    for (int i = 0; i < tile; i++) {
      repeated[i] = perChannel[i % channels];
    }
    return repeated;
  }

  @FunctionalInterface
  private interface Adder {
    /** Adds {@code count} values from {@code from} to the partial sums. */
    void add(float[] partial, int from, int count);
  }

  private double[] total(Adder adder) {
    double[] sum = new double[channels];
    float[] partial = new float[tile];
    int from = 0;
    while (from < length) {
      Arrays.fill(partial, 0);
      for (int row = 0; row < ROWS_OF_A_SUM && from < length; row++, from += tile) {
        adder.add(partial, from, Math.min(tile, length - from));
      }
      for (int i = 0; i < tile; i++) {
        sum[i % channels] += partial[i];
      }
    }
    return sum;
  }

  private static void add(float[] partial, float[] x, int from, int count) {
    for (int i = 0; i < count; i++) {
      partial[i] += x[from + i];
    }
  }

  private static void addSquares(float[] partial, float[] x, float[] centre, int from, int count) {
    for (int i = 0; i < count; i++) {
      float difference = x[from + i] - centre[i];
      partial[i] += difference * difference;
    }
  }

  private static void addProducts(float[] partial, float[] d, float[] n, int from, int count) {
    for (int i = 0; i < count; i++) {
      partial[i] += d[from + i] * n[from + i];
    }
  }

  private static float[] toFloat(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
