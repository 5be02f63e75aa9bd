package dev.bnn.train.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without padding and its gradients. All arrays are dense float32, row by row: maps
 * (images, height, width, channels), weights (outputs, kernel rows, kernel columns, channels).
 */
interface Convolution {
  /** On maps that are smaller, products of matrices are faster than oneDNN's convolutions. */
  int LEAST_POSITIONS_OF_ONEDNN = 20;

  /**
   * The fastest one there is here.
   *
   * @param positions of the window in a map
   */
  static Convolution of(int kernel, int stride, long positions) {
    return positions >= LEAST_POSITIONS_OF_ONEDNN && OneDnn.isAvailable()
        ? new OneDnn(stride)
        : new Patches(kernel, stride);
  }

  /** {@code y = x * w}. */
  void convolve(INDArray x, INDArray w, INDArray y);

  /** The gradient of the weights, from the maps and that of {@code y}. */
  void weightGradient(INDArray x, INDArray dy, INDArray dw);

  /** The gradient of the maps, from the weights and that of {@code y}. */
  void inputGradient(INDArray w, INDArray dy, INDArray dx);
}
