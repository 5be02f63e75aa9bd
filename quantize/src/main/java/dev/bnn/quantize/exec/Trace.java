package dev.bnn.quantize.exec;

import dev.bnn.quantize.IntVector;
import java.util.List;

/**
 * Everything a network computed for one image.
 *
 * @param outputs one per layer, the input encoding included, in (channels, height, width) order: ±1
 *     values, integers of the encoding, or, last, the scores
 */
public record Trace(List<IntVector> outputs) {
  public Trace {
    outputs = List.copyOf(outputs);
  }

  /** The output of a layer; 0 is the input encoding. */
  public IntVector output(int layer) {
    return outputs.get(layer);
  }

  /** One score per class. */
  public IntVector scores() {
    return outputs.get(outputs.size() - 1);
  }

  /** The class of the highest score, the lowest index of equals. */
  public int answer() {
    return scores().indexOfHighest();
  }
}
