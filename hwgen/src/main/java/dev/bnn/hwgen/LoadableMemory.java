package dev.bnn.hwgen;

import java.util.ArrayList;
import java.util.List;

/**
 * A memory of a writable design as the host sees it: pieces of 32 bits at LOAD_ADDRESS. Piece i of
 * a word is its bits 32·i to 32·i + 31; the words are those of {@link MemoryWriter}. The header of
 * {@code bnn_bank_memory.v} says the same.
 *
 * @param layer whose
 * @param contents what it holds
 * @param words how many
 * @param wordBits bits of a word
 */
record LoadableMemory(LayerPlan layer, Contents contents, int words, int wordBits) {
  /** Bits of an address that count the places of one memory. */
  private static final int PLACE_BITS = 24;

  private static final int MOST_LAYERS = 128;

  /** What a memory holds. */
  enum Contents {
    WEIGHTS("weights"),
    THRESHOLDS("thresholds"),
    BIASES("biases");

    private final String word;

    Contents(String word) {
      this.word = word;
    }

    /** The word of {@code host-runtime.json}. */
    String word() {
      return word;
    }
  }

  LoadableMemory {
    if (layer.layer() >= MOST_LAYERS) {
      throw new IllegalArgumentException(
          "layer " + layer.layer() + ": a host can load weights of layers up to 127");
    }
    if ((long) words * stride(wordBits) >= 1L << PLACE_BITS) {
      throw new IllegalArgumentException(
          "layer "
              + layer.layer()
              + ": a host can load memories up to 2^24 words of 32 bits: fix the weights");
    }
  }

  /** All of a design, in the order of their addresses. */
  static List<LoadableMemory> of(HardwarePlan plan) {
    List<LoadableMemory> memories = new ArrayList<>();
    for (LayerPlan layer : plan.layers()) {
      int pe = layer.folding().pe();
      boolean biases = layer.kind() == LayerPlan.Kind.SCORES;
      memories.add(
          new LoadableMemory(layer, Contents.WEIGHTS, layer.depth(), pe * layer.folding().simd()));
      memories.add(
          new LoadableMemory(
              layer,
              biases ? Contents.BIASES : Contents.THRESHOLDS,
              layer.passes(),
              pe * layer.valueWidth()));
    }
    return memories;
  }

  /** LOAD_ADDRESS of the first piece of word 0. */
  int base() {
    return layer.layer() << (PLACE_BITS + 1) | (contents == Contents.WEIGHTS ? 0 : 1 << PLACE_BITS);
  }

  /** Pieces of a word. */
  int pieces() {
    return (wordBits + 31) / 32;
  }

  /** Addresses from a word to the next: the pieces, rounded up to a power of two. */
  int stride() {
    return stride(wordBits);
  }

  private static int stride(int wordBits) {
    int pieces = (wordBits + 31) / 32;
    return pieces == 1 ? 1 : 2 * Integer.highestOneBit(pieces - 1);
  }

  /**
   * Bits of LOAD_ADDRESS that a design needs to tell all its places apart, and one past the end.
   */
  static int addressMask(HardwarePlan plan) {
    return of(plan).stream()
        .mapToInt(m -> m.base() | 2 * Integer.highestOneBit(m.words * m.stride()) - 1)
        .reduce(0, (a, b) -> a | b);
  }
}
