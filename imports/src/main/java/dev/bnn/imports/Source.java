package dev.bnn.imports;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;
import java.util.List;
import java.util.Optional;

/**
 * Where the integers of a signal come from. Two signals share a source if it is the same object.
 */
sealed interface Source {
  /** Cells of one lane: a cell's number is {@code lane · area + place within the lane}. */
  int area();

  /** Bytes of the image; a lane is a function of the byte that some cells share. */
  record Bytes(Shape image, int lanes) implements Source {
    @Override
    public int area() {
      return image.size();
    }
  }

  /** ±1 values that layer {@code layer} gives; a lane is a channel. */
  record Bits(int layer, Shape shape) implements Source {
    @Override
    public int area() {
      return shape.height() * shape.width();
    }
  }

  /** Integers that the input encoding gives. */
  record Integers(Shape shape) implements Source {
    @Override
    public int area() {
      return shape.height() * shape.width();
    }
  }

  /**
   * Dot products of a layer that is not complete yet; a lane is a channel.
   *
   * @param layer its place in the network
   * @param shape behind the pools
   * @param window of a convolution
   * @param low smallest attainable value per channel
   * @param high largest
   * @param step between attainable values
   * @param pools what comes before the decision
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Sums(
      int layer,
      Shape shape,
      BitMatrix weights,
      Optional<Window> window,
      boolean integers,
      int[] low,
      int[] high,
      int step,
      List<Pool> pools)
      implements Source {
    @Override
    public int area() {
      return shape.height() * shape.width();
    }
  }

  /**
   * A pool of values that still have to be decided.
   *
   * @param directions per channel, of the value that was pooled as a function of the dot product
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Pool(int size, int stride, int[] directions) {}
}
