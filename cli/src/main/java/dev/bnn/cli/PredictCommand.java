package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.ImageFile;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.PackedEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
      "A picture of another size is scaled to the network's; for one channel its luma is taken."
    })
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model.bnn or a run folder.")
  private Path model;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Pictures.")
  private List<Path> images;

  @Option(names = "--json", description = Json.HELP)
  private boolean json;

  @Override
  public Integer call() throws IOException {
    BinaryNetwork network = new ModelArgument(model).network();
    Shape shape = network.input().image();
    PackedEngine engine = new PackedEngine(network);
    ArrayNode answers = Json.object().putArray("answers");
    PrintWriter out = spec.commandLine().getOut();
    for (Path image : images) {
      IntVector scores =
          engine.scores(ImageFile.read(image, shape.channels(), shape.height(), shape.width()));
      String answer = network.classes().get(scores.indexOfHighest());
      if (json) {
        ObjectNode node = answers.addObject();
        node.put("image", image.toString());
        node.put("class", answer);
        ObjectNode all = node.putObject("scores");
        for (int k = 0; k < scores.size(); k++) {
          all.put(network.classes().get(k), scores.get(k));
        }
      } else {
        out.println(image + ": " + answer + "   scores " + scores);
      }
    }
    if (json) {
      out.println(answers.toPrettyString());
    }
    out.flush();
    return 0;
  }
}
