package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.ImageFile;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.PackedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bnn predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Class and scores of pictures (PNG, JPEG, BMP, GIF).",
      "A picture of another size is scaled to the network's, aspect not kept, as in training; for"
          + " one channel its luma is taken."
    })
final class PredictCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model.bnn, a run folder, or zoo:NAME.")
  private ModelArgument model;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Pictures.")
  private List<Path> images;

  @Mixin private Output output;

  /** What the network says of a picture. */
  private record Answer(Path image, List<String> classes, IntVector scores) {
    String best() {
      return classes.get(scores.indexOfHighest());
    }

    String toText() {
      return image + ": " + best() + "   scores " + scores + "\n";
    }

    ObjectNode toJson() {
      ObjectNode node =
          Output.JSON.objectNode().put("image", image.toString()).put("class", best());
      ObjectNode all = node.putObject("scores");
      for (int k = 0; k < scores.size(); k++) {
        all.put(classes.get(k), scores.get(k));
      }
      return node;
    }
  }

  @Override
  public Integer call() throws IOException {
    BinaryNetwork network = model.network();
    Shape shape = network.input().image();
    PackedEngine engine = new PackedEngine(network);
    List<Answer> answers = new ArrayList<>();
    for (Path image : images) {
      byte[] bytes = ImageFile.read(image, shape.channels(), shape.height(), shape.width());
      answers.add(new Answer(image, network.classes(), engine.scores(bytes)));
    }
    output.print(
        () -> toJson(answers),
        () -> answers.stream().map(Answer::toText).collect(Collectors.joining()));
    return 0;
  }

  private static ArrayNode toJson(List<Answer> answers) {
    ArrayNode array = Output.JSON.arrayNode();
    answers.forEach(answer -> array.add(answer.toJson()));
    return array;
  }
}
