package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.ImageFile;
import dev.bnn.datasets.ImageSize;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.PackedEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model.bnn or a run folder.")
  private ModelArgument model;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Pictures.")
  private List<Path> images;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Tell only the K best classes, the best first.")
  private Integer top;

  @Mixin private Output output;

  @Spec private CommandSpec command;

  /** What the network says of a picture. */
  private record Answer(Path image, List<String> classes, IntVector scores) {
    /** Numbers of the classes, the best first; of equals the lower number, as in the answer. */
    List<Integer> ranking(int size) {
      return IntStream.range(0, classes.size())
          .boxed()
          .sorted(Comparator.comparingInt(k -> -scores.get(k)))
          .limit(size)
          .toList();
    }

    String toText() {
      return image + ": " + classes.get(scores.indexOfHighest()) + "   scores " + scores + "\n";
    }

    String toText(int size) {
      return ranking(size).stream()
          .map(k -> classes.get(k) + " (" + scores.get(k) + ")")
          .collect(Collectors.joining(", ", image + ": ", "\n"));
    }

    ObjectNode toJson(int size) {
      int best = scores.indexOfHighest();
      ObjectNode node =
          Output.JSON
              .objectNode()
              .put("image", image.toString())
              .put("class", classes.get(best))
              .put("index", best);
      ArrayNode ranked = node.putArray("top");
      for (int k : ranking(size)) {
        ranked.addObject().put("class", classes.get(k)).put("index", k).put("score", scores.get(k));
      }
      ObjectNode all = node.putObject("scores");
      for (int k = 0; k < scores.size(); k++) {
        all.put(classes.get(k), scores.get(k));
      }
      return node;
    }
  }

  @Override
  public Integer call() throws IOException {
    if (top != null && top < 1) {
      throw new IllegalArgumentException("--top " + top + ": at least 1");
    }
    BinaryNetwork network = model.network();
    Shape shape = network.input().image();
    PackedEngine engine = new PackedEngine(network);
    List<Answer> answers = new ArrayList<>();
    for (Path image : images) {
      byte[] bytes = ImageFile.read(image, shape.channels(), shape.height(), shape.width());
      answers.add(new Answer(image, network.classes(), engine.scores(bytes)));
    }
    noteScaled(new ImageSize(shape.height(), shape.width()));
    output.print(
        () -> toJson(answers, top == null ? network.classes().size() : top),
        () ->
            answers.stream()
                .map(answer -> top == null ? answer.toText() : answer.toText(top))
                .collect(Collectors.joining()));
    return 0;
  }

  /** A line if pictures have another size than the network takes. */
  private void noteScaled(ImageSize size) throws IOException {
    List<Path> scaled = new ArrayList<>();
    for (Path image : images) {
      if (!ImageFile.size(image).equals(size)) {
        scaled.add(image);
      }
    }
    if (!scaled.isEmpty()) {
      PrintWriter err = command.commandLine().getErr();
      err.println(
          Numbers.format(
              "note: %s is %s, scaled to %s%s",
              scaled.get(0),
              ImageFile.size(scaled.get(0)),
              size,
              scaled.size() == 1 ? "" : " (and " + (scaled.size() - 1) + " more)"));
      err.flush();
    }
  }

  private static ArrayNode toJson(List<Answer> answers, int size) {
    ArrayNode array = Output.JSON.arrayNode();
    answers.forEach(answer -> array.add(answer.toJson(size)));
    return array;
  }
}
