package dev.bnn.imports;

/**
 * An elementwise operation, before it is rounded to the type of its result.
 *
 * @param function values of the arguments → value
 * @param slope how the result moves with its arguments
 */
record Operation(Function function, Slope slope) {
  /** Says "not known to be monotone". */
  static final int UNKNOWN = 2;

  @FunctionalInterface
  interface Function {
    double apply(double[] x, Reading reading);
  }

  /** Ways in which the same nodes may be evaluated in float32; the first is the one that counts. */
  enum Reading {
    /** As ONNX Runtime evaluates them, node by node. */
    RUNTIME,
    /** Batch-norm in the order of the formula in ONNX's text. */
    FORMULA,
    /** Inexact sums and batch-norm factors one rounding lower. */
    LOW,
    /** The same one rounding higher. */
    HIGH
  }

  /** Direction of the result: −1, 0, +1 or {@link #UNKNOWN}. */
  @FunctionalInterface
  interface Slope {
    /**
     * Direction in one lane.
     *
     * @param directions of the arguments; 0 for constants
     * @param constants values of constant arguments, NaN for others
     */
    int of(int[] directions, double[] constants);
  }

  /** Rises with its first argument; the others must be constant. */
  static final Slope RISING = (d, c) -> othersConstant(d) ? d[0] : UNKNOWN;

  static final Slope FALLING = (d, c) -> othersConstant(d) ? turn(d[0], -1) : UNKNOWN;
  static final Slope SUM = (d, c) -> join(d[0], d[1]);
  static final Slope DIFFERENCE = (d, c) -> join(d[0], turn(d[1], -1));
  static final Slope ANY = (d, c) -> UNKNOWN;
  static final Slope PRODUCT =
      (d, c) ->
          d[1] == 0 && !Double.isNaN(c[1])
              ? turn(d[0], c[1])
              : d[0] == 0 && !Double.isNaN(c[0]) ? turn(d[1], c[0]) : UNKNOWN;
  static final Slope QUOTIENT =
      (d, c) -> d[1] == 0 && c[1] != 0 && !Double.isNaN(c[1]) ? turn(d[0], c[1]) : UNKNOWN;

  /** A batch-norm: arguments value, scale, shift, mean, variance. */
  static final Slope NORM = (d, c) -> othersConstant(d) ? turn(d[0], c[1]) : UNKNOWN;

  /** A choice between two constants. */
  static final Slope CHOICE =
      (d, c) -> Double.isNaN(c[1]) || Double.isNaN(c[2]) ? UNKNOWN : turn(d[0], c[1] - c[2]);

  static Operation of(Function function, Slope slope) {
    return new Operation(function, slope);
  }

  private static boolean othersConstant(int[] directions) {
    for (int i = 1; i < directions.length; i++) {
      if (directions[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int turn(int direction, double factor) {
    return direction == UNKNOWN ? UNKNOWN : direction * (int) Math.signum(factor);
  }

  private static int join(int one, int other) {
    return one == 0 ? other : other == 0 || one == other ? one : UNKNOWN;
  }
}
