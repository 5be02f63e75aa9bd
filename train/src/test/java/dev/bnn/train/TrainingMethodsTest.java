package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.train.layers.FusedDense;
import dev.bnn.train.layers.LatentWeights;
import dev.bnn.train.layers.SignableWeights;
import dev.bnn.train.layers.SteWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The parts of a recipe at work in whole trainings. */
class TrainingMethodsTest {
  private static final TrainOptions PLAIN =
      new TrainOptions(Mode.BINARY, Recipe.FAST, 4, 32, 0.01, Augment.none(), 1);
  private static final String DENSE = "mlp:24x2";
  private static final String CONVOLUTIONAL = "8c3-p2-24d";

  @TempDir private static Path temporary;
  private static Dataset digits;
  private static TrainingResult plain;

  @BeforeAll
  static void loadDigits() throws IOException {
    digits = Datasets.load("digits", temporary);
    plain = train(DENSE, PLAIN);
  }

  static Stream<TrainOptions> methods() {
    return Stream.of(
        PLAIN.withOptimizer(new Optimizer.Bop(1e-2, 1e-3)),
        PLAIN.withSchedule(Schedule.parse("step:0.3,2")).withWarmUp(1),
        PLAIN.withLoss(Loss.SQUARED_HINGE),
        PLAIN.withLabelSmoothing(0.1),
        PLAIN.withWindow(SteWindow.APPROX_SIGN),
        PLAIN.withWindow(SteWindow.SWISH_SIGN),
        PLAIN.withDropout(0.1).withReestimation(true),
        PLAIN.withTwoStage(true),
        PLAIN.withDistillation(Optional.of(new Distillation("twin", 4, 0.5))),
        PLAIN
            .withTwoStage(true)
            .withWarmUp(1)
            .withSchedule(Schedule.parse("exponential"))
            .withWindow(SteWindow.APPROX_SIGN)
            .withDropout(0.05)
            .withLabelSmoothing(0.05)
            .withReestimation(true)
            .withDistillation(Optional.of(new Distillation("twin", 2, 0.3))));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void every_part_learns_repeats_itself_and_gives_an_exact_integer_network(TrainOptions options) {
    TrainingResult result = train(DENSE, options);
    assertThat(result.validationAccuracy()).as(options.describe()).isGreaterThan(0.5);
    assertSameDecisions(result);
    assertThat(result.network().layers())
        .as(options.describe())
        .isNotEqualTo(plain.network().layers());
    assertThat(train(DENSE, options).model().network().params())
        .as(options.describe())
        .isEqualTo(result.model().network().params());
  }

  @Test
  void parts_go_together_in_convolutional_networks_too() {
    for (TrainOptions options : methods().filter(o -> o.dropout() > 0).toList()) {
      TrainingResult result = train(CONVOLUTIONAL, options);
      assertThat(result.validationAccuracy()).as(options.describe()).isGreaterThan(0.4);
      assertSameDecisions(result);
    }
  }

  private static void assertSameDecisions(TrainingResult result) {
    BinaryNetwork network = Quantizer.quantize(result.network());
    for (int i = 0; i < 60; i++) {
      byte[] image = digits.test().image(i);
      assertThat(result.model().trace(image))
          .as("%s, image %d", result.model().provenance().training(), i)
          .isEqualTo(Interpreter.run(network, image));
    }
  }

  /** As a training that was killed would: weights and updater from a file, the rest anew. */
  @ParameterizedTest
  @MethodSource("methods")
  void weights_and_updater_are_all_that_a_training_remembers(TrainOptions options)
      throws IOException {
    TrainOptions untaught = options.withDistillation(Optional.empty());
    MultiLayerNetwork whole = network(CONVOLUTIONAL, untaught);
    for (int epoch = 1; epoch <= 4; epoch++) {
      fit(whole, untaught, epoch);
    }
    MultiLayerNetwork first = network(CONVOLUTIONAL, untaught);
    fit(first, untaught, 1);
    fit(first, untaught, 2);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(first, file, true);
    MultiLayerNetwork second =
        ModelSerializer.restoreMultiLayerNetwork(
            new ByteArrayInputStream(file.toByteArray()), true);
    fit(second, untaught, 3);
    fit(second, untaught, 4);
    assertThat(second.params()).isEqualTo(whole.params());
    assertThat(second.getUpdater().getStateViewArray())
        .isEqualTo(whole.getUpdater().getStateViewArray());
  }

  @Test
  void the_first_stage_has_real_weights_and_the_second_binary_ones() {
    TrainOptions options = PLAIN.withEpochs(5).withTwoStage(true);
    MultiLayerNetwork network = network(CONVOLUTIONAL, options);
    boolean[] expected = {false, false, true, true, true};
    for (int epoch = 1; epoch <= 5; epoch++) {
      Stages.prepare(network, options, epoch);
      for (int layer = 0; layer <= 4; layer += 2) {
        SignableWeights weights = (SignableWeights) network.getLayer(layer).conf().getLayer();
        assertThat(weights.isBinary()).as("epoch %d", epoch).isEqualTo(expected[epoch - 1]);
      }
      assertThat(Stages.mayBeChosen(options, epoch)).isEqualTo(expected[epoch - 1]);
    }
    // real weights take part: a hidden layer's sums are no integers
    Stages.prepare(network, options, 1);
    INDArray x = new Batches(digits, encoder(CONVOLUTIONAL), options, 1).batch(0).features();
    float real = network.feedForwardToLayer(2, x, false).get(3).dup('c').data().getFloat(0);
    assertThat((double) real).isNotEqualTo(Math.rint(real));
    Stages.prepare(network, options, 3);
    float whole = network.feedForwardToLayer(2, x, false).get(3).dup('c').data().getFloat(0);
    assertThat((double) whole).isEqualTo(Math.rint(whole));
  }

  @Test
  void an_epoch_with_real_weights_is_never_chosen() {
    TrainingResult result = train(DENSE, PLAIN.withEpochs(5).withTwoStage(true));
    assertThat(result.bestEpoch()).isBetween(3, 5);
    assertThat(result.validationAccuracy())
        .isEqualTo(result.epochs().get(result.bestEpoch() - 1).validationAccuracy());
  }

  @Test
  void labels_are_one_hot_smoothed_or_plus_and_minus_one() {
    Batches.Batch batch = new Batches.Batch(Nd4j.zeros(2, 1), new int[] {2, 0});
    assertThat(targets(PLAIN, batch)).containsExactly(0, 0, 1, 0, 1, 0, 0, 0);
    assertThat(targets(PLAIN.withLabelSmoothing(0.2), batch))
        .containsExactly(
            new float[] {0.05f, 0.05f, 0.85f, 0.05f, 0.85f, 0.05f, 0.05f, 0.05f}, within(1e-6f));
    assertThat(targets(PLAIN.withLoss(Loss.SQUARED_HINGE), batch))
        .containsExactly(-1, -1, 1, -1, 1, -1, -1, -1);
  }

  /** Sum over the classes of max(0, 1 − t·s)², mean over the images. */
  @Test
  void squared_hinge_is_its_formula() {
    TrainOptions options = PLAIN.withLoss(Loss.SQUARED_HINGE);
    MultiLayerNetwork network = network(DENSE, options);
    Batches.Batch batch = new Batches(digits, encoder(DENSE), options, 1).batch(0);
    INDArray targets = new Targets(options, 10, Optional.empty()).of(batch);
    network.setInput(batch.features());
    network.setLabels(targets);
    network.computeGradientAndScore();
    INDArray scores = network.feedForwardToLayer(4, batch.features(), true).get(5);
    double expected = 0;
    for (int i = 0; i < batch.labels().length; i++) {
      for (int k = 0; k < 10; k++) {
        double t = batch.labels()[i] == k ? 1 : -1;
        expected += Math.pow(Math.max(0, 1 - t * scores.getDouble(i, k)), 2);
      }
    }
    assertThat(network.score()).isCloseTo(expected / batch.labels().length, within(1e-4));
  }

  @Test
  void a_teacher_comes_from_a_run_folder_and_must_take_the_same_input() throws IOException {
    RunFolder folder = RunFolder.create(temporary, "teacher");
    TrainOptions twin =
        Defaults.options("digits", Mode.FLOAT, Recipe.FAST, 1).withEpochs(PLAIN.epochs());
    TrainingResult teacher =
        train(DENSE, twin.withBatchSize(PLAIN.batchSize()).withAugment(PLAIN.augment()));
    teacher.model().save(folder.checkpoint());
    folder.writeConfig(
        new RunConfig("bnn", "digits", "", "", List.of(), DENSE, 1, Padding.NONE, "pixels", twin));
    Distillation fromFolder = new Distillation(folder.path().toString(), 3, 0.6);
    Distillation fromTwin = new Distillation("twin", 3, 0.6);
    assertThat(train(DENSE, PLAIN.withDistillation(Optional.of(fromFolder))).network().layers())
        .isEqualTo(train(DENSE, PLAIN.withDistillation(Optional.of(fromTwin))).network().layers());

    TrainOptions taught = PLAIN.withDistillation(Optional.of(fromFolder));
    Architecture binary = Architecture.parse(DENSE, 1, Encoding.binary(), new Shape(1, 8, 8), 10);
    assertThatThrownBy(() -> Trainer.train(digits, binary, taught, TrainingListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes pixels input, the network binary");
    TrainOptions nobody = PLAIN.withDistillation(Optional.of(Distillation.parse("nowhere")));
    assertThatThrownBy(() -> train(DENSE, nobody))
        .hasMessageContaining("nowhere is not a run folder");
  }

  @Test
  void bop_has_weights_of_one_and_flips_fewer_of_them_with_a_higher_threshold() {
    List<Integer> flips = new ArrayList<>();
    for (double tau : new double[] {1e-3, 1e-1}) {
      TrainOptions options = PLAIN.withOptimizer(new Optimizer.Bop(0.2, tau));
      MultiLayerNetwork network = network(DENSE, options);
      float[] before = LatentWeights.read(network.getLayer(2));
      for (float weight : before) {
        assertThat(Math.abs(weight)).isEqualTo(1);
      }
      fit(network, options, 1);
      float[] after = LatentWeights.read(network.getLayer(2));
      int flipped = 0;
      for (int i = 0; i < after.length; i++) {
        assertThat(Math.abs(after[i])).isEqualTo(1);
        flipped += after[i] != before[i] ? 1 : 0;
      }
      flips.add(flipped);
    }
    assertThat(flips.get(0)).isGreaterThan(flips.get(1));
  }

  private static float[] targets(TrainOptions options, Batches.Batch batch) {
    return new Targets(options, 4, Optional.empty()).of(batch).data().asFloat();
  }

  private static void fit(MultiLayerNetwork network, TrainOptions options, int epoch) {
    Stages.prepare(network, options, epoch);
    Targets targets = new Targets(options, 10, Optional.empty());
    boolean dense = network.getLayer(0).conf().getLayer() instanceof FusedDense;
    Batches batches = new Batches(digits, encoder(dense ? DENSE : CONVOLUTIONAL), options, epoch);
    for (int i = 0; i < 8; i++) {
      Batches.Batch batch = batches.batch(i);
      network.fit(new DataSet(batch.features(), targets.of(batch)));
    }
  }

  private static ImageEncoder encoder(String model) {
    return new ImageEncoder(architecture(model));
  }

  private static MultiLayerNetwork network(String model, TrainOptions options) {
    return BuildNetwork.apply(architecture(model), options, 8);
  }

  private static TrainingResult train(String model, TrainOptions options) {
    return Trainer.train(digits, architecture(model), options, TrainingListener.NONE);
  }

  private static Architecture architecture(String model) {
    return Architecture.parse(model, 1, Encoding.pixels(), new Shape(1, 8, 8), 10);
  }
}
