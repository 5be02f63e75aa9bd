package dev.bnn.bench;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The networks that are timed, with random weights: an engine's time does not depend on them.
 *
 * <p>Thresholds lie near the middle of what the weights can attain, so that about half of all
 * neurons answer +1, as in a trained network.
 */
final class BenchNetworks {
  private static final int CLASSES = 10;

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Layer> layers = new ArrayList<>();

  private BenchNetworks(Shape image, Encoding encoding) {
    layers.add(new InputEncoding(image, encoding));
  }

  /**
   * A network by its name.
   *
   * @param name {@code cnv}, {@code sfc} or {@code lfc}
   */
  static BinaryNetwork named(String name) {
    return switch (name) {
      case "cnv" -> cnv();
      case "sfc" -> dense(name, 256);
      case "lfc" -> dense(name, 1024);
      default -> throw new IllegalArgumentException("no network '" + name + "': cnv, sfc or lfc");
    };
  }

  /** Six convolutions of 3×3 without padding and three dense layers on 3×32×32 bytes. */
  static BinaryNetwork cnv() {
    BenchNetworks network = new BenchNetworks(new Shape(3, 32, 32), Encoding.pixels());
    network.conv(64).conv(64).pool().conv(128).conv(128).pool().conv(256).conv(256);
    return network.dense(512).dense(512).build("cnv");
  }

  /** Three hidden dense layers on 28×28 binary values. */
  private static BinaryNetwork dense(String name, int neurons) {
    BenchNetworks network = new BenchNetworks(new Shape(1, 28, 28), Encoding.binary());
    return network.dense(neurons).dense(neurons).dense(neurons).build(name);
  }

  /** Multiplications and additions of an image in all layers with weights. */
  static long countMacs(BinaryNetwork network) {
    long macs = 0;
    for (Layer layer : network.layers()) {
      long weights = 0;
      if (layer instanceof InputDense dense) {
        weights = count(dense.weights());
      } else if (layer instanceof BinaryDense dense) {
        weights = count(dense.weights());
      } else if (layer instanceof Scores scores) {
        weights = count(scores.weights());
      } else if (layer instanceof InputConv2d conv) {
        weights = count(conv.weights());
      } else if (layer instanceof BinaryConv2d conv) {
        weights = count(conv.weights());
      }
      macs += weights * layer.outputShape().height() * layer.outputShape().width();
    }
    return macs;
  }

  private static long count(BitMatrix weights) {
    return (long) weights.rows() * weights.columns();
  }

  private BenchNetworks conv(int channels) {
    Window window = new Window(last().outputShape(), 3, 1, Padding.NONE);
    BitMatrix weights = weights(channels, window.size());
    layers.add(
        takesIntegers()
            ? new InputConv2d(window, weights, thresholds(weights, true))
            : new BinaryConv2d(window, weights, thresholds(weights, false)));
    return this;
  }

  private BenchNetworks pool() {
    Shape map = last().outputShape();
    layers.add(new MaxPool(map, 2, 2, Collections.nCopies(map.channels(), MaxPool.Pooling.OR)));
    return this;
  }

  private BenchNetworks dense(int neurons) {
    BitMatrix weights = weights(neurons, last().outputShape().size());
    layers.add(
        takesIntegers()
            ? new InputDense(weights, thresholds(weights, true))
            : new BinaryDense(weights, thresholds(weights, false)));
    return this;
  }

  private BinaryNetwork build(String name) {
    BitMatrix weights = weights(CLASSES, last().outputShape().size());
    layers.add(new Scores(weights, IntVector.generate(CLASSES, k -> random.nextInt(-9, 10))));
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(k -> "class " + k).toList();
    return new BinaryNetwork(name, layers, classes, Provenance.unknown());
  }

  private Layer last() {
    return layers.get(layers.size() - 1);
  }

  private boolean takesIntegers() {
    return last() instanceof InputEncoding input && !input.encoding().isBipolar();
  }

  private BitMatrix weights(int rows, int columns) {
    return BitMatrix.of(rows, columns, (row, column) -> random.nextBoolean());
  }

  /** Near the middle of the attainable accumulators, in their steps. */
  private Thresholds thresholds(BitMatrix weights, boolean onPixels) {
    int step = onPixels ? 1 : 2;
    int spread = (int) (Math.sqrt(weights.columns()) * (onPixels ? 60 : 0.5));
    int[] minimum = new int[weights.rows()];
    int[] maximum = new int[weights.rows()];
    int[] values = new int[weights.rows()];
    for (int row = 0; row < values.length; row++) {
      int plus = weights.countOnes(row);
      int minus = weights.columns() - plus;
      minimum[row] = onPixels ? -255 * minus : -weights.columns();
      maximum[row] = onPixels ? 255 * plus : weights.columns();
      int steps = (maximum[row] - minimum[row]) / step;
      values[row] = minimum[row] + (steps / 2 + random.nextInt(-spread, spread + 1)) * step;
    }
    return new Thresholds(IntVector.of(values), IntVector.of(minimum), IntVector.of(maximum), step);
  }
}
