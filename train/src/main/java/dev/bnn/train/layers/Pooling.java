package dev.bnn.train.layers;

import java.util.Arrays;

/**
 * Max-pool of one map (height, width, channels); windows of {@code size} × {@code size} that do not
 * overlap, cells no full window covers are dropped.
 *
 * <p>It first splits the map into its members: member {@code m} has the m-th value of every window,
 * (height / size, width / size, channels). Loops then go over whole members, which is long enough
 * to be vectorized; loops over the channels of a window are not.
 */
record Pooling(int height, int width, int channels, int size) {
  /** Values of the pooled map. */
  int pooledLength() {
    return height / size * (width / size) * channels;
  }

  /** New arrays for the members of a map. */
  float[][] newMembers() {
    return new float[size * size][pooledLength()];
  }

  /**
   * The members of a map.
   *
   * @param y (height, width, channels)
   */
  void split(float[] y, float[][] members) {
    for (int m = 0; m < members.length; m++) {
      for (int cell = 0, at = 0; at < members[m].length; cell++, at += channels) {
        System.arraycopy(y, start(cell, m), members[m], at, channels);
      }
    }
  }

  /** The largest value of every window. */
  static void largest(float[][] members, float[] largest) {
    System.arraycopy(members[0], 0, largest, 0, largest.length);
    for (int m = 1; m < members.length; m++) {
      larger(members[m], largest);
    }
  }

  /**
   * Sends the gradient of every window's largest value to that value, the first of equals, and 0 to
   * all others.
   *
   * @param left the gradients; nothing is left of them
   * @param members the values; become the gradients
   */
  static void spread(float[] left, float[] largest, float[][] members) {
    for (float[] member : members) {
      take(left, largest, member);
    }
  }

  /**
   * Puts members back where they came from, and 0 where there are none.
   *
   * @param d receives (height, width, channels) from {@code start}
   */
  void join(float[][] members, float[] d, int start) {
    if (height % size != 0 || width % size != 0) {
      Arrays.fill(d, start, start + height * width * channels, 0);
    }
    for (int m = 0; m < members.length; m++) {
      for (int cell = 0, at = 0; at < members[m].length; cell++, at += channels) {
        System.arraycopy(members[m], at, d, start + start(cell, m), channels);
      }
    }
  }

  /** Where the value of a member lies in the map. */
  private int start(int cell, int member) {
    int columns = width / size;
    int y = cell / columns * size + member / size;
    int x = cell % columns * size + member % size;
    return (y * width + x) * channels;
  }

  private static void larger(float[] member, float[] largest) {
    for (int i = 0; i < largest.length; i++) {
      largest[i] = Math.max(largest[i], member[i]);
    }
  }

  /** What is left of the gradient goes to this member where it is the largest. */
  private static void take(float[] left, float[] largest, float[] member) {
    for (int i = 0; i < left.length; i++) {
      float taken = left[i] * Signs.isZero(largest[i] - member[i]);
      member[i] = taken;
      left[i] -= taken;
    }
  }
}
