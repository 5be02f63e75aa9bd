package dev.bnn.quantize.exec;

/** The input encoding: bytes of images become arrays of lanes (see {@link LaneLayer}). */
interface ImageEncoder {
  /** Number of arrays it writes. */
  int outputs();

  /** Number of lanes of each array, given the number of images. */
  int outputLanes(int images);

  /**
   * Encodes images that lie one after the other.
   *
   * @param from index of the first byte of the first image
   * @param out (outputs) arrays to write
   */
  void encode(byte[] bytes, int from, int images, int[][] out);
}
