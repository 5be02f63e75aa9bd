package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.Interpreter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small measures, against numbers counted by hand; mistakes, against the Interpreter. */
class MeasuresTest {
  @Test
  void a_confusion_counts_classes_in_rows_and_answers_in_columns() {
    LabeledImages images =
        LabeledImages.of(1, 1, 1, new byte[5], new int[] {0, 0, 0, 1, 1}, List.of("a", "b", "c"));
    Confusion confusion = Confusion.of(images, IntVector.of(0, 0, 1, 1, 0));
    assertThat(confusion.count(0, 1)).isEqualTo(1);
    assertThat(confusion.count(1, 0)).isEqualTo(1);
    assertThat(confusion.right()).isEqualTo(3);
    assertThat(confusion.precision(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(confusion.precision(1)).isEqualTo(0.5);
    assertThat(confusion.recall(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(confusion.precision(2)).isNaN();
    assertThat(confusion.recall(2)).isNaN();
    assertThat(Texts.percent(confusion.recall(2))).isEqualTo("–");
  }

  @Test
  void a_histogram_includes_both_ends() {
    Histogram histogram = Histogram.of(new double[] {0, 0.4, 0.5, 0.9, 1}, 2);
    assertThat(histogram.counts()).containsExactly(2, 3);
    assertThat(histogram.edges()).containsExactly(0.0, 0.5, 1.0);
    assertThat(Histogram.of(new double[] {3, 3}, 2).counts()).containsExactly(2);
  }

  @Test
  void a_histogram_of_integers_gives_each_interval_as_many_of_them() {
    Histogram fine = Histogram.ofIntegers(new int[] {-2, 0, 0, 4}, 2, 41);
    assertThat(fine.counts()).containsExactly(1, 2, 0, 1);
    assertThat(fine.edges()).containsExactly(-3.0, -1.0, 1.0, 3.0, 5.0);
    Histogram coarse = Histogram.ofIntegers(new int[] {1, 2, 3, 4, 5}, 1, 3);
    assertThat(coarse.counts()).containsExactly(2, 2, 1);
    Histogram extreme =
        Histogram.ofIntegers(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, 1, 2);
    assertThat(extreme.counts()).containsExactly(1, 1);
  }

  @Test
  void a_spread_is_of_the_sample() {
    assertThat(Spread.of(List.of(1.0, 2.0, 3.0))).isEqualTo(new Spread(2, 1));
    assertThat(Spread.of(List.of(5.0))).isEqualTo(new Spread(5, 0));
  }

  @Test
  void mistakes_are_in_the_order_of_the_margins_the_specification_gives() throws IOException {
    BinaryNetwork network = SmallRun.network(0);
    LabeledImages images = SmallRun.digits().test();
    TestAnswers answers = TestAnswers.of(network, images);
    assertThat(answers.answers()).isEqualTo(SmallRun.answers());
    List<Mistake> mistakes = answers.mistakes().orElseThrow();
    assertThat(mistakes).hasSize(images.size() - SmallRun.countRight(SmallRun.answers()));
    int before = Integer.MAX_VALUE;
    for (Mistake m : mistakes) {
      IntVector scores = Interpreter.run(network, images.image(m.image())).scores();
      assertThat(m.label()).isEqualTo(images.label(m.image())).isNotEqualTo(m.answer());
      assertThat(m.margin()).isEqualTo(scores.get(m.answer()) - scores.get(m.label()));
      assertThat(m.margin()).isBetween(0, before);
      before = m.margin();
    }
  }
}
