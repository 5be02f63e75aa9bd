package dev.bnn.quantize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random networks and images for tests: awkward sizes, every layer kind, thresholds at both ends.
 * Everything is a pure function of the random generator; tests print its seed.
 */
public final class GeneratedNetworks {
  private static final int[] SIZES = {1, 2, 3, 5, 7, 16, 31, 32, 33, 63, 64, 65};

  private GeneratedNetworks() {}

  /** A dense network over a vector-like image, with sizes the caller chooses. */
  public static BinaryNetwork dense(
      SplittableRandom random, Shape image, Encoding encoding, int... neurons) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new InputEncoding(image, encoding));
    for (int i = 0; i < neurons.length - 1; i++) {
      layers.add(dense(random, layers.get(i), neurons[i], encoding));
    }
    layers.add(scores(random, layers.get(layers.size() - 1), neurons[neurons.length - 1]));
    return network(layers);
  }

  /** A network with convolutions and pools, and any encoding. */
  public static BinaryNetwork convolutional(SplittableRandom random) {
    return convolutional(random, encoding(random));
  }

  /** A network with convolutions and pools. */
  public static BinaryNetwork convolutional(SplittableRandom random, Encoding encoding) {
    Shape image = new Shape(random.nextInt(1, 4), random.nextInt(5, 10), random.nextInt(5, 10));
    List<Layer> layers = new ArrayList<>();
    layers.add(new InputEncoding(image, encoding));
    int blocks = random.nextInt(1, 4);
    for (int i = 0; i < blocks; i++) {
      Layer before = layers.get(layers.size() - 1);
      layers.add(conv(random, before, pick(random, SIZES) % 40 + 1, encoding));
      Shape map = layers.get(layers.size() - 1).outputShape();
      if (random.nextBoolean() && map.height() >= 2 && map.width() >= 2) {
        layers.add(pool(random, map));
      }
    }
    layers.add(dense(random, layers.get(layers.size() - 1), pick(random, SIZES), encoding));
    layers.add(scores(random, layers.get(layers.size() - 1), random.nextInt(2, 12)));
    return network(layers);
  }

  /**
   * A network of 3×3 convolutions and 2×2 pools, then dense layers, with sizes the caller chooses.
   *
   * @param maps channels of convolutions and the word pool, in order
   */
  public static BinaryNetwork convolutional(
      SplittableRandom random,
      Shape image,
      Encoding encoding,
      Padding padding,
      String maps,
      int... neurons) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new InputEncoding(image, encoding));
    for (String map : maps.split(" ")) {
      Layer before = layers.get(layers.size() - 1);
      if (map.equals("pool")) {
        Shape shape = before.outputShape();
        layers.add(
            new MaxPool(shape, 2, 2, Collections.nCopies(shape.channels(), MaxPool.Pooling.OR)));
      } else {
        Window window = new Window(before.outputShape(), 3, 1, padding);
        layers.add(conv(random, before, window, Integer.parseInt(map), encoding));
      }
    }
    for (int i = 0; i < neurons.length - 1; i++) {
      layers.add(dense(random, layers.get(layers.size() - 1), neurons[i], encoding));
    }
    layers.add(scores(random, layers.get(layers.size() - 1), neurons[neurons.length - 1]));
    return network(layers);
  }

  /** conv → batch-norm → sign → pool, dense → batch-norm → sign, last dense. */
  public static TrainedNetwork trained(SplittableRandom random) {
    Encoding encoding =
        List.of(Encoding.pixels(), Encoding.binary(), new Encoding.Thermometer(3))
            .get(random.nextInt(3));
    Shape image = new Shape(random.nextInt(1, 4), 6, 7);
    Padding padding =
        List.of(Padding.NONE, Padding.MINUS_ONE, Padding.PLUS_ONE).get(random.nextInt(3));
    Shape encoded = new Shape(image.channels() * encoding.levels(), 6, 7);
    Window window = new Window(encoded, 3, 1, padding);
    int channels = random.nextInt(1, 9);
    Shape map = window.output(channels);
    Shape pooled = new Shape(channels, map.height() / 2, map.width() / 2);
    float scale = encoding.isBipolar() ? 1 : 128;
    List<TrainedLayer> layers = new ArrayList<>();
    layers.add(
        new TrainedLayer.Conv2d(
            window,
            bits(random, channels, window.size()),
            norm(random, channels, scale * (float) Math.sqrt(window.size()))));
    layers.add(new TrainedLayer.Pool(map, 2, 2));
    layers.add(
        new TrainedLayer.Dense(
            bits(random, 9, pooled.size()), norm(random, 9, (float) Math.sqrt(pooled.size()))));
    layers.add(new TrainedLayer.LastDense(bits(random, 3, 9)));
    return new TrainedNetwork(
        "random", image, encoding, layers, List.of("a", "b", "c"), Provenance.unknown());
  }

  /** Any encoding. */
  public static Encoding encoding(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Encoding.pixels();
      case 1 -> Encoding.binary();
      case 2 -> new Encoding.Thermometer(random.nextInt(1, 6));
      default -> new Encoding.Table(IntVector.generate(256, i -> random.nextInt(-100, 100)));
    };
  }

  /** An image whose bytes are often extreme. */
  public static byte[] image(SplittableRandom random, BinaryNetwork network) {
    byte[] image = new byte[network.input().image().size()];
    for (int i = 0; i < image.length; i++) {
      int kind = random.nextInt(4);
      image[i] = (byte) (kind == 0 ? 0 : kind == 1 ? 255 : random.nextInt(256));
    }
    return image;
  }

  /** Random bits. */
  public static BitMatrix bits(SplittableRandom random, int rows, int columns) {
    return BitMatrix.of(rows, columns, (r, c) -> random.nextBoolean());
  }

  private static Layer dense(
      SplittableRandom random, Layer before, int outputs, Encoding encoding) {
    BitMatrix weights = bits(random, outputs, before.outputShape().size());
    return isInteger(before)
        ? new InputDense(weights, thresholds(random, weights, encoding))
        : new BinaryDense(weights, thresholds(random, weights, null));
  }

  private static Layer conv(SplittableRandom random, Layer before, int outputs, Encoding encoding) {
    Shape map = before.outputShape();
    Padding padding =
        List.of(Padding.NONE, Padding.MINUS_ONE, Padding.PLUS_ONE).get(random.nextInt(3));
    int most = Math.min(7, Math.min(map.height(), map.width()));
    Window window = new Window(map, random.nextInt(1, most + 1), random.nextInt(1, 3), padding);
    return conv(random, before, window, outputs, encoding);
  }

  private static Layer conv(
      SplittableRandom random, Layer before, Window window, int outputs, Encoding encoding) {
    BitMatrix weights = bits(random, outputs, window.size());
    return isInteger(before)
        ? new InputConv2d(window, weights, thresholds(random, weights, encoding))
        : new BinaryConv2d(window, weights, thresholds(random, weights, null));
  }

  private static Layer pool(SplittableRandom random, Shape map) {
    List<MaxPool.Pooling> poolings = new ArrayList<>();
    for (int i = 0; i < map.channels(); i++) {
      poolings.add(random.nextBoolean() ? MaxPool.Pooling.OR : MaxPool.Pooling.AND);
    }
    return new MaxPool(map, 2, random.nextInt(1, 3), poolings);
  }

  private static Layer scores(SplittableRandom random, Layer before, int classes) {
    BitMatrix weights = bits(random, classes, before.outputShape().size());
    return new Scores(weights, IntVector.generate(classes, k -> random.nextInt(-9, 10)));
  }

  private static boolean isInteger(Layer before) {
    return before instanceof InputEncoding input && !input.encoding().isBipolar();
  }

  /** Canonical thresholds: mostly near the middle, where they matter, some at each end. */
  private static Thresholds thresholds(
      SplittableRandom random, BitMatrix weights, Encoding integers) {
    int rows = weights.rows();
    int low = integers == null ? -1 : integers.minimum();
    int high = integers == null ? 1 : integers.maximum();
    int step = integers == null ? 2 : 1;
    int[] minimum = new int[rows];
    int[] maximum = new int[rows];
    int[] values = new int[rows];
    for (int row = 0; row < rows; row++) {
      int plus = weights.countOnes(row);
      int minus = weights.columns() - plus;
      minimum[row] = plus * low - minus * high;
      maximum[row] = plus * high - minus * low;
      int count = (maximum[row] - minimum[row]) / step;
      int position =
          switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> count + 1;
            default -> count / 2 + random.nextInt(-(count / 8) - 1, count / 8 + 2);
          };
      values[row] = minimum[row] + Math.max(0, position) * step;
    }
    return new Thresholds(IntVector.of(values), IntVector.of(minimum), IntVector.of(maximum), step);
  }

  private static BatchNorm norm(SplittableRandom random, int channels, float deviation) {
    float[] gamma = new float[channels];
    float[] beta = new float[channels];
    float[] mean = new float[channels];
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      gamma[c] = random.nextInt(6) == 0 ? 0 : (float) random.nextDouble(-1, 1);
      beta[c] = (float) random.nextDouble(-1, 1);
      mean[c] = deviation * (float) random.nextDouble(-1, 1);
      variance[c] = deviation * deviation * (float) random.nextDouble(0.1, 2);
    }
    return new BatchNorm(
        FloatVector.of(gamma),
        FloatVector.of(beta),
        FloatVector.of(mean),
        FloatVector.of(variance),
        1e-5f);
  }

  private static int pick(SplittableRandom random, int[] values) {
    return values[random.nextInt(values.length)];
  }

  private static BinaryNetwork network(List<Layer> layers) {
    int classes = layers.get(layers.size() - 1).outputShape().size();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      names.add("class " + i);
    }
    return new BinaryNetwork("generated", layers, names, Provenance.unknown());
  }
}
