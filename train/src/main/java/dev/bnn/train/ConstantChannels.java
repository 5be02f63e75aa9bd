package dev.bnn.train;

import java.util.Arrays;

/** Finds the channels of a layer whose output is the same for all images and places. */
final class ConstantChannels {
  private float[] first; // output of each channel for the first row
  private boolean[] constant;
  private int left;

  /** Looks at rows of channels. */
  void add(float[] rows, int channels) {
    if (first == null) {
      first = Arrays.copyOf(rows, channels);
      constant = new boolean[channels];
      Arrays.fill(constant, true);
      left = channels;
    }
    for (int c = 0; c < channels; c++) {
      for (int i = c; constant[c] && i < rows.length; i += channels) {
        if (rows[i] != first[c]) {
          constant[c] = false;
          left--;
        }
      }
    }
  }

  /** Whether more rows could change the answer. */
  boolean needsMore() {
    return first == null || left > 0;
  }

  int count() {
    return left;
  }
}
