package dev.bnn.train;

import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;

/**
 * A block and where it stands in a network.
 *
 * @param block what it is
 * @param input shape of what enters it, (channels, height, width); encoding levels are channels
 * @param padding of its convolution
 */
public record PlacedBlock(Block block, Shape input, Padding padding) {
  /** Geometry of the convolution; only for {@link Block.Conv}. */
  Window window() {
    Block.Conv conv = (Block.Conv) block;
    return new Window(input, conv.kernel(), conv.stride(), padding);
  }

  /** Shape of what leaves it; neurons are channels of one cell. */
  public Shape output() {
    if (block instanceof Block.Dense dense) {
      return new Shape(dense.neurons(), 1, 1);
    }
    if (block instanceof Block.Conv conv) {
      return window().output(conv.channels());
    }
    int size = ((Block.Pool) block).size();
    return new Shape(input.channels(), input.height() / size, input.width() / size);
  }

  /** Multiply-accumulates for one image, forward. */
  long macs() {
    if (block instanceof Block.Dense dense) {
      return (long) input.size() * dense.neurons();
    }
    return block instanceof Block.Conv ? (long) window().size() * output().size() : 0;
  }

  /** Weights. */
  long weights() {
    if (block instanceof Block.Dense dense) {
      return (long) input.size() * dense.neurons();
    }
    return block instanceof Block.Conv conv ? (long) window().size() * conv.channels() : 0;
  }

  /** Neurons or channels with weights of their own. */
  int neurons() {
    return block instanceof Block.Pool ? 0 : output().channels();
  }
}
