package dev.bnn.train;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Our side of {@code bench/torch/speed}: trains on random images and stops between two batches
 * whenever it has been told to train for so many seconds.
 *
 * <p>Arguments: {@code MODEL WIDTH ENCODING MODE BATCH}. Every line of standard input is a number
 * of seconds; it is answered with a line {@code IMAGES SECONDS CPU_SECONDS} of the whole process,
 * compiler and garbage collection included. The end of the input ends it. What is measured is
 * {@link Trainer} itself: encoding, step, optimizer, its bookkeeping.
 */
final class TrainingSpeed implements TrainingListener {
  private static final int IMAGES = 10_000;

  private final BufferedReader orders =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final int batch;
  private long images;
  private long start;
  private long cpuStart;
  private long end;

  private TrainingSpeed(int batch) {
    this.batch = batch;
  }

  public static void main(String[] args) {
    BenchmarkNetwork network = BenchmarkNetwork.parse(args);
    int batch = Integer.parseInt(args[4]);
    TrainOptions options =
        Defaults.options("cifar10", network.mode(), Recipe.FAST, 1)
            .withBatchSize(batch)
            .withEpochs(100_000)
            .withAugment(Augment.none());
    LabeledImages images = network.randomImages(IMAGES, 1);
    Trainer.train(
        new Dataset("random", images, images.head(2), images.head(2), "java.util.Random", "none"),
        network.architecture(),
        options,
        new TrainingSpeed(batch));
  }

  @Override
  public void started(int epochs, int batches) {
    awaitOrder();
  }

  @Override
  public void batch(int epoch, int index, double loss) {
    images += batch;
    long now = System.nanoTime();
    if (now >= end) {
      System.out.printf(
          Locale.ROOT, "%d %.3f %.3f%n", images, (now - start) / 1e9, (cpu() - cpuStart) / 1e9);
      System.out.flush();
      awaitOrder();
    }
  }

  private void awaitOrder() {
    try {
      String seconds = orders.readLine();
      if (seconds == null) {
        System.exit(0);
      }
      images = 0;
      cpuStart = cpu();
      start = System.nanoTime();
      end = start + (long) (Double.parseDouble(seconds) * 1e9);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
