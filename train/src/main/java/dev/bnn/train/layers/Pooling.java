package dev.bnn.train.layers;

import java.util.Arrays;

/**
 * Max-pool of {@code n·gamma + beta} over maps (images, height, width, channels); windows of {@code
 * size} × {@code size} that do not overlap, cells no full window covers are dropped.
 */
record Pooling(int images, int height, int width, int channels, int size) {
  /**
   * The largest value of every window.
   *
   * @param largest (images, height / size, width / size, channels)
   */
  void largest(float[] n, float[] gamma, float[] beta, float[] largest) {
    for (int cell = 0; cell < cells(); cell++) {
      int to = cell * channels;
      scale(n, first(cell), gamma, beta, largest, to);
      for (int member = 1; member < size * size; member++) {
        larger(n, first(cell) + offset(member), gamma, beta, largest, to);
      }
    }
  }

  /**
   * Sends the gradient of every window's largest value to that value, the first of equals, and 0 to
   * all others.
   *
   * @param pooled (images, height / size, width / size, channels)
   * @param d (images, height, width, channels)
   */
  void spread(float[] pooled, float[] n, float[] gamma, float[] beta, float[] d) {
    if (height % size != 0 || width % size != 0) {
      Arrays.fill(d, 0, images * height * width * channels, 0);
    }
    float[] largest = new float[channels];
    float[] left = new float[channels];
    for (int cell = 0; cell < cells(); cell++) {
      scale(n, first(cell), gamma, beta, largest, 0);
      for (int member = 1; member < size * size; member++) {
        larger(n, first(cell) + offset(member), gamma, beta, largest, 0);
      }
      System.arraycopy(pooled, cell * channels, left, 0, channels);
      for (int member = 0; member < size * size; member++) {
        take(n, first(cell) + offset(member), gamma, beta, largest, left, d);
      }
    }
  }

  private int cells() {
    return images * (height / size) * (width / size);
  }

  /** Where the first value of a window lies. */
  private int first(int cell) {
    int columns = width / size;
    int rows = height / size;
    int x = cell % columns * size;
    int y = cell / columns % rows * size;
    int image = cell / columns / rows;
    return ((image * height + y) * width + x) * channels;
  }

  /** How far behind the first value of its window a member lies. */
  private int offset(int member) {
    return (member / size * width + member % size) * channels;
  }

  private static void scale(float[] n, int from, float[] gamma, float[] beta, float[] y, int to) {
    for (int c = 0; c < gamma.length; c++) {
      y[to + c] = n[from + c] * gamma[c] + beta[c];
    }
  }

  private static void larger(float[] n, int from, float[] gamma, float[] beta, float[] y, int to) {
    for (int c = 0; c < gamma.length; c++) {
      y[to + c] = Math.max(y[to + c], n[from + c] * gamma[c] + beta[c]);
    }
  }

  /** What is left of the gradient goes to this member where it is the largest. */
  private static void take(
      float[] n, int at, float[] gamma, float[] beta, float[] largest, float[] left, float[] d) {
    for (int c = 0; c < gamma.length; c++) {
      float taken = left[c] * Signs.isZero(largest[c] - (n[at + c] * gamma[c] + beta[c]));
      d[at + c] = taken;
      left[c] -= taken;
    }
  }
}
