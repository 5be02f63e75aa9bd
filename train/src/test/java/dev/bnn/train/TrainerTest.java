package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Version;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final TrainOptions OPTIONS =
      new TrainOptions(Mode.BINARY, Recipe.FAST, 3, 64, 0.01, Augment.none(), 1);

  private static Dataset digits;

  @BeforeAll
  static void loadDigits(@TempDir Path nothingThere) throws IOException {
    digits = Datasets.load("digits", nothingThere);
  }

  @Test
  void sameSeedGivesTheSameNetworkAndAnotherSeedAnother() {
    TrainingResult first = train("mlp:16x2", "pixels", OPTIONS);
    TrainingResult second = train("mlp:16x2", "pixels", OPTIONS);
    assertThat(second.network()).isEqualTo(first.network());
    assertThat(second.model().network().params()).isEqualTo(first.model().network().params());
    assertThat(train("mlp:16x2", "pixels", OPTIONS.withSeed(2)).network().layers())
        .isNotEqualTo(first.network().layers());
  }

  @Test
  void float32DecisionsOfEveryBlockAreThoseOfTheIntegerNetwork() {
    for (String encoding : List.of("pixels", "binary", "thermometer:3")) {
      TrainingResult result = train("tfc", encoding, OPTIONS);
      BinaryNetwork network = Quantizer.quantize(result.network());
      List<Trace> traces = result.model().traces(digits.test());
      for (int i = 0; i < digits.test().size(); i++) {
        byte[] image = digits.test().image(i);
        assertThat(traces.get(i))
            .as("%s, test image %d", encoding, i)
            .isEqualTo(Interpreter.run(network, image));
      }
      assertThat(result.model().trace(digits.test().image(5))).isEqualTo(traces.get(5));
      assertThat(result.model().predict(digits.test()).stream())
          .containsExactlyElementsOf(traces.stream().map(Trace::answer).toList());
    }
  }

  @Test
  void theFastRecipeLearnsDigits() {
    TrainOptions fast = Defaults.options("digits", Mode.BINARY, Recipe.FAST, 1);
    TrainingResult result = train("tfc", "pixels", fast);
    assertThat(result.model().accuracy(digits.test())).isGreaterThan(0.94);
  }

  @Test
  void theFloatTwinLearnsDigits() {
    TrainOptions fast = Defaults.options("digits", Mode.FLOAT, Recipe.FAST, 1).withEpochs(10);
    TrainingResult result = train("tfc", "pixels", fast);
    assertThat(result.model().accuracy(digits.test())).isGreaterThan(0.94);
    assertThatThrownBy(result::network)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a float network cannot be quantized");
    assertThatThrownBy(() -> result.model().traces(digits.test()))
        .hasMessage("only binary networks have integer traces");
  }

  @Test
  void theBestEpochIsKeptAndMeasuredOnTheValidationPart() {
    TrainingResult result = train("mlp:16x2", "pixels", OPTIONS.withEpochs(8));
    assertThat(result.epochs()).hasSize(8);
    double highest =
        result.epochs().stream().mapToDouble(EpochMetrics::validationAccuracy).max().orElseThrow();
    assertThat(result.validationAccuracy()).isEqualTo(highest);
    assertThat(result.epochs().get(result.bestEpoch() - 1).validationAccuracy()).isEqualTo(highest);
    assertThat(result.model().accuracy(digits.validation())).isEqualTo(highest);
    for (EpochMetrics metrics : result.epochs()) {
      assertThat(metrics.trainLoss()).isPositive().isFinite();
      assertThat(metrics.trainAccuracy()).isBetween(0.0, 1.0);
      assertThat(metrics.imagesPerSecond()).isPositive();
    }
  }

  @Test
  void onlyTrainingImagesAreAugmented() {
    TrainOptions options = OPTIONS.withAugment(Augment.parse("crop:2,flip,rotate:15,shift:2"));
    TrainingResult result = train("mlp:16x2", "pixels", options);
    assertThat(result.network().layers())
        .isNotEqualTo(train("mlp:16x2", "pixels", OPTIONS).network().layers());
    // the Interpreter sees the validation images as they are
    BinaryNetwork network = Quantizer.quantize(result.network());
    LabeledImages validation = digits.validation();
    long right =
        IntStream.range(0, validation.size())
            .filter(
                i ->
                    Interpreter.run(network, validation.image(i)).scores().indexOfHighest()
                        == validation.label(i))
            .count();
    assertThat(result.validationAccuracy()).isEqualTo((double) right / validation.size());
  }

  @Test
  void theTestPartDecidesNothing() {
    Dataset otherTest =
        new Dataset("digits", digits.train(), digits.validation(), digits.validation(), "", "");
    TrainingResult other =
        Trainer.train(
            otherTest, architecture("mlp:16x2", "pixels"), OPTIONS, TrainingListener.NONE);
    assertThat(other.network().layers())
        .isEqualTo(train("mlp:16x2", "pixels", OPTIONS).network().layers());
  }

  @Test
  void theNetworkSaysWhereItComesFrom() {
    var network = train("mlp:16x2", "binary", OPTIONS.withSeed(77)).network();
    assertThat(network.name()).isEqualTo("mlp:16x2");
    assertThat(network.classes()).isEqualTo(digits.train().classNames());
    assertThat(network.provenance().tool()).isEqualTo(Version.TOOL);
    assertThat(network.provenance().dataset()).isEqualTo("digits");
    assertThat(network.provenance().dataHash()).isEqualTo(digits.hash());
    assertThat(network.provenance().seed()).isEqualTo(77);
    assertThat(network.provenance().training())
        .startsWith("mlp:16x2, binary input, binary, recipe fast, 3 epochs, batch 64");
  }

  @Test
  void theListenerHearsEveryBatchAndEpochInOrder() {
    List<String> heard = new ArrayList<>();
    TrainingListener ear =
        new TrainingListener() {
          @Override
          public void started(int epochs, int batches) {
            heard.add(epochs + "×" + batches);
          }

          @Override
          public void batch(int epoch, int batch, double loss) {
            heard.add(epoch + "." + batch);
          }

          @Override
          public void epoch(EpochMetrics metrics) {
            heard.add("epoch " + metrics.epoch());
          }
        };
    Trainer.train(
        digits,
        architecture("mlp:8x1", "pixels"),
        OPTIONS.withEpochs(2).withBatchSize(500),
        TrainingListener.both(ear, TrainingListener.NONE));
    assertThat(heard).containsExactly("2×2", "1.1", "1.2", "epoch 1", "2.1", "2.2", "epoch 2");
  }

  @Test
  void anInfiniteLossStopsWithOneClearMessage() {
    DivergedException.check(1, 1, 3.5, 0.1, () -> "somewhere");
    assertThatThrownBy(() -> DivergedException.check(3, 17, Double.NaN, 0.25, () -> "somewhere"))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "training diverged: the loss is NaN in epoch 3, iteration 17 (learning rate 0.250), somewhere;"
                + " try a lower learning rate");
  }

  @Test
  void anArchitectureForOtherImagesIsRefused() {
    Architecture wrong = Architecture.parse("tfc", 1, Encoding.pixels(), new Shape(1, 28, 28), 10);
    assertThatThrownBy(() -> Trainer.train(digits, wrong, OPTIONS, TrainingListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tfc takes images of 1×28×28 in 10 classes; data set 'digits' has 1×8×8 in 10");
    TrainedModel model = train("mlp:8x1", "pixels", OPTIONS.withEpochs(1)).model();
    LabeledImages other =
        LabeledImages.of(1, 2, 2, new byte[4], new int[1], digits.train().classNames());
    assertThatThrownBy(() -> model.predict(other))
        .hasMessage("images of 1×2×2 for a model that takes 1×8×8");
  }

  private static TrainingResult train(String model, String encoding, TrainOptions options) {
    return Trainer.train(digits, architecture(model, encoding), options, TrainingListener.NONE);
  }

  private static Architecture architecture(String model, String encoding) {
    return Architecture.parse(model, 1, Encoding.parse(encoding), new Shape(1, 8, 8), 10);
  }
}
