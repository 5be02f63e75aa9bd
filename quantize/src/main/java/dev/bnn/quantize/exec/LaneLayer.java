package dev.bnn.quantize.exec;

/**
 * A layer prepared for many lanes at once; immutable.
 *
 * <p>Its input and output are arrays of lanes. In a block of images a lane is an image, and there
 * is an array for every position and every word of 32 channels of it. For one image alone a lane is
 * a position, and there is an array for every word of channels. Integers take an array a channel
 * instead of a word.
 */
interface LaneLayer {
  /** Number of arrays the layer writes. */
  int outputs();

  /** Number of lanes of each array it writes, given the number of images. */
  int outputLanes(int images);

  /** What the layer needs while it runs. */
  Scratch newScratch();

  /**
   * Computes the layer.
   *
   * @param in arrays of the layer before
   * @param images how many images are in the block
   * @param scratch made by {@link #newScratch}
   * @param out arrays to write
   */
  void run(int[][] in, int images, Scratch scratch, int[][] out);
}
