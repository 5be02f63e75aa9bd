package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained convolutional networks decide as the integer networks made of them, layer by layer. */
class ConvolutionalModelTest {
  @TempDir Path temporary;

  @Test
  void integerNetworkDecidesAsTheTrainerForEveryPaddingAndEncoding() throws IOException {
    Dataset digits = Datasets.load("digits", temporary);
    for (String encoding : List.of("pixels", "binary", "thermometer:3")) {
      for (Padding padding : Padding.values()) {
        assertSameDecisions(digits, "9c3-p2-12c2-20d", padding, encoding);
      }
    }
    assertSameDecisions(digits, "5c3s2-p2-7c1", Padding.PLUS_ONE, "pixels");
    assertSameDecisions(digits, "5c4-6c3-p2-9d-8d", Padding.MINUS_ONE, "binary");
  }

  @Test
  void namedNetworksOfColourImagesDoToo() {
    Dataset noise = noise();
    assertSameDecisions(noise, "cnv", 0.125, Padding.NONE, "pixels", noise.test());
    assertSameDecisions(noise, "cnn", 0.125, Padding.MINUS_ONE, "pixels", noise.test());
    assertSameDecisions(noise, "cnn", 0.125, Padding.NONE, "thermometer:2", noise.test());
    assertSameDecisions(noise, "cnv", 0.125, Padding.PLUS_ONE, "binary", noise.test());
  }

  @Test
  void aLoadedModelIsBitIdenticalAndTheSameSeedGivesTheSameBytes() throws IOException {
    Dataset digits = Datasets.load("digits", temporary);
    for (Mode mode : Mode.values()) {
      TrainedModel model = train(digits, "16c3-p2-48d", 1, Padding.MINUS_ONE, "pixels", mode);
      Path first = temporary.resolve(mode + "-first.zip");
      Path second = temporary.resolve(mode + "-second.zip");
      model.save(first);
      train(digits, "16c3-p2-48d", 1, Padding.MINUS_ONE, "pixels", mode).save(second);
      assertThat(TrainedModel.load(second).network().params())
          .as(mode.word())
          .isEqualTo(model.network().params());
      assertThat(second).hasSameBinaryContentAs(first);
      TrainedModel loaded = TrainedModel.load(first);
      assertThat(loaded.architecture()).isEqualTo(model.architecture());
      assertThat(loaded.predict(digits.test())).isEqualTo(model.predict(digits.test()));
      assertThat(model.accuracy(digits.validation())).isGreaterThan(0.6);
    }
  }

  private static void assertSameDecisions(
      Dataset dataset, String model, Padding padding, String encoding) {
    assertSameDecisions(dataset, model, 1, padding, encoding, dataset.test());
  }

  private static void assertSameDecisions(
      Dataset dataset,
      String model,
      double width,
      Padding padding,
      String encoding,
      LabeledImages images) {
    TrainedModel trained = train(dataset, model, width, padding, encoding, Mode.BINARY);
    BinaryNetwork network = Quantizer.quantize(trained.trainedNetwork());
    List<Trace> traces = trained.traces(images);
    for (int i = 0; i < images.size(); i++) {
      assertThat(traces.get(i))
          .as("%s, %s, image %d", trained.architecture().name(), encoding, i)
          .isEqualTo(Interpreter.run(network, images.image(i)));
    }
  }

  private static TrainedModel train(
      Dataset dataset, String model, double width, Padding padding, String encoding, Mode mode) {
    LabeledImages images = dataset.train();
    Architecture architecture =
        new Architecture(
            model,
            width,
            padding,
            new Shape(images.channels(), images.height(), images.width()),
            Encoding.parse(encoding),
            images.classNames().size());
    TrainOptions options =
        new TrainOptions(mode, Recipe.FAST, 2, 32, 0.01, Augment.parse("shift:1"), 5);
    return Trainer.train(dataset, architecture, options, TrainingListener.NONE).model();
  }

  /** Small sets of random 32×32 images in colour. */
  private static Dataset noise() {
    Random random = new Random(1);
    List<LabeledImages> parts = new ArrayList<>();
    for (int size : new int[] {64, 4, 6}) {
      byte[] pixels = new byte[size * 3 * 32 * 32];
      random.nextBytes(pixels);
      int[] labels = random.ints(size, 0, 2).toArray();
      parts.add(LabeledImages.of(3, 32, 32, pixels, labels, List.of("a", "b")));
    }
    return new Dataset("noise", parts.get(0), parts.get(1), parts.get(2), "", "");
  }
}
