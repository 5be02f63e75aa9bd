package dev.bnn.experiments;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A run folder of three epochs on {@code digits} with a network of random weights. */
final class SmallRun {
  static final String CONFIG =
      """
      {
        "tool" : "bnn 0.0.9",
        "dataset" : "digits",
        "dataHash" : "%s",
        "dataNotes" : [ "first note", "second note" ],
        "model" : "tfc",
        "width" : 0.5,
        "encoding" : "pixels",
        "mode" : "binary",
        "epochs" : 3,
        "learningRate" : 0.02,
        "seed" : 7
      }
      """;
  static final String METRICS =
      """
      epoch,learning_rate,train_loss,train_accuracy,validation_accuracy,images_per_second,seconds
      1,0.02,1.5,0.50,0.45,1000.0,0.5
      2,0.01,1.0,0.70,0.65,1000.0,1.0
      3,0.001,0.8,0.80,0.64,1000.0,1.5
      """;
  static final String HEALTH =
      """
      epoch,layer,flip_rate,saturated,constant_channels,channels
      1,1 dense 32,0.10,0.01,3,32
      1,2 scores 10,0.05,0.02,0,10
      2,1 dense 32,0.04,0.03,1,32
      2,2 scores 10,0.02,0.04,0,10
      """;

  private SmallRun() {}

  static Dataset digits() throws IOException {
    return Datasets.load("digits", Datasets.defaultDirectory());
  }

  /** A network for {@code digits}; random weights make many mistakes. */
  static BinaryNetwork network(double testAccuracy) throws IOException {
    BinaryNetwork generated =
        GeneratedNetworks.dense(
            new SplittableRandom(1), new Shape(1, 8, 8), Encoding.pixels(), 32, 10);
    return new BinaryNetwork(
        "tfc-0.5",
        generated.layers(),
        digits().test().classNames(),
        new Provenance("bnn 0.0.9", "digits", digits().hash(), 7, "", testAccuracy));
  }

  /** The answers to the test set, by the specification. */
  static IntVector answers() throws IOException {
    BinaryNetwork network = network(0);
    Dataset digits = digits();
    return IntVector.generate(
        digits.test().size(), i -> Interpreter.run(network, digits.test().image(i)).answer());
  }

  static int countRight(IntVector answers) throws IOException {
    Dataset digits = digits();
    int right = 0;
    for (int i = 0; i < answers.size(); i++) {
      right += answers.get(i) == digits.test().label(i) ? 1 : 0;
    }
    return right;
  }

  static String result(IntVector answers) throws IOException {
    return """
        {"bestEpoch": 2, "validationAccuracy": 0.65, "seconds": 1.5,
         "test": {"images": %d, "right": %d, "answers": %s}}
        """
        .formatted(answers.size(), countRight(answers), answers);
  }

  static void writeConfig(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), CONFIG.formatted(digits().hash()));
  }

  /** All files of a run but the checkpoint. */
  static Path write(Path folder) throws IOException {
    writeConfig(folder);
    Files.writeString(folder.resolve("metrics.csv"), METRICS);
    Files.writeString(folder.resolve("health.csv"), HEALTH);
    IntVector answers = answers();
    Files.writeString(folder.resolve("result.json"), result(answers));
    double accuracy = (double) countRight(answers) / answers.size();
    ModelFile.write(network(accuracy), folder.resolve("model.bnn"));
    return folder;
  }
}
