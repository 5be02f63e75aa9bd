package dev.bnn.experiments;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.PackedEngine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a network answers to the test set.
 *
 * @param images the test set
 * @param answers class per image
 * @param mistakes wrong answers, the highest margin first; empty where scores are not known
 */
record TestAnswers(LabeledImages images, IntVector answers, Optional<List<Mistake>> mistakes) {

  /** Lets the integer network answer. */
  static TestAnswers of(BinaryNetwork network, LabeledImages images) {
    PackedEngine engine = new PackedEngine(network);
    List<IntVector> scores =
        IntStream.range(0, images.size())
            .parallel()
            .mapToObj(i -> engine.scores(images.image(i)))
            .toList();
    IntVector answers = IntVector.generate(images.size(), i -> scores.get(i).indexOfHighest());
    List<Mistake> mistakes = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      int label = images.label(i);
      int answer = answers.get(i);
      if (answer != label) {
        int margin = scores.get(i).get(answer) - scores.get(i).get(label);
        mistakes.add(new Mistake(i, label, answer, margin));
      }
    }
    mistakes.sort(
        Comparator.comparingInt(Mistake::margin).reversed().thenComparingInt(Mistake::image));
    return new TestAnswers(images, answers, Optional.of(mistakes));
  }

  Confusion confusion() {
    return Confusion.of(images, answers);
  }
}
