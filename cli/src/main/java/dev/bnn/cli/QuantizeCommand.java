package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.LayerSummary;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Quantizer;
import dev.bnn.train.Mode;
import dev.bnn.train.RunFolder;
import dev.bnn.train.TrainedModel;
import dev.bnn.verify.CompareLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn quantize}. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fold the trained network of a run folder into integers.",
      "",
      "With --compare every value that the trainer's float32 network computes for the test set is"
          + " held against the integer network, layer by layer; exit 1 if any differs."
    })
final class QuantizeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "A run folder.")
  private Path run;

  @Option(names = "--compare", description = "Compare float and integer network.")
  private boolean compare;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Compare the first N images only. Default: the whole test set.")
  private Integer images;

  @Mixin private DatasetOptions data;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    if (!Files.exists(folder.checkpoint())) {
      throw new CommandFailedException(
          run + ": no checkpoint.zip yet: the training did not end; go on with --resume");
    }
    TrainedModel model = TrainedModel.load(folder.checkpoint());
    if (model.mode() == Mode.FLOAT) {
      throw new CommandFailedException(run + ": a float network cannot be folded into integers");
    }
    BinaryNetwork folded = Quantizer.quantize(model.trainedNetwork());
    String state = write(folder, folded);
    if (!compare) {
      output.print(() -> describe(folded, state), () -> run + ": " + state + "\n");
      return 0;
    }
    Dataset dataset = data.loadNamed(folder.readConfig().dataset());
    LabeledImages test = dataset.test();
    LabeledImages some = images == null ? test : test.head(Math.min(images, test.size()));
    List<CompareLayers.Layer> layers = CompareLayers.apply(folded, some, model::traces);
    output.print(
        () -> toJson(folded, state, some, layers), () -> toText(folded, state, some, layers));
    return layers.stream().allMatch(layer -> layer.disagreements() == 0) ? 0 : 1;
  }

  /** Writes {@code model.bnn} unless the one that is there holds the same network. */
  private static String write(RunFolder folder, BinaryNetwork folded) throws IOException {
    if (Files.exists(folder.model())
        && ModelFile.read(folder.model()).hash().equals(folded.hash())) {
      return "model.bnn is the folded network";
    }
    String state =
        Files.exists(folder.model()) ? "model.bnn differed, replaced" : "model.bnn written";
    ModelFile.write(folded, folder.model());
    return state;
  }

  private static String toText(
      BinaryNetwork network, String state, LabeledImages images, List<CompareLayers.Layer> layers) {
    TextTable table =
        new TextTable("rlrrl", "layer", "kind", "values", "disagreements", "first difference");
    List<LayerSummary> summaries = LayerSummary.of(network);
    for (int i = 0; i < layers.size(); i++) {
      CompareLayers.Layer layer = layers.get(i);
      table.row(
          i,
          summaries.get(i).kind(),
          layer.values(),
          layer.disagreements(),
          layer.firstDifference());
    }
    return "%s: %s%n%d images, float32 of DL4J against integers:%n%n%s"
        .formatted(network.name(), state, images.size(), table);
  }

  private static ObjectNode describe(BinaryNetwork network, String state) {
    return Output.JSON.objectNode().put("networkSha256", network.hash()).put("model", state);
  }

  private static ObjectNode toJson(
      BinaryNetwork network, String state, LabeledImages images, List<CompareLayers.Layer> layers) {
    ObjectNode json = describe(network, state).put("images", images.size());
    ArrayNode list = json.putArray("layers");
    for (CompareLayers.Layer layer : layers) {
      list.addObject()
          .put("values", layer.values())
          .put("disagreements", layer.disagreements())
          .put("firstDifference", layer.firstDifference());
    }
    return json;
  }
}
