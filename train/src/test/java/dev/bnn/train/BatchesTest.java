package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    assertThat(order(options.withAugment(Augment.parse("flip")).withLearningRate(0.5), 4))
        .isEqualTo(order(options, 4));
  }

  @Test
  void changesAreAFunctionOfSeedEpochAndImage() {
    TrainOptions options = options(10).withAugment(Augment.parse("shift:1"));
    float[] once = batches(options, 2).batch(3).features().data().asFloat();
    // asked for in another order
    Batches again = batches(options, 2);
    again.batch(5);
    assertThat(again.batch(3).features().data().asFloat()).isEqualTo(once);
    assertThat(batches(options.withAugment(Augment.none()), 2).batch(3).features().data().asFloat())
        .isNotEqualTo(once);
    assertThat(inputsByImage(options, 2)).isNotEqualTo(inputsByImage(options, 3));
    assertThat(inputsByImage(options, 2)).isNotEqualTo(inputsByImage(options.withSeed(2), 2));
    // the same image in a batch of another size
    assertThat(inputsByImage(options, 2)).isEqualTo(inputsByImage(options.withBatchSize(7), 2));
  }

  @Test
  void labelsAndPixelsStayTogether() {
    Batches batches = batches(options(10), 1);
    for (int b = 0; b < Batches.count(IMAGES, 10); b++) {
      Batches.Batch batch = batches.batch(b);
      int[] indices = batches.indices(b);
      for (int i = 0; i < indices.length; i++) {
        assertThat(batch.labels()[i]).isEqualTo(indices[i] % 2);
        assertThat(batch.features().getFloat(i, 0)).isEqualTo(indices[i]);
      }
    }
  }

  @Test
  void thermometerLevelsAreChannels() {
    Shape shape = new Shape(2, 1, 2);
    Encoding encoding = Encoding.parse("thermometer:2"); // from 86, from 171
    ImageEncoder encoder = new ImageEncoder(shape, encoding, false);
    float[] to = new float[10];
    encoder.encode(new byte[] {0, (byte) 90, (byte) 200, 85}, to, 1);
    assertThat(to).containsExactly(0, -1, 1, -1, -1, 1, -1, 1, -1, 0);
  }

  /** What enters for every image, whatever its place in the order. */
  private static Map<Integer, List<Float>> inputsByImage(TrainOptions options, int epoch) {
    Batches batches = batches(options, epoch);
    Map<Integer, List<Float>> inputs = new TreeMap<>();
    for (int b = 0; b < Batches.count(IMAGES, options.batchSize()); b++) {
      int[] indices = batches.indices(b);
      float[] values = batches.batch(b).features().data().asFloat();
      for (int i = 0; i < indices.length; i++) {
        List<Float> ofImage = new ArrayList<>();
        for (int k = 0; k < SIDE * SIDE; k++) {
          ofImage.add(values[i * SIDE * SIDE + k]);
        }
        inputs.put(indices[i], ofImage);
      }
    }
    return inputs;
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
    ImageEncoder encoder = new ImageEncoder(new Shape(1, SIDE, SIDE), Encoding.pixels(), false);
    LabeledImages one = images.head(1);
    return new Batches(new Dataset("x", images, one, one, "", ""), encoder, options, epoch);
  }

  private static TrainOptions options(int batchSize) {
    return new TrainOptions(Mode.BINARY, Recipe.FAST, 1, batchSize, 0.01, Augment.none(), 1);
  }
}
