package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.imports.ImportOptions;
import dev.bnn.imports.ImportOptions.Scale;
import dev.bnn.imports.ImportedNetwork;
import dev.bnn.imports.OnnxImporter;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Read a binary network trained elsewhere from ONNX.",
    footer = {
      "",
      "  bnn import tfc.onnx --out tfc.bnn --dataset mnist",
      "  bnn eval tfc.bnn --dataset mnist",
      "",
      "Brevitas, QKeras, Larq, FINN and standard ONNX of ±1 networks are understood; what cannot be",
      "mapped exactly is refused with the node and the reason (docs/onnx.md)."
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "An ONNX file.")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL",
      description = "The model.bnn to write.")
  private Path out;

  @Option(names = "--force", description = "Replace MODEL if it exists.")
  private boolean force;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the network.")
  private String name;

  @Option(
      names = "--classes",
      paramLabel = "FILE|A,B,C",
      description = "Names of the classes: a file with one a line, or a list with commas.")
  private String classes;

  @Option(
      names = "--input-scale",
      paramLabel = "1|1/255",
      description = "What the file takes: pixels of 0…255 (1) or of 0…1 (1/255). Default: a guess.")
  private String inputScale;

  @Option(
      names = "--image",
      paramLabel = "C,H,W",
      description = "Channels, height and width of the image. Default: the file's input.")
  private String image;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      defaultValue = "",
      description = "What it was trained on; kept in the model.")
  private String dataset;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out) && !force) {
      throw new CommandFailedException(out + " exists: name another file, or add --force");
    }
    ImportedNetwork imported = OnnxImporter.read(file, options());
    ModelFile.write(imported.network(), out);
    output.print(() -> toJson(imported), () -> toText(imported));
    return 0;
  }

  private ImportOptions options() throws IOException {
    return new ImportOptions(
        Optional.ofNullable(name),
        classes == null ? Optional.empty() : Optional.of(readClasses(classes)),
        inputScale == null ? Optional.empty() : Optional.of(readScale(inputScale)),
        image == null ? Optional.empty() : Optional.of(readShape(image)),
        dataset);
  }

  private static List<String> readClasses(String word) throws IOException {
    return word.contains(",")
        ? Arrays.asList(word.split(",", -1))
        : Files.readAllLines(Path.of(word)).stream().filter(line -> !line.isBlank()).toList();
  }

  private static Scale readScale(String word) {
    return switch (word) {
      case "1" -> Scale.BYTES;
      case "1/255" -> Scale.UNIT;
      default ->
          throw new IllegalArgumentException(
              "--input-scale " + word + ": must be 1 (0…255) or 1/255 (0…1)");
    };
  }

  private static Shape readShape(String word) {
    if (!word.matches("[0-9]{1,5},[0-9]{1,5},[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "--image " + word + ": must be channels,height,width such as 1,28,28");
    }
    int[] sides = Arrays.stream(word.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    return new Shape(sides[0], sides[1], sides[2]);
  }

  private String toText(ImportedNetwork imported) {
    BinaryNetwork network = imported.network();
    TextTable table = new TextTable("rlrl", "layer", "kind", "output", "from");
    for (ImportedNetwork.Origin origin : imported.origins()) {
      var layer = network.layers().get(origin.layer());
      table.row(
          origin.layer(),
          kind(network, origin.layer()),
          layer.outputShape(),
          String.join(" ", origin.nodes()));
    }
    StringBuilder text = new StringBuilder();
    imported.guesses().forEach(guess -> text.append("guessed: ").append(guess).append('\n'));
    imported.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.append(table)
        .append(out)
        .append(": ")
        .append(network.name())
        .append('\n')
        .toString();
  }

  private static String kind(BinaryNetwork network, int layer) {
    return layer == 0
        ? network.input().encoding().name()
        : network.layers().get(layer).getClass().getSimpleName();
  }

  private ObjectNode toJson(ImportedNetwork imported) {
    BinaryNetwork network = imported.network();
    ObjectNode root =
        Output.JSON
            .objectNode()
            .put("model", out.toString())
            .put("name", network.name())
            .put("networkSha256", network.hash());
    ArrayNode layers = root.putArray("layers");
    for (ImportedNetwork.Origin origin : imported.origins()) {
      ObjectNode layer =
          layers
              .addObject()
              .put("layer", origin.layer())
              .put("kind", kind(network, origin.layer()))
              .put("output", network.layers().get(origin.layer()).outputShape().toString());
      origin.nodes().forEach(layer.putArray("nodes")::add);
    }
    imported.guesses().forEach(root.putArray("guesses")::add);
    imported.notes().forEach(root.putArray("notes")::add);
    return root;
  }
}
