package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
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
  private static final int BATCHES_TO_MEASURE = 200;

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
    checkFits(dataset, architecture);
    return new Training(dataset, architecture, options, listener, Optional.empty()).run();
  }

  /**
   * As above; saves its state from time to time, and goes on from a state saved by an earlier call
   * with the same arguments: to the same bits as if it had never stopped.
   *
   * @throws StoppedException if it was asked to stop; the state has been saved
   * @throws UncheckedIOException if the state cannot be read or written
   */
  public static TrainingResult train(
      Dataset dataset,
      Architecture architecture,
      TrainOptions options,
      TrainingListener listener,
      Continuation continuation) {
    checkFits(dataset, architecture);
    return new Training(dataset, architecture, options, listener, Optional.of(continuation)).run();
  }

  /**
   * How long an epoch takes with its validation, in seconds: measured on the first {@value
   * #BATCHES_TO_MEASURE} batches of a training that is thrown away, the first tenth of them not
   * counted.
   */
  public static double measureEpochSeconds(
      Dataset dataset, Architecture architecture, TrainOptions options) {
    checkFits(dataset, architecture);
    return new Training(dataset, architecture, options, TrainingListener.NONE, Optional.empty())
        .measureEpochSeconds();
  }

  private static void checkFits(Dataset dataset, Architecture architecture) {
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
  }

  /** One training; its state. */
  private static final class Training {
    private final Dataset dataset;
    private final TrainOptions options;
    private final TrainingListener listener;
    private final Optional<Continuation> continuation;
    private final ImageEncoder encoder;
    private final ISchedule schedule;
    private final Targets targets;
    private final MultiLayerNetwork network;
    private final TrainedModel model;
    private final HealthCheck check;
    private final AccuracyMeter meter = new AccuracyMeter();
    private final int batches;
    private final long start = System.nanoTime();
    private double secondsBefore; // trained before it went on
    private long saved = start;

    private final List<EpochMetrics> epochs = new ArrayList<>();
    private final List<List<LayerHealth>> health = new ArrayList<>();
    private Optional<EpochMetrics> best = Optional.empty();
    private float[] bestParameters = new float[0];
    // of the epoch that runs
    private int batch;
    private double loss;
    private int right;
    private double epochSecondsBefore;
    private long epochStart;

    Training(
        Dataset dataset,
        Architecture architecture,
        TrainOptions options,
        TrainingListener listener,
        Optional<Continuation> continuation) {
      this.dataset = dataset;
      this.options = options;
      this.listener = listener;
      this.continuation = continuation;
      this.encoder = new ImageEncoder(architecture);
      this.batches = Batches.count(dataset.train().size(), options.batchSize());
      this.schedule = MakeSchedule.apply(options, options.learningRate(), batches);
      this.network = BuildNetwork.apply(architecture, options, batches);
      this.check = new HealthCheck(architecture, network);
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
      check.beginEpoch();
      restore();
      while (epochs.size() < options.epochs() && !isHopeless()) {
        runEpoch(epochs.size() + 1);
      }
      network.setListeners();
      setValues(network.params(), bestParameters);
      EpochMetrics chosen = best.orElseThrow();
      double accuracy = chosen.validationAccuracy();
      if (options.reestimation()) {
        accuracy = ReestimateNorms.ifNotWorse(model, dataset, accuracy);
      }
      return new TrainingResult(model, chosen.epoch(), accuracy, epochs);
    }

    /** Whether patience is over. */
    private boolean isHopeless() {
      return options.patience() > 0
          && best.isPresent()
          && epochs.size() - best.get().epoch() >= options.patience();
    }

    private void runEpoch(int epoch) {
      epochStart = System.nanoTime();
      double rate = schedule.valueAt((epoch - 1) * batches, epoch);
      Stages.prepare(network, options, epoch);
      Batches images = new Batches(dataset, encoder, options, epoch);
      while (batch < batches) {
        Batches.Batch next = images.batch(batch);
        double batchLoss = fit(next);
        batch++;
        DivergedException.check(
            epoch, batch, batchLoss, rate, () -> FindNonFinite.describe(model, next.features()));
        loss += batchLoss * next.labels().length;
        right += meter.countRight(next.labels());
        listener.batch(epoch, batch, batchLoss);
        saveIfDue(epoch);
      }
      double trainSeconds = epochSeconds();
      check.beginValidation();
      double accuracy = model.accuracy(dataset.validation(), check::observe);
      int size = dataset.train().size();
      EpochMetrics metrics =
          new EpochMetrics(
              epoch,
              rate,
              loss / size,
              (double) right / size,
              accuracy,
              size / trainSeconds,
              seconds());
      endEpoch(metrics, options.mode() == Mode.BINARY ? check.endEpoch() : List.of());
    }

    private void endEpoch(EpochMetrics metrics, List<LayerHealth> layers) {
      epochs.add(metrics);
      health.add(layers);
      // the last of equals: with a falling rate later epochs are the more settled ones
      if (Stages.mayBeChosen(options, metrics.epoch())
          && (best.isEmpty() || metrics.validationAccuracy() >= best.get().validationAccuracy())) {
        best = Optional.of(metrics);
        bestParameters = values(network.params());
      }
      batch = 0;
      loss = 0;
      right = 0;
      epochSecondsBefore = 0;
      epochStart = System.nanoTime();
      check.beginEpoch();
      listener.epoch(metrics);
      if (!layers.isEmpty()) {
        listener.health(metrics.epoch(), layers);
      }
    }

    private double seconds() {
      return secondsBefore + (System.nanoTime() - start) / 1e9;
    }

    private double epochSeconds() {
      return epochSecondsBefore + (System.nanoTime() - epochStart) / 1e9;
    }

    /** One step; the mean loss before it. */
    private double fit(Batches.Batch images) {
      network.fit(new DataSet(images.features(), targets.of(images)));
      return network.score();
    }

    private void saveIfDue(int epoch) {
      if (continuation.isEmpty()) {
        return;
      }
      boolean stop = continuation.get().stop().isRequested();
      if (stop || System.nanoTime() - saved >= continuation.get().every().toNanos()) {
        save(continuation.get());
      }
      if (stop) {
        throw new StoppedException(epoch, batch);
      }
    }

    private void save(Continuation to) {
      TrainingState state =
          new TrainingState(
              epochs,
              health,
              batch,
              loss,
              right,
              epochSeconds(),
              seconds(),
              best.map(EpochMetrics::epoch).orElse(0),
              values(network.params()),
              values(network.getUpdater(true).getStateViewArray()),
              bestParameters,
              check.epochStart());
      try {
        state.write(to.state());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      saved = System.nanoTime();
    }

    /** Goes on from a saved state, if there is one. */
    private void restore() {
      if (continuation.isEmpty() || !Files.exists(continuation.get().state())) {
        return;
      }
      TrainingState state;
      try {
        state = TrainingState.read(continuation.get().state());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      epochs.addAll(state.epochs());
      health.addAll(state.health());
      best = state.best() == 0 ? Optional.empty() : Optional.of(epochs.get(state.best() - 1));
      bestParameters = state.bestParameters();
      batch = state.batch();
      loss = state.loss();
      right = state.right();
      epochSecondsBefore = state.epochSeconds();
      secondsBefore = state.seconds();
      setValues(network.params(), state.parameters());
      setValues(network.getUpdater(true).getStateViewArray(), state.updater());
      // DL4J counts steps itself, for the schedule and for Adam's correction of its first steps
      network.getLayerWiseConfigurations().setIterationCount(epochs.size() * batches + batch);
      check.continueEpoch(state.epochStart());
      listener.resumed(epochs, health);
    }

    private static float[] values(INDArray array) {
      return array == null ? new float[0] : array.dup('c').data().asFloat();
    }

    private static void setValues(INDArray array, float[] values) {
      if (array != null) {
        array.assign(Nd4j.create(values, array.shape(), 'c'));
      }
    }

    double measureEpochSeconds() {
      Batches images = new Batches(dataset, encoder, options, 1);
      Stages.prepare(network, options, 1);
      int count = Math.min(BATCHES_TO_MEASURE, batches);
      int warmUp = count / 10;
      long from = System.nanoTime();
      for (int index = 0; index < count; index++) {
        if (index == warmUp) {
          from = System.nanoTime();
        }
        fit(images.batch(index));
      }
      double perBatch = (System.nanoTime() - from) / 1e9 / (count - warmUp);
      LabeledImages some = dataset.validation().head(Math.min(500, dataset.validation().size()));
      long began = System.nanoTime();
      model.accuracy(some);
      double perImage = (System.nanoTime() - began) / 1e9 / some.size();
      return perBatch * batches + perImage * dataset.validation().size();
    }
  }
}
