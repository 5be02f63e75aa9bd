package dev.bnn.datasets;

/**
 * Scales an image to another size.
 *
 * <p>The whole image fills the new one, so its aspect may change. Each new pixel is a weighted mean
 * of the old ones near its centre, rows and columns one after the other. The weights fall linearly
 * to 0 at a distance of one pixel of the coarser of both grids, and their sum is 1: enlarging is
 * bilinear interpolation, and reducing looks at every pixel, so that fine patterns do not alias.
 */
final class ScaleImage {
  private ScaleImage() {}

  /**
   * The scaled image, (channels, toHeight, toWidth); rounded to the nearest byte once, at the end.
   *
   * @param from (channels, height, width)
   */
  static byte[] apply(byte[] from, int channels, int height, int width, int toHeight, int toWidth) {
    if (height == toHeight && width == toWidth) {
      return from;
    }
    Weights across = Weights.of(width, toWidth);
    Weights down = Weights.of(height, toHeight);
    byte[] to = new byte[channels * toHeight * toWidth];
    double[] narrow = new double[height * toWidth];
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < height; row++) {
        int line = (channel * height + row) * width;
        for (int column = 0; column < toWidth; column++) {
          double sum = 0;
          double[] weights = across.values[column];
          for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * Byte.toUnsignedInt(from[line + across.first[column] + k]);
          }
          narrow[row * toWidth + column] = sum;
        }
      }
      for (int row = 0; row < toHeight; row++) {
        double[] weights = down.values[row];
        for (int column = 0; column < toWidth; column++) {
          double sum = 0;
          for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * narrow[(down.first[row] + k) * toWidth + column];
          }
          to[(channel * toHeight + row) * toWidth + column] = (byte) Math.min(255, Math.round(sum));
        }
      }
    }
    return to;
  }

  /** What each new pixel of a line takes from the old ones. */
  private static final class Weights {
    final int[] first; // (new), first old pixel
    final double[][] values; // (new, old pixels from there), sum 1

    private Weights(int size) {
      first = new int[size];
      values = new double[size][];
    }

    static Weights of(int from, int to) {
      double step = (double) from / to;
      double reach = Math.max(1, step);
      Weights weights = new Weights(to);
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * step;
        int first = Math.max(0, (int) Math.floor(centre - reach + 0.5));
        int end = Math.min(from, (int) Math.ceil(centre + reach - 0.5));
        double[] values = new double[end - first];
        double sum = 0;
        for (int k = 0; k < values.length; k++) {
          values[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach);
          sum += values[k];
        }
        for (int k = 0; k < values.length; k++) {
          values[k] /= sum;
        }
        weights.first[i] = first;
        weights.values[i] = values;
      }
      return weights;
    }
  }
}
