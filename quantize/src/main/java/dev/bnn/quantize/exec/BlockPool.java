package dev.bnn.quantize.exec;

import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Shape;

/** A pool on a block of images; the lanes are the images. */
final class BlockPool implements LaneLayer {
  private final MaxPool layer;
  private final int[] or; // (words) channels pooled with OR

  BlockPool(MaxPool layer) {
    this.layer = layer;
    this.or = channelsPooledWithOr(layer);
  }

  static int[] channelsPooledWithOr(MaxPool layer) {
    int[] or = new int[WeightWords.wordsFor(layer.input().channels())];
    for (int channel = 0; channel < layer.input().channels(); channel++) {
      if (layer.poolings().get(channel) == MaxPool.Pooling.OR) {
        or[channel >> 5] |= 1 << channel;
      }
    }
    return or;
  }

  @Override
  public int outputs() {
    Shape out = layer.outputShape();
    return out.height() * out.width() * or.length;
  }

  @Override
  public int outputLanes(int images) {
    return images;
  }

  @Override
  public Scratch newScratch() {
    return Scratch.none();
  }

  @Override
  public void run(int[][] in, int images, Scratch scratch, int[][] out) {
    Shape map = layer.outputShape();
    int width = layer.input().width();
    int next = 0;
    for (int row = 0; row < map.height(); row++) {
      for (int column = 0; column < map.width(); column++) {
        int corner = row * layer.stride() * width + column * layer.stride();
        for (int word = 0; word < or.length; word++) {
          int[] pooled = out[next++];
          System.arraycopy(in[corner * or.length + word], 0, pooled, 0, images);
          for (int i = 1; i < layer.size() * layer.size(); i++) {
            int cell = corner + i / layer.size() * width + i % layer.size();
            LaneKernels.pool(pooled, images, in[cell * or.length + word], or[word]);
          }
        }
      }
    }
  }
}
