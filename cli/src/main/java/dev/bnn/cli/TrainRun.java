package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.experiments.WriteReport;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Version;
import dev.bnn.quantize.exec.PackedEngine;
import dev.bnn.train.Architecture;
import dev.bnn.train.Continuation;
import dev.bnn.train.EpochMetrics;
import dev.bnn.train.Mode;
import dev.bnn.train.RunConfig;
import dev.bnn.train.RunFolder;
import dev.bnn.train.TrainOptions;
import dev.bnn.train.Trainer;
import dev.bnn.train.TrainingListener;
import dev.bnn.train.TrainingResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** Trains in a new run folder: see {@link #finish}. */
  static TrainRun train(
      Dataset dataset,
      Architecture architecture,
      TrainOptions options,
      RunFolder folder,
      TrainingListener listener,
      Continuation continuation)
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
            architecture.padding(),
            architecture.encoding().name(),
            options));
    return finish(dataset, architecture, options, folder, listener, continuation);
  }

  /**
   * Trains, going on from the state in the run folder if there is one, folds, scores the test set
   * once, and writes the run folder; {@code result.json} last.
   */
  static TrainRun finish(
      Dataset dataset,
      Architecture architecture,
      TrainOptions options,
      RunFolder folder,
      TrainingListener listener,
      Continuation continuation)
      throws IOException {
    TrainingResult result =
        Trainer.train(
            dataset,
            architecture,
            options,
            TrainingListener.both(listener, folder.metricsWriter()),
            continuation);
    List<EpochMetrics> epochs = result.epochs();
    double seconds = epochs.get(epochs.size() - 1).seconds();
    result.model().save(folder.checkpoint());
    Optional<BinaryNetwork> network = Optional.empty();
    IntVector answers;
    if (options.mode() == Mode.BINARY) {
      BinaryNetwork folded = Quantizer.quantize(result.network());
      answers = answers(folded, dataset.test());
      network =
          Optional.of(
              new BinaryNetwork(
                  folded.name(),
                  folded.layers(),
                  folded.classes(),
                  folded.provenance().withTestAccuracy(accuracy(answers, dataset.test()))));
      ModelFile.write(network.get(), folder.model());
    } else {
      answers = result.model().predict(dataset.test());
    }
    TrainRun run =
        new TrainRun(folder, result, accuracy(answers, dataset.test()), network, seconds);
    AtomicFiles.write(
        folder.result(),
        (run.describe(answers, dataset.test()).toPrettyString() + "\n")
            .getBytes(StandardCharsets.UTF_8));
    Files.deleteIfExists(folder.state());
    WriteReport.write(folder.path(), dataset);
    return run;
  }

  private static double accuracy(IntVector answers, LabeledImages images) {
    return (double) countRight(answers, images) / images.size();
  }

  private static int countRight(IntVector answers, LabeledImages images) {
    return (int)
        IntStream.range(0, images.size()).filter(i -> answers.get(i) == images.label(i)).count();
  }

  private static IntVector answers(BinaryNetwork network, LabeledImages images) {
    PackedEngine engine = new PackedEngine(network);
    int[] answers = new int[images.size()];
    for (int from = 0; from < answers.length; from += IMAGES_AT_ONCE) {
      int to = Math.min(answers.length, from + IMAGES_AT_ONCE);
      int[] some = engine.classifyInParallel(images.images(from, to));
      System.arraycopy(some, 0, answers, from, some.length);
    }
    return IntVector.of(answers);
  }

  /** Images the network answers rightly. */
  static int countRight(BinaryNetwork network, LabeledImages images) {
    return countRight(answers(network, images), images);
  }

  Path path() {
    return folder.path();
  }

  /** What the command line prints as JSON. */
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

  /** What {@code result.json} holds: the same but the folder, and every answer. */
  private ObjectNode describe(IntVector answers, LabeledImages images) {
    ObjectNode json = toJson();
    json.remove("folder");
    ObjectNode test = json.putObject("test");
    test.put("images", images.size());
    test.put("right", countRight(answers, images));
    ArrayNode list = test.putArray("answers");
    for (int i = 0; i < answers.size(); i++) {
      list.add(answers.get(i));
    }
    return json;
  }
}
