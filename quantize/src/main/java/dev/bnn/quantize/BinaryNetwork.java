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
    for (int i = 1; i < layers.size(); i++) {
      checkThresholds(i, layers.get(i), ((InputEncoding) layers.get(0)).encoding());
    }
    check(
        name.chars().noneMatch(Character::isISOControl), "a network's name has control characters");
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

  /** Thresholds must speak of the accumulators their weights can attain, in canonical form. */
  private static void checkThresholds(int index, Layer layer, Encoding encoding) {
    if (layer instanceof InputDense dense) {
      checkThresholds(index, dense.thresholds(), dense.weights(), encoding);
    } else if (layer instanceof InputConv2d conv) {
      checkThresholds(index, conv.thresholds(), conv.weights(), encoding);
    } else if (layer instanceof BinaryDense dense) {
      checkThresholds(index, dense.thresholds(), dense.weights(), null);
    } else if (layer instanceof BinaryConv2d conv) {
      checkThresholds(index, conv.thresholds(), conv.weights(), null);
    }
  }

  private static void checkThresholds(
      int index, Thresholds thresholds, BitMatrix weights, Encoding integers) {
    Thresholds attainable = Thresholds.ofWeights(thresholds.values(), weights, integers);
    check(
        thresholds.equals(attainable),
        "layer %d: the stated range of its accumulators is not what its weights can attain",
        index);
    check(
        thresholds.isCanonical(),
        "layer %d: a threshold is neither attainable nor 'never'; ClampThresholds mends that",
        index);
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
