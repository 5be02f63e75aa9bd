package dev.bnn.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StratifiedSplitTest {
  private static final List<Double> FRACTIONS = List.of(0.7, 0.1, 0.2);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 99, 1000, 4321})
  void should_put_every_image_into_exactly_one_part(int size) {
    List<int[]> parts = StratifiedSplit.indices(labels(size, 10), FRACTIONS, size);
    assertThat(parts).hasSize(3).allSatisfy(part -> assertThat(part).isSorted());
    assertThat(parts.stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(IntStream.range(0, size).toArray());
  }

  @Test
  void should_give_every_part_its_size_and_its_share_of_every_class() {
    for (int seed = 0; seed < 50; seed++) {
      int classes = 2 + seed % 9;
      int[] labels = labels(1000 + 37 * seed, classes);
      List<int[]> parts = StratifiedSplit.indices(labels, FRACTIONS, seed);
      int from = 0;
      double covered = 0;
      for (int p = 0; p < 3; p++) {
        covered += FRACTIONS.get(p);
        int to = (int) Math.round(covered * labels.length);
        assertThat(parts.get(p)).as("seed %d, part %d", seed, p).hasSize(to - from);
        from = to;
        for (int c = 0; c < classes; c++) {
          double share = count(labels, c, IntStream.range(0, labels.length).toArray());
          assertThat((double) count(labels, c, parts.get(p)))
              .as("seed %d, part %d, class %d", seed, p, c)
              .isBetween(
                  FRACTIONS.get(p) * share - 2, // off by an image or so at both cuts
                  FRACTIONS.get(p) * share + 2);
        }
      }
    }
  }

  @Test
  void should_keep_the_share_of_a_rare_class() {
    // 1,000 images of class 0, 10 of class 1 at the end
    int[] labels = IntStream.range(0, 1010).map(i -> i < 1000 ? 0 : 1).toArray();
    List<int[]> parts = StratifiedSplit.indices(labels, FRACTIONS, 1);
    assertThat(parts.stream().map(part -> count(labels, 1, part))).containsExactly(7L, 1L, 2L);
  }

  @Test
  void should_depend_on_the_seed_and_on_nothing_else() {
    int[] labels = labels(500, 10);
    List<int[]> parts = StratifiedSplit.indices(labels, FRACTIONS, 7);
    assertThat(parts).usingRecursiveComparison().isEqualTo(indicesOfCopy(labels, 7));
    assertThat(parts.get(1)).isNotEqualTo(indicesOfCopy(labels, 8).get(1));
  }

  /** Java specifies Random bit by bit: these indices are the same everywhere and for ever. */
  @Test
  void should_give_the_same_parts_on_every_machine() {
    int[] labels = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 2, 2};
    List<int[]> parts = StratifiedSplit.indices(labels, List.of(0.5, 0.25, 0.25), 1);
    assertThat(parts.stream().map(Arrays::toString))
        .containsExactly("[0, 2, 3, 4, 5, 11]", "[1, 7, 8]", "[6, 9, 10]");
  }

  @Test
  void should_split_images() {
    byte[] pixels = {0, 1, 2, 3, 4, 5, 6, 7};
    LabeledImages images =
        LabeledImages.of(
            1, 1, 1, pixels, new int[] {0, 0, 0, 0, 1, 1, 1, 1}, List.of("low", "high"));
    List<LabeledImages> parts = StratifiedSplit.split(images, List.of(0.5, 0.5), 3);
    List<Integer> values = new ArrayList<>();
    for (LabeledImages part : parts) {
      assertThat(part.countPerClass()).containsExactly(2, 2);
      for (int i = 0; i < part.size(); i++) {
        values.add((int) part.image(i)[0]);
      }
    }
    assertThat(values).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void should_refuse_fractions_that_are_not_a_whole() {
    for (List<Double> fractions :
        List.of(List.of(0.5, 0.4), List.of(1.5, -0.5), List.<Double>of(), List.of(Double.NaN))) {
      assertThatThrownBy(() -> StratifiedSplit.indices(new int[4], fractions, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("fractions %s: each must be 0…1, together 1", fractions);
    }
  }

  private static List<int[]> indicesOfCopy(int[] labels, long seed) {
    return StratifiedSplit.indices(labels.clone(), FRACTIONS, seed);
  }

  private static int[] labels(int size, int classes) {
    return new SplittableRandom(size).ints(size, 0, classes).toArray();
  }

  private static long count(int[] labels, int label, int[] indices) {
    return Arrays.stream(indices).filter(i -> labels[i] == label).count();
  }
}
