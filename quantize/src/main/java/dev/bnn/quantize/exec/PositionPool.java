package dev.bnn.quantize.exec;

import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Shape;

/** A pool on one image; the lanes are the positions of its maps. */
final class PositionPool implements LaneLayer {
  private final MaxPool layer;
  private final int[] or; // (words) channels pooled with OR

  PositionPool(MaxPool layer) {
    this.layer = layer;
    this.or = BlockPool.channelsPooledWithOr(layer);
  }

  @Override
  public int outputs() {
    return or.length;
  }

  @Override
  public int outputLanes(int images) {
    return layer.outputShape().height() * layer.outputShape().width();
  }

  @Override
  public Scratch newScratch() {
    return Scratch.none();
  }

  @Override
  public void run(int[][] in, int images, Scratch scratch, int[][] out) {
    Shape map = layer.outputShape();
    int width = layer.input().width();
    for (int word = 0; word < or.length; word++) {
      int[] x = in[word];
      for (int row = 0; row < map.height(); row++) {
        for (int column = 0; column < map.width(); column++) {
          int corner = row * layer.stride() * width + column * layer.stride();
          int any = x[corner];
          int all = x[corner];
          for (int i = 0; i < layer.size(); i++) {
            for (int j = 0; j < layer.size(); j++) {
              any |= x[corner + i * width + j];
              all &= x[corner + i * width + j];
            }
          }
          out[word][row * map.width() + column] = (any & or[word]) | (all & ~or[word]);
        }
      }
    }
  }
}
