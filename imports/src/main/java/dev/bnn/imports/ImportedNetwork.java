package dev.bnn.imports;

import dev.bnn.quantize.BinaryNetwork;
import java.util.List;

/**
 * A network and how it was understood.
 *
 * @param network integers only
 * @param origins per layer of the network, the nodes of the file it comes from
 * @param guesses what the file does not say and how it was taken, each with its reason and the
 *     option that says otherwise
 * @param notes what is exact only in the order of classes, and where rounding decided
 */
public record ImportedNetwork(
    BinaryNetwork network, List<Origin> origins, List<String> guesses, List<String> notes) {
  public ImportedNetwork {
    origins = List.copyOf(origins);
    guesses = List.copyOf(guesses);
    notes = List.copyOf(notes);
  }

  /**
   * Where a layer comes from.
   *
   * @param layer its place in the network, 0 being the input encoding
   * @param nodes operators of the file that went into it, in order
   */
  public record Origin(int layer, List<String> nodes) {
    public Origin {
      nodes = List.copyOf(nodes);
    }
  }
}
