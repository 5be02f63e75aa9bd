package dev.bnn.train.layers;

import java.util.Arrays;

/**
 * Max-pool of one map (height, width, channels); windows of {@code size} × {@code size} that do not
 * overlap, cells no full window covers are dropped.
 */
record Pooling(int height, int width, int channels, int size) {
  /** Values of the pooled map. */
  int pooledLength() {
    return height / size * (width / size) * channels;
  }

  /**
   * The largest value of every window.
   *
   * @param y (height, width, channels)
   * @param largest receives (height / size, width / size, channels)
   */
  void largest(float[] y, float[] largest) {
    for (int cell = 0; cell < pooledLength() / channels; cell++) {
      int to = cell * channels;
      System.arraycopy(y, first(cell), largest, to, channels);
      for (int member = 1; member < size * size; member++) {
        larger(y, first(cell) + offset(member), largest, to);
      }
    }
  }

  /**
   * Sends the gradient of every window's largest value to that value, the first of equals, and 0 to
   * all others.
   *
   * @param left (height / size, width / size, channels), the gradients; nothing is left of them
   * @param d receives (height, width, channels) from {@code start}
   */
  void spread(float[] left, float[] y, float[] largest, float[] d, int start) {
    if (height % size != 0 || width % size != 0) {
      Arrays.fill(d, start, start + height * width * channels, 0);
    }
    for (int cell = 0; cell < pooledLength() / channels; cell++) {
      for (int member = 0; member < size * size; member++) {
        int at = first(cell) + offset(member);
        take(y, at, largest, left, cell * channels, d, start + at);
      }
    }
  }

  /** Where the first value of a window lies. */
  private int first(int cell) {
    int columns = width / size;
    return (cell / columns * size * width + cell % columns * size) * channels;
  }

  /** How far behind the first value of its window a member lies. */
  private int offset(int member) {
    return (member / size * width + member % size) * channels;
  }

  private void larger(float[] y, int from, float[] largest, int to) {
    for (int c = 0; c < channels; c++) {
      largest[to + c] = Math.max(largest[to + c], y[from + c]);
    }
  }

  /** What is left of the gradient goes to this member where it is the largest. */
  private void take(
      float[] y, int from, float[] largest, float[] left, int cell, float[] d, int to) {
    for (int c = 0; c < channels; c++) {
      float taken = left[cell + c] * Signs.isZero(largest[cell + c] - y[from + c]);
      d[to + c] = taken;
      left[cell + c] -= taken;
    }
  }
}
