package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

import java.util.HashSet;
import java.util.List;

/**
 * A network of integers only: the contract of the whole toolkit.
 *
 * @param name name of the architecture
 * @param layers in order: first an {@link InputEncoding}, last {@link Scores}; shapes chain
 * @param classes names of the classes, one per score
 * @param provenance where it comes from
 */
public record BinaryNetwork(
    String name, List<Layer> layers, List<String> classes, Provenance provenance) {
  public BinaryNetwork {
    layers = List.copyOf(layers);
    classes = List.copyOf(classes);
    check(layers.size() >= 2, "a network needs an encoding and scores");
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      check(
          layer instanceof InputEncoding == (i == 0),
          "layer %d: the input encoding must be the first layer, and only that",
          i);
      check(
          layer instanceof Scores == (i == layers.size() - 1),
          "layer %d: scores must be the last layer, and only that",
          i);
      if (i > 0) {
        checkFollows(i, layers.get(i - 1), layer);
      }
    }
    Shape scores = layers.get(layers.size() - 1).outputShape();
    check(
        classes.size() == scores.size(),
        "%d class names for %d scores",
        classes.size(),
        scores.size());
    check(new HashSet<>(classes).size() == classes.size(), "two classes have the same name");
  }

  private static void checkFollows(int index, Layer before, Layer layer) {
    check(
        layer.inputShape().equals(before.outputShape())
            || before.outputShape().flattensTo(layer.inputShape()),
        "layer %d takes %s, but layer %d gives %s",
        index,
        layer.inputShape(),
        index - 1,
        before.outputShape());
    boolean integers = before instanceof InputEncoding input && !input.encoding().isBipolar();
    boolean takesIntegers = layer instanceof InputDense || layer instanceof InputConv2d;
    check(
        integers == takesIntegers,
        "layer %d takes %s, but layer %d gives %s",
        index,
        takesIntegers ? "integers" : "±1",
        index - 1,
        integers ? "integers" : "±1");
  }

  /** The input encoding. */
  public InputEncoding input() {
    return (InputEncoding) layers.get(0);
  }

  /** The last layer. */
  public Scores scores() {
    return (Scores) layers.get(layers.size() - 1);
  }

  /** SHA-256 of everything that decides the answers (not the provenance), in hexadecimal. */
  public String hash() {
    return ModelFile.hash(this);
  }
}
