package dev.bnn.experiments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What nothing else beats in both respects. */
final class ParetoFront {
  private ParetoFront() {}

  /**
   * Those for which no other costs as little and gains as much, and is better in one of the two.
   *
   * @param cost the less the better
   * @param gain the more the better
   * @return by rising cost, so by rising gain; equals are all kept, in their order
   */
  static <T> List<T> of(List<T> items, ToDoubleFunction<T> cost, ToDoubleFunction<T> gain) {
    List<T> front = new ArrayList<>();
    items.stream()
        .sorted(
            Comparator.comparingDouble(cost)
                .thenComparing(Comparator.comparingDouble(gain).reversed()))
        .filter(item -> front.isEmpty() || belongs(item, last(front), cost, gain))
        .forEachOrdered(front::add);
    return front;
  }

  private static <T> boolean belongs(
      T item, T last, ToDoubleFunction<T> cost, ToDoubleFunction<T> gain) {
    double more = gain.applyAsDouble(item) - gain.applyAsDouble(last);
    return more > 0 || (more == 0 && cost.applyAsDouble(item) == cost.applyAsDouble(last));
  }

  private static <T> T last(List<T> items) {
    return items.get(items.size() - 1);
  }
}
