package dev.bnn.quantize.exec;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A network prepared to run fast; equal to {@link Interpreter} bit for bit.
 *
 * <p>±1 values are packed as bits, 32 channels to an {@code int}. A dot product of n values is
 * {@code n − 2·differences} with {@code differences = popcount(x XOR w)}, so {@code d >= T} becomes
 * {@code differences <= floor((n − T) / 2)}. The images of a batch lie side by side, so that every
 * inner loop runs over up to {@value #BLOCK} of them with one weight word; on one image alone loops
 * run over the positions of a map, or over neurons.
 *
 * <p>Immutable and safe for use by many threads; each keeps arrays of its own, made at first use,
 * and allocates nothing after that but what it returns.
 */
public final class PackedEngine {
  /** Most images that are computed side by side. */
  static final int BLOCK = 512;

  /** Fewer images than these are computed one by one. */
  private static final int FEW = 16;

  private final BinaryNetwork network;
  private final int imageBytes;
  private final int classes;
  private final ThreadLocal<NetworkRun> blocks;
  private final ThreadLocal<NetworkRun> alone;

  /** Prepares a network. */
  public PackedEngine(BinaryNetwork network) {
    this.network = network;
    this.imageBytes = network.input().image().size();
    this.classes = network.classes().size();
    PreparedNetwork forBlocks = PreparedNetwork.forBlocks(network);
    PreparedNetwork forOneImage = PreparedNetwork.forOneImage(network);
    this.blocks = ThreadLocal.withInitial(() -> new NetworkRun(forBlocks, BLOCK));
    this.alone = ThreadLocal.withInitial(() -> new NetworkRun(forOneImage, 1));
  }

  /**
   * The scores of one image.
   *
   * @param image one unsigned byte a value, in (channels, height, width) order
   * @throws IllegalArgumentException if the image has another size than the network's input
   */
  public IntVector scores(byte[] image) {
    Interpreter.checkImage(network, image);
    int[] scores = new int[classes];
    alone.get().runImage(image, 0, scores, 0);
    return IntVector.of(scores);
  }

  /** The class of the highest score, the lowest index of equals. */
  public int classify(byte[] image) {
    return scores(image).indexOfHighest();
  }

  /**
   * The scores of many images, computed by the calling thread.
   *
   * @param images one image after the other, each as in {@link #scores(byte[])}
   * @param scores (images, classes) to be written
   * @throws IllegalArgumentException if the arrays do not fit the network or each other
   */
  public void scores(byte[] images, int[] scores) {
    int count = countImages(images, scores);
    for (int block = 0; block * BLOCK < count; block++) {
      runBlock(images, block * BLOCK, Math.min(BLOCK, count - block * BLOCK), scores);
    }
  }

  /**
   * The scores of many images, computed by all processors: as {@link #scores(byte[], int[])}.
   *
   * @param images one image after the other, each as in {@link #scores(byte[])}
   * @return (images, classes)
   * @throws IllegalArgumentException if the images do not fit the network
   */
  public int[] scoresInParallel(byte[] images) {
    int count = images.length / imageBytes;
    int[] scores = new int[count * classes];
    countImages(images, scores);
    // even blocks, so that every processor has as much to do
    int processors = Runtime.getRuntime().availableProcessors();
    int blocksEach = (count + processors * BLOCK - 1) / (processors * BLOCK);
    int blockCount = Math.max(1, processors * blocksEach);
    IntStream.range(0, blockCount)
        .parallel()
        .forEach(
            block -> {
              int first = (int) ((long) count * block / blockCount);
              int last = (int) ((long) count * (block + 1) / blockCount);
              runBlock(images, first, last - first, scores);
            });
    return scores;
  }

  /** The class of each of many images, computed by all processors. */
  public int[] classifyInParallel(byte[] images) {
    int[] scores = scoresInParallel(images);
    return IntStream.range(0, scores.length / classes)
        .map(
            i ->
                IntVector.of(Arrays.copyOfRange(scores, i * classes, (i + 1) * classes))
                    .indexOfHighest())
        .toArray();
  }

  private void runBlock(byte[] images, int first, int count, int[] scores) {
    if (count >= FEW) {
      blocks.get().runBlock(images, first * imageBytes, count, scores, first * classes);
    } else {
      for (int i = first; i < first + count; i++) {
        alone.get().runImage(images, i * imageBytes, scores, i * classes);
      }
    }
  }

  private int countImages(byte[] images, int[] scores) {
    int count = images.length / imageBytes;
    if (images.length % imageBytes != 0 || scores.length != count * classes) {
      throw new IllegalArgumentException(
          images.length
              + " bytes and "
              + scores.length
              + " scores for a network that takes images of "
              + imageBytes
              + " bytes and gives "
              + classes
              + " scores");
    }
    return count;
  }
}
