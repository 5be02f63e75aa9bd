package dev.bnn.verify;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Counts, layer by layer, the values in which traces differ from those of the Interpreter. */
public final class CompareLayers {
  private static final int BLOCK = 256;

  private CompareLayers() {}

  /**
   * How a layer compares.
   *
   * @param values compared, over all images
   * @param disagreements among them
   * @param firstDifference image, place and both values; empty if there is none
   */
  public record Layer(long values, long disagreements, String firstDifference) {}

  /** One per layer of the network, the input encoding first, the scores last. */
  public static List<Layer> apply(
      BinaryNetwork network, LabeledImages images, TraceStage.Tracer tracer) throws IOException {
    Interpreter interpreter = new Interpreter(network);
    int layers = network.layers().size();
    long[] values = new long[layers];
    long[] disagreements = new long[layers];
    String[] first = new String[layers];
    for (int from = 0; from < images.size(); from += BLOCK) {
      int[] block = IntStream.range(from, Math.min(images.size(), from + BLOCK)).toArray();
      List<Trace> actual = tracer.traces(images.select(block));
      for (int i = 0; i < block.length; i++) {
        Trace expected = interpreter.run(images.image(block[i]));
        for (int layer = 0; layer < layers; layer++) {
          IntVector right = expected.output(layer);
          IntVector other = actual.get(i).output(layer);
          values[layer] += right.size();
          for (int k = 0; k < right.size(); k++) {
            if (right.get(k) != other.get(k) && disagreements[layer]++ == 0) {
              first[layer] =
                  "image %d, value %d: %d, float32 gives %d"
                      .formatted(block[i], k, right.get(k), other.get(k));
            }
          }
        }
      }
    }
    List<Layer> compared = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      compared.add(
          new Layer(values[layer], disagreements[layer], first[layer] == null ? "" : first[layer]));
    }
    return compared;
  }
}
