package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.FloatVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.TrainedLayer;
import dev.bnn.quantize.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentWeightsTest {
  @Test
  void they_are_clipped_and_have_the_signs_of_the_network(@TempDir Path nothingThere)
      throws IOException {
    Dataset digits = Datasets.load("digits", nothingThere);
    Architecture architecture =
        Architecture.parse("mlp:8x2", 1, Encoding.parse("pixels"), new Shape(1, 8, 8), 10);
    TrainOptions options =
        Defaults.forDataset("digits", digits.train().size())
            .options(Mode.BINARY, Recipe.FAST, 1)
            .withEpochs(1);
    TrainedModel model =
        Trainer.train(digits, architecture, options, TrainingListener.NONE).model();
    List<FloatVector> weights = model.latentWeights();
    TrainedNetwork network = model.trainedNetwork();
    assertThat(weights).hasSize(3);
    for (int layer = 0; layer < 3; layer++) {
      FloatVector latent = weights.get(layer);
      BitMatrix signs = signs(network.layers().get(layer));
      assertThat(latent.size()).isEqualTo(signs.rows() * signs.columns());
      long ones = IntStream.range(0, signs.rows()).map(signs::countOnes).sum();
      assertThat(IntStream.range(0, latent.size()).filter(i -> latent.get(i) >= 0).count())
          .isEqualTo(ones);
      assertThat(IntStream.range(0, latent.size()).allMatch(i -> Math.abs(latent.get(i)) <= 1))
          .isTrue();
    }
  }

  private static BitMatrix signs(TrainedLayer layer) {
    return layer instanceof TrainedLayer.Dense dense
        ? dense.weights()
        : ((TrainedLayer.LastDense) layer).weights();
  }
}
