package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Version;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Trains a network, binary or its float twin.
 *
 * <p>Binary: BinaryNet (Courbariaux et al. 2016, arXiv 1602.02830) with its straight-through
 * estimator, deterministic signs, and clipped latent weights; {@link TrainOptions} choose
 * optimizer, loss and more. Unlike there, the last layer has no batch-norm and the inputs are
 * integers, so that every accumulator is exact.
 */
public final class Trainer {
  private Trainer() {}

  /**
   * Trains on the training part and chooses the epoch by the validation part; the test part is not
   * looked at.
   *
   * <p>The same arguments give the same weights, bit for bit, on the same machine.
   *
   * @throws IllegalArgumentException if the images are not those the architecture takes
   * @throws DivergedException if the loss becomes NaN or infinite
   */
  public static TrainingResult train(
      Dataset dataset, Architecture architecture, TrainOptions options, TrainingListener listener) {
    LabeledImages train = dataset.train();
    check(
        train.size() >= 2 && dataset.validation().size() >= 1,
        "data set '%s' has %d images to train on and %d to validate",
        dataset.name(),
        train.size(),
        dataset.validation().size());
    check(
        train.channels() == architecture.image().channels()
            && train.height() == architecture.image().height()
            && train.width() == architecture.image().width()
            && train.classNames().size() == architecture.classes(),
        "%s takes images of %s in %d classes; data set '%s' has %d×%d×%d in %d",
        architecture.name(),
        architecture.image(),
        architecture.classes(),
        dataset.name(),
        train.channels(),
        train.height(),
        train.width(),
        train.classNames().size());
    return new Training(dataset, architecture, options, listener).run();
  }

  /** One training; its state. */
  private static final class Training {
    private final Dataset dataset;
    private final TrainOptions options;
    private final TrainingListener listener;
    private final ImageEncoder encoder;
    private final ISchedule schedule;
    private final Targets targets;
    private final MultiLayerNetwork network;
    private final TrainedModel model;
    private final AccuracyMeter meter = new AccuracyMeter();
    private final int batches;
    private final long start = System.nanoTime();

    Training(
        Dataset dataset,
        Architecture architecture,
        TrainOptions options,
        TrainingListener listener) {
      this.dataset = dataset;
      this.options = options;
      this.listener = listener;
      this.encoder = new ImageEncoder(architecture);
      this.batches = Batches.count(dataset.train().size(), options.batchSize());
      this.schedule = MakeSchedule.apply(options, options.learningRate(), batches);
      this.network = BuildNetwork.apply(architecture, options, batches);
      this.targets =
          new Targets(options, architecture.classes(), Teacher.of(dataset, architecture, options));
      network.setListeners(meter);
      this.model =
          new TrainedModel(
              architecture,
              options.mode(),
              dataset.train().classNames(),
              new Provenance(
                  Version.TOOL,
                  dataset.name(),
                  dataset.hash(),
                  options.seed(),
                  architecture.name()
                      + ", "
                      + architecture.encoding().name()
                      + " input, "
                      + options.describe(),
                  Double.NaN),
              network);
    }

    TrainingResult run() {
      listener.started(options.epochs(), batches);
      List<EpochMetrics> epochs = new ArrayList<>();
      EpochMetrics best = null;
      INDArray bestParameters = null;
      for (int epoch = 1; epoch <= options.epochs(); epoch++) {
        EpochMetrics metrics = runEpoch(epoch);
        epochs.add(metrics);
        // the last of equals: with a falling rate later epochs are the more settled ones
        if (Stages.mayBeChosen(options, epoch)
            && (best == null || metrics.validationAccuracy() >= best.validationAccuracy())) {
          best = metrics;
          bestParameters = network.params().dup();
        }
        listener.epoch(metrics);
      }
      network.setListeners();
      network.setParams(bestParameters);
      double accuracy = best.validationAccuracy();
      if (options.reestimation()) {
        accuracy = ReestimateNorms.ifNotWorse(model, dataset, accuracy);
      }
      return new TrainingResult(model, best.epoch(), accuracy, epochs);
    }

    private EpochMetrics runEpoch(int epoch) {
      double rate = schedule.valueAt((epoch - 1) * batches, epoch);
      long began = System.nanoTime();
      double loss = 0;
      int right = 0;
      Stages.prepare(network, options, epoch);
      Batches images = new Batches(dataset, encoder, options, epoch);
      for (int index = 0; index < batches; index++) {
        Batches.Batch batch = images.batch(index);
        double batchLoss = fit(batch);
        DivergedException.check(epoch, index + 1, batchLoss, rate);
        loss += batchLoss * batch.labels().length;
        right += meter.countRight(batch.labels());
        listener.batch(epoch, index + 1, batchLoss);
      }
      double trainSeconds = (System.nanoTime() - began) / 1e9;
      int size = dataset.train().size();
      double accuracy = model.accuracy(dataset.validation());
      return new EpochMetrics(
          epoch,
          rate,
          loss / size,
          (double) right / size,
          accuracy,
          size / trainSeconds,
          (System.nanoTime() - start) / 1e9);
    }

    /** One step; the mean loss before it. */
    private double fit(Batches.Batch batch) {
      network.fit(new DataSet(batch.features(), targets.of(batch)));
      return network.score();
    }
  }
}
