package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {
  private record Item(int name, int cost, int gain) {
    boolean beats(Item other) {
      return cost <= other.cost && gain >= other.gain && (cost < other.cost || gain > other.gain);
    }
  }

  @Test
  void it_is_what_nothing_beats_found_by_comparing_all_with_all() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Item> items =
          IntStream.range(0, random.nextInt(12))
              .mapToObj(i -> new Item(i, random.nextInt(6), random.nextInt(6)))
              .toList();
      assertThat(ParetoFront.of(items, Item::cost, Item::gain))
          .as("seed %d, %s", seed, items)
          .containsExactlyInAnyOrderElementsOf(
              items.stream()
                  .filter(item -> items.stream().noneMatch(other -> other.beats(item)))
                  .toList())
          .isSortedAccordingTo((a, b) -> Integer.compare(a.cost, b.cost));
    }
  }
}
