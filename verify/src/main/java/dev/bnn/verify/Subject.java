package dev.bnn.verify;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import java.util.List;
import java.util.stream.IntStream;

/** A network, the images to prove it on, and the scores the Interpreter gives for them. */
public final class Subject {
  private final BinaryNetwork network;
  private final LabeledImages images;
  private List<IntVector> scores; // computed once, on first use

  /**
   * @throws IllegalArgumentException if the images are not of the shape the network takes
   */
  public Subject(BinaryNetwork network, LabeledImages images) {
    checkShape(network, images);
    if (images.size() == 0) {
      throw new IllegalArgumentException("no images to verify on");
    }
    this.network = network;
    this.images = images;
  }

  /** Throws {@link IllegalArgumentException} unless the images have the shape the network takes. */
  public static void checkShape(BinaryNetwork network, LabeledImages images) {
    Shape image = network.input().image();
    Shape given = new Shape(images.channels(), images.height(), images.width());
    if (!image.equals(given)) {
      throw new IllegalArgumentException(
          "the network takes images of " + image + ", the data set has " + given);
    }
  }

  public BinaryNetwork network() {
    return network;
  }

  public LabeledImages images() {
    return images;
  }

  /** The Interpreter's scores of every image. */
  public synchronized List<IntVector> scores() {
    if (scores == null) {
      Interpreter interpreter = new Interpreter(network);
      scores =
          IntStream.range(0, images.size())
              .parallel()
              .mapToObj(i -> interpreter.run(images.image(i)).scores())
              .toList();
    }
    return scores;
  }

  /** Number of images whose highest score is their label's. */
  public int countRight() {
    List<IntVector> all = scores();
    return (int)
        IntStream.range(0, images.size())
            .filter(i -> all.get(i).indexOfHighest() == images.label(i))
            .count();
  }
}
