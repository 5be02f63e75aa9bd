package dev.bnn.quantize.exec;

import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Window;
import java.util.Arrays;

/**
 * A convolution on one image; the lanes are the positions of its output map, some rows at a time.
 */
final class PositionNeurons implements LaneLayer {
  /** Lanes that a tile should have: long enough for long loops, short enough for the L1 cache. */
  private static final int TILE = 256;

  private final Window window;
  private final Neurons neurons;
  private final int perTap; // arrays of the input map
  private final int[] padValues; // (perTap)
  private final int rowsPerTile;

  PositionNeurons(Window window, Neurons neurons, int[] padValues) {
    this.window = window;
    this.neurons = neurons;
    this.perTap = padValues.length;
    this.padValues = padValues;
    int most = Math.max(1, TILE / window.outputWidth());
    int tiles = (window.outputHeight() + most - 1) / most;
    this.rowsPerTile = (window.outputHeight() + tiles - 1) / tiles;
  }

  @Override
  public int outputs() {
    return WeightWords.wordsFor(neurons.outputs());
  }

  @Override
  public int outputLanes(int images) {
    return window.outputHeight() * window.outputWidth();
  }

  @Override
  public Scratch newScratch() {
    return Scratch.ofCopies(rowsPerTile * window.outputWidth(), neurons.inputs(), outputs());
  }

  @Override
  public void run(int[][] in, int images, Scratch scratch, int[][] out) {
    int width = window.outputWidth();
    for (int top = 0; top < window.outputHeight(); top += rowsPerTile) {
      int rows = Math.min(rowsPerTile, window.outputHeight() - top);
      for (int tap = 0; tap < window.kernel() * window.kernel(); tap++) {
        for (int i = 0; i < perTap; i++) {
          for (int row = 0; row < rows; row++) {
            copyRow(in[i], padValues[i], tap, top + row, scratch.patch()[tap * perTap + i], row);
          }
        }
      }
      neurons.decide(scratch.patch(), rows * width, scratch, scratch.answers(), 0);
      for (int i = 0; i < out.length; i++) {
        System.arraycopy(scratch.answers()[i], 0, out[i], top * width, rows * width);
      }
    }
  }

  /** Copies what a tap sees from the positions of one output row. */
  private void copyRow(int[] map, int padValue, int tap, int outputRow, int[] to, int toRow) {
    int width = window.outputWidth();
    int mapWidth = window.input().width();
    int y = outputRow * window.stride() + tap / window.kernel() - window.before();
    int x = tap % window.kernel() - window.before(); // of the first position
    int start = toRow * width;
    if (y < 0 || y >= window.input().height()) {
      Arrays.fill(to, start, start + width, padValue);
    } else if (window.stride() == 1 && window.padding() == Padding.NONE) {
      System.arraycopy(map, y * mapWidth + x, to, start, width);
    } else {
      for (int column = 0; column < width; column++, x += window.stride()) {
        boolean inside = 0 <= x && x < mapWidth;
        to[start + column] = inside ? map[y * mapWidth + x] : padValue;
      }
    }
  }
}
