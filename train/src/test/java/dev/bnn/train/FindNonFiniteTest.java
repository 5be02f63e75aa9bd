package dev.bnn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FindNonFiniteTest {
  @Test
  void namesTheFirstLayerThatIsIll(@TempDir Path nothingThere) throws IOException {
    Dataset digits = Datasets.load("digits", nothingThere);
    Architecture architecture =
        Architecture.parse("8c3-p2-16d", 1, Encoding.pixels(), new Shape(1, 8, 8), 10);
    TrainOptions options =
        new TrainOptions(Mode.FLOAT, Recipe.FAST, 1, 100, 0.01, Augment.none(), 1);
    TrainedModel model =
        Trainer.train(digits, architecture, options, TrainingListener.NONE).model();
    INDArray features = Nd4j.ones(2, 8, 8, 1);
    assertThat(FindNonFinite.describe(model, features)).startsWith("all layers are finite");

    model.network().getParam("4_W").putScalar(3, 3e38f);
    model.network().getParam("4_W").putScalar(4, 3e38f);
    model.network().getParam("1_gamma").assign(1e30f);
    assertThat(FindNonFinite.describe(model, features))
        .startsWith("first in what layer '")
        .endsWith("' computes");
    model.network().getParam("4_W").putScalar(7, Float.NaN);
    assertThat(FindNonFinite.describe(model, features))
        .isEqualTo("first in parameter W of layer '4 scores 10'");
    model.network().getParam("3_var").putScalar(0, Float.POSITIVE_INFINITY);
    assertThat(FindNonFinite.describe(model, features))
        .isEqualTo("first in parameter var of layer '3 dense 16'");
  }
}
