package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns a network into what a host writes to load it into a writable design; {@code
 * docs/host-runtime.md} has the procedure.
 */
public final class NetworkLoad {
  private NetworkLoad() {}

  /**
   * A write of a register.
   *
   * @param offset bytes from the base address
   * @param value 32 bits
   */
  public record RegisterWrite(int offset, int value) {}

  /** The write that makes the loaded network the one that answers, from the next frame on. */
  public static RegisterWrite swap() {
    return new RegisterWrite(RegisterMap.NETWORKS, RegisterMap.SWAP);
  }

  /** What NETWORK and NEXT_NETWORK say of a network: the first 32 bits of its SHA-256, never 0. */
  public static int identity(String networkHash) {
    int bits = Integer.parseUnsignedInt(networkHash.substring(0, 8), 16);
    return bits == 0 ? 1 : bits;
  }

  /**
   * The writes that load a network into the bank that does not answer, its identity last.
   *
   * @param designed network that the design was made of
   * @throws IllegalArgumentException if the design is not writable, or the network has another
   *     shape or offsets that are too large
   */
  public static List<RegisterWrite> writes(
      HardwarePlan plan, BinaryNetwork designed, BinaryNetwork other) {
    if (!plan.isWritable()) {
      throw new IllegalArgumentException(
          "the design of '"
              + plan.network()
              + "' has fixed weights: export it with"
              + " --writable-weights");
    }
    checkShape(designed, other);
    checkOffsets(plan.layers().get(plan.layers().size() - 1), other.scores(), other);
    List<RegisterWrite> writes = new ArrayList<>();
    for (LoadableMemory memory : LoadableMemory.of(plan)) {
      addWords(writes, memory, words(other, memory));
    }
    writes.add(new RegisterWrite(RegisterMap.NEXT_NETWORK, identity(other.hash())));
    return writes;
  }

  /** The words of a memory for a network. */
  static List<HexWord> words(BinaryNetwork network, LoadableMemory memory) {
    return memory.contents() == LoadableMemory.Contents.WEIGHTS
        ? MemoryWriter.weights(network, memory.layer())
        : MemoryWriter.constants(network, memory.layer());
  }

  private static void addWords(
      List<RegisterWrite> writes, LoadableMemory memory, List<HexWord> words) {
    boolean gaps = memory.pieces() != memory.stride();
    for (int word = 0; word < words.size(); word++) {
      if (word == 0 || gaps) {
        writes.add(
            new RegisterWrite(RegisterMap.LOAD_ADDRESS, memory.base() + word * memory.stride()));
      }
      for (int piece = 0; piece < memory.pieces(); piece++) {
        writes.add(new RegisterWrite(RegisterMap.LOAD_DATA, words.get(word).piece(piece)));
      }
    }
  }

  // ------------------------------------------------------------------ what must be the same

  private static void checkShape(BinaryNetwork designed, BinaryNetwork other) {
    List<Layer> layers = designed.layers();
    if (other.layers().size() != layers.size()) {
      throw refused(
          other, "it has " + other.layers().size() + " layers, the design " + layers.size());
    }
    for (int i = 0; i < layers.size(); i++) {
      Built built = layers.get(i).accept(new BuiltOf());
      Built wanted = other.layers().get(i).accept(new BuiltOf());
      if (!built.what.equals(wanted.what)) {
        throw refused(other, "layer " + i + " is " + wanted.what + ", in the design " + built.what);
      }
      if (!built.detail.equals(wanted.detail)) {
        throw refused(
            other, "layer " + i + " (" + built.what + ") has another table or other poolings");
      }
    }
  }

  /**
   * Offsets must fit the width that the design was given. Thresholds do: the width of a writable
   * layer holds those of any weights, and {@link BinaryNetwork} allows no others.
   */
  private static void checkOffsets(LayerPlan plan, Scores scores, BinaryNetwork other) {
    int fanIn = scores.weights().columns();
    for (int k = 0; k < plan.outputs(); k++) {
      int offset = scores.offsets().get(k);
      if (PlanHardware.signedWidth(offset - fanIn, offset + fanIn) > plan.valueWidth()) {
        throw refused(
            other,
            "layer "
                + plan.layer()
                + ": offset "
                + offset
                + " of channel "
                + k
                + " does not fit the "
                + plan.valueWidth()
                + " bits of the design");
      }
    }
  }

  private static IllegalArgumentException refused(BinaryNetwork other, String why) {
    return new IllegalArgumentException(
        "network '" + other.name() + "' cannot be loaded into this design: " + why);
  }

  /**
   * What of a layer is hardware.
   *
   * @param what in words
   * @param detail what is too long for words
   */
  private record Built(String what, Object detail) {}

  private static final class BuiltOf implements Layer.Visitor<Built> {
    @Override
    public Built visit(InputEncoding layer) {
      return new Built(
          "an image of " + layer.image() + " as " + layer.encoding().name(), layer.encoding());
    }

    @Override
    public Built visit(InputDense layer) {
      return dense("dense, integers to bits", layer);
    }

    @Override
    public Built visit(InputConv2d layer) {
      return convolution("a convolution of integers", layer.window(), layer.outputShape());
    }

    @Override
    public Built visit(BinaryDense layer) {
      return dense("dense, bits to bits", layer);
    }

    @Override
    public Built visit(BinaryConv2d layer) {
      return convolution("a convolution of bits", layer.window(), layer.outputShape());
    }

    @Override
    public Built visit(MaxPool layer) {
      return new Built(
          String.format(
              Locale.ROOT,
              "a pool of %s, size %d, stride %d",
              layer.input(),
              layer.size(),
              layer.stride()),
          layer.poolings());
    }

    @Override
    public Built visit(Scores layer) {
      return dense("scores", layer);
    }

    private static Built dense(String what, Layer layer) {
      return new Built(what + ", " + layer.inputShape() + " to " + layer.outputShape(), "");
    }

    private static Built convolution(String what, Window window, Shape output) {
      return new Built(
          String.format(
              Locale.ROOT,
              "%s, %s to %s, kernel %d, stride %d, padding %s",
              what,
              window.input(),
              output,
              window.kernel(),
              window.stride(),
              window.padding().word()),
          "");
    }
  }
}
