package dev.bnn.train.layers;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What stands in for the derivative of the sign, which is 0 wherever it is defined. */
public enum SteWindow {
  /**
   * {@code 1 for |y| ≤ 1, otherwise 0} (straight-through estimator of Bengio, Léonard, Courville
   * 2013, arXiv 1308.3432, with the window of BinaryNet, arXiv 1602.02830, equation 4).
   */
  CLIP,
  /**
   * {@code max(0, 2 − 2·|y|)} (Bi-Real Net, Liu et al. 2018, arXiv 1808.00278): the derivative of
   * two parabolas that are closer to the sign than the line of {@link #CLIP}.
   */
  APPROX_SIGN,
  /**
   * Derivative of {@code 2·σ(β·y)·(1 + β·y·(1 − σ(β·y))) − 1} with β = 5 (SwishSign of BNN+, Darabi
   * et al. 2018, arXiv 1812.11800): falls below 0 before it ends, so that values settle.
   */
  SWISH_SIGN;

  /** Reads {@code clip}, {@code approx-sign} or {@code swish-sign}. */
  public static SteWindow parse(String word) {
    for (SteWindow window : values()) {
      if (window.word().equals(word.toLowerCase(Locale.ROOT))) {
        return window;
      }
    }
    String all = Arrays.stream(values()).map(SteWindow::word).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("unknown window '" + word + "': use one of " + all);
  }

  /** The word on the command line and in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return word();
  }
}
