package dev.bnn.train;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.train.RandomNumbers.Use;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batches of an epoch: every image once, in an order that is a function of (seed, epoch) alone,
 * changed as the options say by a function of (seed, epoch, image) alone. There are batches of the
 * training part only, so nothing else is ever augmented.
 *
 * <p>All batches are of the same size or one image larger, so that none is too small for
 * batch-norm. Images stay bytes; a batch is encoded when it is asked for.
 */
final class Batches {
  private final LabeledImages images;
  private final ImageEncoder encoder;
  private final TrainOptions options;
  private final int epoch;
  private final int[] order;
  private final int count;

  /**
   * The inputs and labels of one batch.
   *
   * @param features (images, values), or maps (images, height, width, channels)
   * @param labels (images)
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this package
  record Batch(INDArray features, int[] labels) {}

  Batches(Dataset dataset, ImageEncoder encoder, TrainOptions options, int epoch) {
    this.images = dataset.train();
    this.encoder = encoder;
    this.options = options;
    this.epoch = epoch;
    this.order =
        RandomNumbers.permutation(
            images.size(), RandomNumbers.of(options.seed(), Use.ORDER, epoch));
    this.count = count(images.size(), options.batchSize());
  }

  /** How many batches an epoch has. */
  static int count(int images, int batchSize) {
    return Math.max(1, images / batchSize);
  }

  /** The images of batch {@code index}, 0…count−1. */
  int[] indices(int index) {
    int from = (int) ((long) order.length * index / count);
    int to = (int) ((long) order.length * (index + 1) / count);
    return java.util.Arrays.copyOfRange(order, from, to);
  }

  Batch batch(int index) {
    int[] chosen = indices(index);
    float[] inputs = new float[chosen.length * encoder.size()];
    int[] labels = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      encoder.encode(augmented(chosen[i]), inputs, i * encoder.size());
      labels[i] = images.label(chosen[i]);
    }
    return new Batch(encoder.features(inputs, labels.length), labels);
  }

  private byte[] augmented(int index) {
    SplittableRandom random =
        RandomNumbers.of(options.seed(), Use.AUGMENT, ((long) epoch << 32) + index);
    return options.augment().apply(images.image(index), images.height(), images.width(), random);
  }
}
