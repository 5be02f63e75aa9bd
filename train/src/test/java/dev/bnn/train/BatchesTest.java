package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int IMAGES = 103;
  private static final int SIDE = 3;

  @Test
  void everyImageComesOncePerEpoch() {
    for (int size : new int[] {2, 7, 50, 103, 200}) {
      Batches batches = batches(options(size), 1);
      List<Integer> seen = new ArrayList<>();
      int count = Batches.count(IMAGES, size);
      for (int b = 0; b < count; b++) {
        int[] indices = batches.indices(b);
        assertThat(indices.length).isGreaterThanOrEqualTo(Math.min(size, IMAGES));
        Arrays.stream(indices).forEach(seen::add);
      }
      seen.sort(null);
      assertThat(seen).hasSize(IMAGES);
      for (int i = 0; i < IMAGES; i++) {
        assertThat(seen.get(i)).isEqualTo(i);
      }
    }
  }

  @Test
  void orderIsAFunctionOfSeedAndEpochAlone() {
    TrainOptions options = options(10);
    assertThat(order(options, 4)).isEqualTo(order(options, 4));
    assertThat(order(options, 4)).isNotEqualTo(order(options, 5));
    assertThat(order(options, 4)).isNotEqualTo(order(options.withSeed(2), 4));
    assertThat(order(options, 1)).isNotEqualTo(order(options.withSeed(0), 2));
    assertThat(order(options.withShift(1).withLearningRate(0.5), 4)).isEqualTo(order(options, 4));
  }

  @Test
  void shiftsAreAFunctionOfSeedEpochAndImage() {
    TrainOptions options = options(10).withShift(1);
    float[] once = batches(options, 2).batch(3).inputs();
    // asked for in another order
    Batches again = batches(options, 2);
    again.batch(5);
    assertThat(again.batch(3).inputs()).isEqualTo(once);
    assertThat(batches(options.withShift(0), 2).batch(3).inputs()).isNotEqualTo(once);
  }

  @Test
  void labelsAndPixelsStayTogether() {
    Batches batches = batches(options(10), 1);
    for (int b = 0; b < Batches.count(IMAGES, 10); b++) {
      Batches.Batch batch = batches.batch(b);
      int[] indices = batches.indices(b);
      for (int i = 0; i < indices.length; i++) {
        assertThat(batch.labels()[i]).isEqualTo(indices[i] % 2);
        assertThat(batch.inputs()[i * SIDE * SIDE]).isEqualTo(indices[i]);
      }
    }
  }

  @Test
  void shiftMovesZerosIn() {
    byte[] image = {1, 2, 3, 4, 5, 6};
    assertThat(shift(image, 0, 0)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(shift(image, 1, 0)).containsExactly(0, 0, 0, 1, 2, 3);
    assertThat(shift(image, -1, 0)).containsExactly(4, 5, 6, 0, 0, 0);
    assertThat(shift(image, 0, 1)).containsExactly(0, 1, 2, 0, 4, 5);
    assertThat(shift(image, 0, -2)).containsExactly(3, 0, 0, 6, 0, 0);
    assertThat(shift(image, 1, -1)).containsExactly(0, 0, 0, 2, 3, 0);
    assertThat(shift(image, 2, 3)).containsOnly(0);
    assertThat(shift(image, 4, -4)).containsOnly(0);
  }

  @Test
  void shiftMovesEveryChannel() {
    byte[] image = {1, 2, 3, 4};
    byte[] to = new byte[4];
    ShiftImage.apply(image, new Shape(2, 1, 2), 0, 1, to);
    assertThat(to).containsExactly(0, 1, 0, 3);
  }

  @Test
  void thermometerLevelsAreChannels() {
    Shape shape = new Shape(2, 1, 2);
    Encoding encoding = Encoding.parse("thermometer:2"); // from 86, from 171
    ImageEncoder encoder = new ImageEncoder(shape, encoding);
    float[] to = new float[10];
    encoder.encode(new byte[] {0, (byte) 90, (byte) 200, 85}, to, 1);
    assertThat(to).containsExactly(0, -1, 1, -1, -1, 1, -1, 1, -1, 0);
  }

  private static byte[] shift(byte[] image, int down, int right) {
    byte[] to = new byte[image.length];
    Arrays.fill(to, (byte) 99);
    ShiftImage.apply(image, new Shape(1, 2, 3), down, right, to);
    return to;
  }

  private static List<Integer> order(TrainOptions options, int epoch) {
    Batches batches = batches(options, epoch);
    List<Integer> order = new ArrayList<>();
    for (int b = 0; b < Batches.count(IMAGES, options.batchSize()); b++) {
      Arrays.stream(batches.indices(b)).forEach(order::add);
    }
    return order;
  }

  private static Batches batches(TrainOptions options, int epoch) {
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      Arrays.fill(pixels, i * SIDE * SIDE, (i + 1) * SIDE * SIDE, (byte) i);
      labels[i] = i % 2;
    }
    LabeledImages images = LabeledImages.of(1, SIDE, SIDE, pixels, labels, List.of("even", "odd"));
    ImageEncoder encoder = new ImageEncoder(new Shape(1, SIDE, SIDE), Encoding.pixels());
    return new Batches(images, encoder, options, epoch);
  }

  private static TrainOptions options(int batchSize) {
    return new TrainOptions(Mode.BINARY, Recipe.FAST, 1, batchSize, 0.01, 0, 1);
  }
}
