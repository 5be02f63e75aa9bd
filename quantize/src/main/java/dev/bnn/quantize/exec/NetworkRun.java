package dev.bnn.quantize.exec;

import java.util.List;

/** A prepared network with the arrays it computes in; for one thread at a time. */
final class NetworkRun {
  private final PreparedNetwork network;
  private final int[][] encoded;
  private final int[][][] outputs; // (layers)
  private final Scratch[] scratches; // (layers)
  private final Scratch scoreScratch;

  /**
   * @param images most images of a block
   */
  NetworkRun(PreparedNetwork network, int images) {
    List<LaneLayer> layers = network.layers();
    this.network = network;
    this.encoded = new int[network.encoder().outputs()][network.encoder().outputLanes(images)];
    this.outputs = new int[layers.size()][][];
    this.scratches = new Scratch[layers.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new int[layers.get(i).outputs()][layers.get(i).outputLanes(images)];
      scratches[i] = layers.get(i).newScratch();
    }
    this.scoreScratch = network.scores().newScratch();
  }

  /** Scores of a block of images. */
  void runBlock(byte[] bytes, int from, int images, int[] scores, int first) {
    int[][] last = runLayers(bytes, from, images);
    network.scores().runBlock(last, images, scoreScratch, scores, first);
  }

  /** Scores of one image. */
  void runImage(byte[] bytes, int from, int[] scores, int first) {
    int[][] last = runLayers(bytes, from, 1);
    network.scores().runImage(last, scoreScratch, scores, first);
  }

  private int[][] runLayers(byte[] bytes, int from, int images) {
    network.encoder().encode(bytes, from, images, encoded);
    int[][] values = encoded;
    for (int i = 0; i < outputs.length; i++) {
      network.layers().get(i).run(values, images, scratches[i], outputs[i]);
      values = outputs[i];
    }
    return values;
  }
}
