package dev.bnn.train.layers;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution as products of matrices: what lies under the window at one position is a row of the
 * matrix of patches, (positions, kernel rows · kernel columns · channels). Some images at a time,
 * so that their patches stay in the cache.
 */
final class Patches implements Convolution {
  private static final int VALUES_AT_A_TIME = 600_000;

  private final int kernel;
  private final int stride;
  private float[] values = new float[0];
  private FloatPointer matrix;
  private float[] maps = new float[0];

  Patches(int kernel, int stride) {
    this.kernel = kernel;
    this.stride = stride;
  }

  /** Where the patches of a batch lie. */
  private final class Geometry {
    final int images;
    final int height;
    final int width;
    final int channels;
    final int positions; // of an image
    final int columns; // of the positions
    final int size; // values of a patch
    final int step; // images at a time

    Geometry(INDArray x) {
      images = (int) x.size(0);
      height = (int) x.size(1);
      width = (int) x.size(2);
      channels = (int) x.size(3);
      columns = (width - kernel) / stride + 1;
      positions = ((height - kernel) / stride + 1) * columns;
      size = kernel * kernel * channels;
      step = Math.max(1, Math.min(images, VALUES_AT_A_TIME / (positions * size)));
    }

    /** Where a row of a patch starts in the maps. */
    int start(int image, int position, int row) {
      int y = position / columns * stride + row;
      int x = position % columns * stride;
      return ((image * height + y) * width + x) * channels;
    }
  }

  @Override
  public void convolve(INDArray x, INDArray w, INDArray y) {
    Geometry g = prepare(x);
    HeapCopies.read(x, maps);
    int outputs = (int) y.size(3);
    FloatPointer rows = HeapCopies.pointer(y);
    FloatPointer factors = HeapCopies.pointer(w);
    for (int from = 0; from < g.images; from += g.step) {
      int to = Math.min(g.images, from + g.step);
      gather(g, from, to);
      int count = (to - from) * g.positions;
      matrix.put(values, 0, count * g.size);
      rows.position((long) from * g.positions * outputs);
      Gemm.timesTransposed(matrix, factors, rows, count, outputs, g.size);
    }
  }

  @Override
  public void weightGradient(INDArray x, INDArray dy, INDArray dw) {
    Geometry g = prepare(x);
    HeapCopies.read(x, maps);
    int outputs = (int) dy.size(3);
    FloatPointer rows = HeapCopies.pointer(dy);
    FloatPointer sum = HeapCopies.pointer(dw);
    for (int from = 0; from < g.images; from += g.step) {
      int to = Math.min(g.images, from + g.step);
      gather(g, from, to);
      int count = (to - from) * g.positions;
      matrix.put(values, 0, count * g.size);
      rows.position((long) from * g.positions * outputs);
      Gemm.transposedTimes(rows, matrix, sum, outputs, g.size, count, 1, from == 0 ? 0 : 1);
    }
  }

  @Override
  public void inputGradient(INDArray w, INDArray dy, INDArray dx) {
    Geometry g = prepare(dx);
    Arrays.fill(maps, 0, Math.toIntExact(dx.length()), 0);
    int outputs = (int) dy.size(3);
    FloatPointer rows = HeapCopies.pointer(dy);
    FloatPointer factors = HeapCopies.pointer(w);
    for (int from = 0; from < g.images; from += g.step) {
      int to = Math.min(g.images, from + g.step);
      int count = (to - from) * g.positions;
      rows.position((long) from * g.positions * outputs);
      Gemm.times(rows, factors, matrix, count, g.size, outputs);
      matrix.get(values, 0, count * g.size);
      scatter(g, from, to);
    }
    HeapCopies.write(maps, dx);
  }

  private Geometry prepare(INDArray x) {
    Geometry g = new Geometry(x);
    int length = g.step * g.positions * g.size;
    if (values.length != length) {
      values = new float[length];
      matrix = new FloatPointer(length);
    }
    if (maps.length < x.length()) {
      maps = new float[Math.toIntExact(x.length())];
    }
    return g;
  }

  private void gather(Geometry g, int from, int to) {
    int run = kernel * g.channels;
    int next = 0;
    for (int image = from; image < to; image++) {
      for (int position = 0; position < g.positions; position++) {
        for (int row = 0; row < kernel; row++, next += run) {
          System.arraycopy(maps, g.start(image, position, row), values, next, run);
        }
      }
    }
  }

  private void scatter(Geometry g, int from, int to) {
    int run = kernel * g.channels;
    int next = 0;
    for (int image = from; image < to; image++) {
      for (int position = 0; position < g.positions; position++) {
        for (int row = 0; row < kernel; row++, next += run) {
          add(maps, g.start(image, position, row), values, next, run);
        }
      }
    }
  }

  private static void add(float[] to, int at, float[] from, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] += from[start + i];
    }
  }
}
