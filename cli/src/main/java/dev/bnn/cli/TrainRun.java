package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Version;
import dev.bnn.quantize.exec.PackedEngine;
import dev.bnn.train.Architecture;
import dev.bnn.train.Mode;
import dev.bnn.train.RunConfig;
import dev.bnn.train.RunFolder;
import dev.bnn.train.TrainOptions;
import dev.bnn.train.Trainer;
import dev.bnn.train.TrainingListener;
import dev.bnn.train.TrainingResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A finished training with its files written.
 *
 * @param folder the run folder
 * @param result what the trainer gave
 * @param testAccuracy on the test set, scored once: of the integer network in binary mode
 * @param network the integer network; empty in float mode
 * @param seconds time of the training
 */
record TrainRun(
    RunFolder folder,
    TrainingResult result,
    double testAccuracy,
    Optional<BinaryNetwork> network,
    double seconds) {
  /** Images that are copied together for the engine. */
  private static final int IMAGES_AT_ONCE = 8192;

  /** Trains, folds, scores the test set once, and writes the run folder. */
  static TrainRun train(
      Dataset dataset,
      Architecture architecture,
      TrainOptions options,
      RunFolder folder,
      TrainingListener listener)
      throws IOException {
    folder.writeConfig(
        new RunConfig(
            Version.TOOL,
            dataset.name(),
            dataset.hash(),
            dataset.contentHash(),
            dataset.notes(),
            architecture.model(),
            architecture.width(),
            architecture.encoding().name(),
            options));
    long start = System.nanoTime();
    TrainingResult result =
        Trainer.train(
            dataset,
            architecture,
            options,
            TrainingListener.both(listener, folder.metricsWriter()));
    double seconds = (System.nanoTime() - start) / 1e9;
    result.model().save(folder.checkpoint());
    Optional<BinaryNetwork> network = Optional.empty();
    double accuracy;
    if (options.mode() == Mode.BINARY) {
      BinaryNetwork folded = Quantizer.quantize(result.network());
      accuracy = (double) countRight(folded, dataset.test()) / dataset.test().size();
      network =
          Optional.of(
              new BinaryNetwork(
                  folded.name(),
                  folded.layers(),
                  folded.classes(),
                  folded.provenance().withTestAccuracy(accuracy)));
      ModelFile.write(network.get(), folder.model());
    } else {
      accuracy = result.model().accuracy(dataset.test());
    }
    TrainRun run = new TrainRun(folder, result, accuracy, network, seconds);
    AtomicFiles.write(
        folder.path().resolve("summary.json"),
        (run.toJson().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    return run;
  }

  /** Images the network answers rightly. */
  static int countRight(BinaryNetwork network, LabeledImages images) {
    PackedEngine engine = new PackedEngine(network);
    int right = 0;
    for (int from = 0; from < images.size(); from += IMAGES_AT_ONCE) {
      int to = Math.min(images.size(), from + IMAGES_AT_ONCE);
      int[] answers = engine.classifyInParallel(images.images(from, to));
      for (int i = from; i < to; i++) {
        right += answers[i - from] == images.label(i) ? 1 : 0;
      }
    }
    return right;
  }

  Path path() {
    return folder.path();
  }

  /** What {@code summary.json} holds. */
  ObjectNode toJson() {
    ObjectNode json = Output.JSON.objectNode();
    json.put("folder", path().toString());
    json.put("seed", result.model().provenance().seed());
    json.put("bestEpoch", result.bestEpoch());
    json.put("validationAccuracy", result.validationAccuracy());
    json.put("testAccuracy", testAccuracy);
    json.put("seconds", seconds);
    network.ifPresent(n -> json.put("networkSha256", n.hash()));
    return json;
  }
}
