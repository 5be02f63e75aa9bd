package dev.bnn.quantize.exec;

/** The neurons of a layer, all looking at the same inputs, on many lanes at once. */
interface Neurons {
  /** Number of arrays of lanes that a patch has. */
  int inputs();

  /** Number of neurons. */
  int outputs();

  /**
   * Computes the neurons of every lane.
   *
   * @param patch (inputs + 1) the lanes of each input, and a free place
   * @param lanes how many lanes count
   * @param scratch for sums
   * @param out the answers packed, 32 neurons to an array, go to {@code out[first]} and on
   */
  void decide(int[][] patch, int lanes, Scratch scratch, int[][] out, int first);
}
