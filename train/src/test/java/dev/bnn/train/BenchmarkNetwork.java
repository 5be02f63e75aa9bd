package dev.bnn.train;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import java.util.Random;
import java.util.stream.IntStream;

/** A network of the comparisons under {@code bench/torch}, from words of the command line. */
record BenchmarkNetwork(Architecture architecture, Mode mode) {
  private static final int CLASSES = 10;

  /**
   * The network of {@code MODEL WIDTH ENCODING MODE …}, as {@code cnv 0.5 pixels binary}: of 28×28
   * grey images where it has dense layers alone, of 32×32 in colour otherwise, 10 classes.
   */
  static BenchmarkNetwork parse(String[] words) {
    boolean convolution = words[0].startsWith("c");
    return new BenchmarkNetwork(
        Architecture.parse(
            words[0],
            Double.parseDouble(words[1]),
            Encoding.parse(words[2]),
            convolution ? new Shape(3, 32, 32) : new Shape(1, 28, 28),
            CLASSES),
        Mode.parse(words[3]));
  }

  /** Random bytes with random labels. */
  LabeledImages randomImages(int count, long seed) {
    Random random = new Random(seed);
    Shape shape = architecture.image();
    byte[] pixels = new byte[count * shape.size()];
    random.nextBytes(pixels);
    return LabeledImages.of(
        shape.channels(),
        shape.height(),
        shape.width(),
        pixels,
        random.ints(count, 0, CLASSES).toArray(),
        IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList());
  }
}
