package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedModelTest {
  private static Dataset digits;

  @TempDir Path temporary;

  @BeforeAll
  static void loadDigits(@TempDir Path nothingThere) throws IOException {
    digits = Datasets.load("digits", nothingThere);
  }

  @Test
  void aLoadedModelIsBitIdentical() throws IOException {
    for (Mode mode : Mode.values()) {
      TrainedModel model = train(mode);
      Path file = temporary.resolve(mode + ".zip");
      model.save(file);
      TrainedModel loaded = TrainedModel.load(file);
      assertThat(loaded.architecture()).isEqualTo(model.architecture());
      assertThat(loaded.mode()).isEqualTo(mode);
      assertThat(loaded.classes()).isEqualTo(model.classes());
      assertThat(loaded.provenance()).isEqualTo(model.provenance());
      assertThat(loaded.network().params()).isEqualTo(model.network().params());
      assertThat(loaded.predict(digits.test())).isEqualTo(model.predict(digits.test()));
      if (mode == Mode.BINARY) {
        assertThat(loaded.traces(digits.test())).isEqualTo(model.traces(digits.test()));
        assertThat(loaded.trainedNetwork()).isEqualTo(model.trainedNetwork());
      }
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path first = temporary.resolve("first.zip");
    Path second = temporary.resolve("second.zip");
    train(Mode.BINARY).save(first);
    train(Mode.BINARY).save(second);
    assertThat(second).hasSameBinaryContentAs(first);
    TrainedModel.load(first).save(first);
    assertThat(first).hasSameBinaryContentAs(second);
    try (ZipFile zip = new ZipFile(first.toFile())) {
      assertThat(zip.stream())
          .isNotEmpty()
          .allMatch(entry -> entry.getTimeLocal().equals(LocalDateTime.of(1980, 2, 1, 0, 0)));
    }
  }

  @Test
  void dl4jCanReadTheCheckpointToo() throws IOException {
    TrainedModel model = train(Mode.BINARY);
    Path file = temporary.resolve("checkpoint.zip");
    model.save(file);
    var network = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
    assertThat(network.params()).isEqualTo(model.network().params());
    assertThat(network.getLayerWiseConfigurations())
        .isEqualTo(model.network().getLayerWiseConfigurations());
  }

  @Test
  void whatIsNoCheckpointIsRefusedByName() throws IOException {
    Path missing = temporary.resolve("missing.zip");
    assertThatThrownBy(() -> TrainedModel.load(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": no such checkpoint");
    Path other = Files.writeString(temporary.resolve("other.zip"), "not a zip");
    assertThatThrownBy(() -> TrainedModel.load(other))
        .isInstanceOf(IOException.class)
        .hasMessage(other + ": not a checkpoint, or damaged: no bnn.json in it");
    Path whole = temporary.resolve("whole.zip");
    train(Mode.BINARY).save(whole);
    byte[] content = Files.readAllBytes(whole);
    for (int length : new int[] {100, content.length / 2, content.length - 3000}) {
      Path cut = Files.write(temporary.resolve("cut.zip"), Arrays.copyOf(content, length));
      assertThatThrownBy(() -> TrainedModel.load(cut))
          .as("the first %d of %d bytes", length, content.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(cut + ": not a checkpoint, or damaged: ");
    }
  }

  private static TrainedModel train(Mode mode) {
    Architecture architecture =
        Architecture.parse("mlp:24x2", 1, Encoding.pixels(), new Shape(1, 8, 8), 10);
    TrainOptions options =
        new TrainOptions(mode, Recipe.FAST, 2, 100, 0.01, Augment.parse("shift:1"), 5);
    return Trainer.train(digits, architecture, options, TrainingListener.NONE).model();
  }
}
