package dev.bnn.quantize.exec;

import java.util.Arrays;

/** A convolution or dense layer on a block of images; the lanes are the images. */
final class BlockNeurons implements LaneLayer {
  private final Taps taps;
  private final Neurons neurons;
  private final int perTap; // arrays of one input position
  private final int[][] padding; // (perTap) lanes of a position outside the map

  /**
   * @param padValues (arrays of a position) what stands outside the map
   */
  BlockNeurons(Taps taps, Neurons neurons, int[] padValues) {
    this.taps = taps;
    this.neurons = neurons;
    this.perTap = neurons.inputs() / taps.perPosition();
    this.padding = new int[perTap][PackedEngine.BLOCK];
    for (int i = 0; i < perTap; i++) {
      Arrays.fill(padding[i], padValues[i]);
    }
  }

  @Override
  public int outputs() {
    return taps.positions() * WeightWords.wordsFor(neurons.outputs());
  }

  @Override
  public int outputLanes(int images) {
    return images;
  }

  @Override
  public Scratch newScratch() {
    return Scratch.ofReferences(PackedEngine.BLOCK, neurons.inputs());
  }

  @Override
  public void run(int[][] in, int images, Scratch scratch, int[][] out) {
    int[][] patch = scratch.patch();
    int words = WeightWords.wordsFor(neurons.outputs());
    for (int position = 0; position < taps.positions(); position++) {
      for (int tap = 0; tap < taps.perPosition(); tap++) {
        int source = taps.source(position, tap);
        if (source < 0) {
          System.arraycopy(padding, 0, patch, tap * perTap, perTap);
        } else {
          System.arraycopy(in, source * perTap, patch, tap * perTap, perTap);
        }
      }
      neurons.decide(patch, images, scratch, out, position * words);
    }
  }
}
