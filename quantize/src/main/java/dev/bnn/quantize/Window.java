package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * A square window that slides over a map: the geometry of a convolution.
 *
 * @param input shape of the map
 * @param kernel side of the window, 1…7
 * @param stride step of the window, at least 1
 * @param padding with any padding the map keeps its size at stride 1: {@code (kernel−1)/2} cells
 *     before, {@code kernel/2} after
 */
public record Window(Shape input, int kernel, int stride, Padding padding) {
  public Window {
    check(kernel >= 1 && kernel <= 7, "kernel %d: must be 1…7", kernel);
    check(stride >= 1, "stride %d: must be at least 1", stride);
    check(
        (long) input.channels() * kernel * kernel <= Integer.MAX_VALUE
            && input.height() <= Integer.MAX_VALUE - kernel
            && input.width() <= Integer.MAX_VALUE - kernel,
        "a %d×%d kernel on %s is too large",
        kernel,
        kernel,
        input);
    check(
        padding != Padding.NONE || (input.height() >= kernel && input.width() >= kernel),
        "a %d×%d kernel does not fit into %s without padding",
        kernel,
        kernel,
        input);
  }

  /** Cells added before the first row and column. */
  public int before() {
    return padding == Padding.NONE ? 0 : (kernel - 1) / 2;
  }

  public int outputHeight() {
    return (padded(input.height()) - kernel) / stride + 1;
  }

  public int outputWidth() {
    return (padded(input.width()) - kernel) / stride + 1;
  }

  private int padded(int side) {
    return padding == Padding.NONE ? side : side + kernel - 1;
  }

  /** Values under the window: channels · kernel². */
  public int size() {
    return input.channels() * kernel * kernel;
  }

  /** Shape of a map of {@code channels} computed at every window position. */
  public Shape output(int channels) {
    return new Shape(channels, outputHeight(), outputWidth());
  }
}
