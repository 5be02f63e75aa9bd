package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.quantize.IntVector;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Integer scores that order the classes exactly as the file's float32 expressions do.
 *
 * <p>For two classes j before k, the file prefers j where {@code F_j(a) >= F_k(b)}, a and b being
 * their dot products. Integer offsets must prefer the same class for all a and b, which bounds
 * {@code offset_j − offset_k} from both sides; a system of such bounds is solved by shortest paths
 * (Bellman and Ford), or has no solution and is refused.
 */
final class OrderScores {
  private static final long MOST_STEPS = 20_000_000;

  private final int low;
  private final int step;
  private final double[][] values; // (class, attainable dot product), rising
  private final int[][] least; // of offset_j − offset_k
  private final int[][] most;

  /**
   * What the scores become.
   *
   * @param negate rows whose score falls as the dot product rises
   * @param offsets per class
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Order(boolean[] negate, IntVector offsets, List<String> notes) {}

  private OrderScores(int low, int step, double[][] values) {
    this.low = low;
    this.step = step;
    this.values = values;
    this.least = new int[values.length][values.length];
    this.most = new int[values.length][values.length];
  }

  /** {@code rows} are the rows of the classes in the order of the output. */
  static Order of(Sums sums, Expression expression, int[] rows) {
    Program program = new Program(expression);
    boolean[] negate = new boolean[rows.length];
    double[][] values = new double[rows.length][];
    int count = (sums.high()[0] - sums.low()[0]) / sums.step() + 1;
    require(
        (long) rows.length * count * program.size() <= MOST_STEPS,
        "%d classes of %d possible sums are too many to compare",
        rows.length,
        count);
    for (int k = 0; k < rows.length; k++) {
      int row = rows[k];
      int direction = program.direction(row);
      require(
          direction == 1 || direction == -1,
          "score of class %d neither rises nor falls with its dot product",
          k);
      negate[row] = direction < 0;
      int turn = direction < 0 ? -1 : 1;
      values[k] = new double[count];
      for (int i = 0; i < count; i++) {
        values[k][i] = program.evaluate(row, turn * (sums.low()[0] + i * sums.step()));
      }
    }
    OrderScores order = new OrderScores(sums.low()[0], sums.step(), values);
    order.bound();
    return order.solve(negate);
  }

  private Order solve(boolean[] negate) {
    Optional<int[]> written = written();
    if (written.isPresent() && holds(written.get())) {
      return new Order(negate, IntVector.of(written.get()), List.of());
    }
    int[] offsets = new int[values.length];
    if (holds(offsets)) {
      return new Order(
          negate,
          IntVector.of(offsets),
          List.of(
              "scores: a scale and a shift that"
                  + " all classes share were dropped; the order of classes is the same"));
    }
    return new Order(
        negate,
        IntVector.of(shortestPaths()),
        List.of(
            "scores: offsets per class became integers that order the classes in the same way for"
                + " all dot products"));
  }

  /** The offsets where the file itself adds whole numbers. */
  private Optional<int[]> written() {
    int[] offsets = new int[values.length];
    for (int k = 0; k < offsets.length; k++) {
      double offset = values[k][0] - low;
      for (int i = 0; i < values[k].length; i++) {
        if (values[k][i] - (low + i * step) != offset) {
          return Optional.empty();
        }
      }
      if (offset != Math.rint(offset) || Math.abs(offset) >= 1 << 24) {
        return Optional.empty();
      }
      offsets[k] = (int) offset;
    }
    return Optional.of(offsets);
  }

  private boolean holds(int[] offsets) {
    for (int j = 0; j < offsets.length; j++) {
      for (int k = j + 1; k < offsets.length; k++) {
        int difference = offsets[j] - offsets[k];
        if (difference < least[j][k] || difference > most[j][k]) {
          return false;
        }
      }
    }
    return true;
  }

  private void bound() {
    int classes = values.length;
    long work = (long) classes * classes * values[0].length;
    require(work <= 200_000_000L, "%d classes are too many to compare", classes);
    for (int j = 0; j < classes; j++) {
      for (int k = j + 1; k < classes; k++) {
        least[j][k] = -(1 << 25);
        most[j][k] = 1 << 25;
        int lower = 0; // how many b do not beat a
        for (int i = 0; i < values[j].length; i++) {
          int a = low + i * step;
          while (lower < values[k].length && values[k][lower] <= values[j][i]) {
            lower++;
          }
          if (lower > 0) {
            least[j][k] = Math.max(least[j][k], low + (lower - 1) * step - a);
          }
          if (lower < values[k].length) {
            most[j][k] = Math.min(most[j][k], low + lower * step - a - 1);
          }
        }
        require(
            least[j][k] <= most[j][k],
            "scores of classes %d and %d are scaled differently, or float32 makes unequal scores"
                + " equal: no integers order them alike; train with one scale for all classes"
                + " (a scalar, or a batch-norm without slope per class)",
            j,
            k);
      }
    }
  }

  /** offset_j − offset_k <= most and offset_k − offset_j <= −least, for all pairs. */
  private int[] shortestPaths() {
    int n = values.length;
    int[] offsets = new int[n];
    for (int round = 0; round <= n; round++) {
      boolean changed = false;
      for (int j = 0; j < n; j++) {
        for (int k = j + 1; k < n; k++) {
          if (offsets[j] > offsets[k] + most[j][k]) {
            offsets[j] = offsets[k] + most[j][k];
            changed = true;
          }
          if (offsets[k] > offsets[j] - least[j][k]) {
            offsets[k] = offsets[j] - least[j][k];
            changed = true;
          }
        }
      }
      if (!changed) {
        int smallest = Arrays.stream(offsets).min().getAsInt();
        return IntStream.of(offsets).map(o -> o - smallest).toArray();
      }
    }
    throw new Refusal(
        "no integer offsets order the classes as the offsets of the file do; round them to whole"
            + " multiples of the weights' scale");
  }
}
