package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads binary networks that were trained elsewhere from ONNX: Brevitas, QKeras, Larq, FINN, and
 * this toolkit's own files.
 *
 * <p>The graph is walked once. Values that do not depend on the image are computed; those that do
 * are carried as an integer (a byte, a bit, a dot product) and the float32 expression that the file
 * makes of it. Where a layer takes such a value, the expression is evaluated at what the integer
 * can be, and becomes an encoding or thresholds: whatever operators it is written with. What does
 * not fit exactly is refused.
 */
public final class OnnxImporter {
  private static final long LARGEST_FILE = 128L << 20;
  private static final long MOST_VALUES = 1L << 26;

  private OnnxImporter() {}

  /**
   * Reads a file.
   *
   * @throws OnnxImportException in one line, if it is damaged or cannot be mapped exactly
   * @throws IOException if it cannot be read
   */
  public static ImportedNetwork read(Path file, ImportOptions options) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not an ONNX file");
    }
    long size = Files.size(file);
    if (size > LARGEST_FILE) {
      throw new OnnxImportException(
          file + ": " + size + " bytes; at most " + LARGEST_FILE + " are read", null);
    }
    try {
      return read(Files.readAllBytes(file), options);
    } catch (OnnxImportException e) {
      throw new OnnxImportException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the bytes of a file.
   *
   * @throws OnnxImportException in one line, if they are damaged or cannot be mapped exactly
   */
  public static ImportedNetwork read(byte[] bytes, ImportOptions options)
      throws OnnxImportException {
    try {
      return new OnnxImporter.Walk(ReadModel.read(bytes), options).run();
    } catch (Refusal | IllegalArgumentException e) {
      throw new OnnxImportException(e.getMessage(), e);
    }
  }

  /** One pass over the nodes. */
  private static final class Walk {
    private final Model model;
    private final ImportOptions options;
    private final NetworkBuilder builder = new NetworkBuilder();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final List<String> guesses = new ArrayList<>();
    private final List<List<String>> nodesOfLayer = new ArrayList<>();
    private long read;

    Walk(Model model, ImportOptions options) {
      this.model = model;
      this.options = options;
    }

    ImportedNetwork run() {
      ReadInput.Input input = ReadInput.of(model, options);
      guesses.addAll(input.guesses());
      values.put(model.input().name(), input.signal());
      model.nodes().forEach(node -> node.inputs().forEach(i -> readers.merge(i, 1, Integer::sum)));
      model.outputs().forEach(output -> readers.merge(output, 1, Integer::sum));
      for (Node node : model.nodes()) {
        at(node);
      }
      finish();
      BinaryNetwork network = new BinaryNetwork(name(), builder.layers(), classes(), provenance());
      List<ImportedNetwork.Origin> origins =
          IntStream.range(0, network.layers().size())
              .mapToObj(i -> new ImportedNetwork.Origin(i, origin(i)))
              .toList();
      return new ImportedNetwork(network, origins, guesses, builder.notes());
    }

    private void finish() {
      Signal scores = scores();
      Node last = model.nodes().get(model.nodes().size() - 1);
      try {
        builder.finish(scores);
      } catch (Refusal e) {
        throw new Refusal(last.describe() + ": " + e.getMessage());
      }
    }

    private List<String> origin(int layer) {
      return layer < nodesOfLayer.size() ? nodesOfLayer.get(layer) : List.of();
    }

    private void at(Node node) {
      try {
        List<Value> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
          inputs.add(name.isEmpty() ? null : value(name));
        }
        require(!node.outputs().isEmpty(), "it has no output");
        int before = builder.layers().size();
        Value result = Operators.apply(new Call(node, inputs, builder));
        // values of the image cost more time each than constants
        count((result instanceof Tensor ? 1L : 4L) * Value.size(result.dims()));
        if (!(result instanceof Tensor)) {
          noteOrigin(node, before);
        }
        node.outputs().stream()
            .limit(result instanceof Answer ? node.outputs().size() : 1)
            .filter(name -> !name.isEmpty())
            .forEach(name -> values.put(name, result));
        node.inputs().forEach(this::release);
      } catch (Refusal | IllegalArgumentException | ArithmeticException e) {
        throw new Refusal(node.describe() + ": " + e.getMessage());
      }
    }

    /** A node belongs to the layer that is under way when it has been read. */
    private void noteOrigin(Node node, int before) {
      int layer = Math.max(before, builder.layers().size());
      while (nodesOfLayer.size() <= layer) {
        nodesOfLayer.add(new ArrayList<>());
      }
      nodesOfLayer.get(layer).add(node.operator());
    }

    private Value value(String name) {
      Value known = values.get(name);
      if (known == null) {
        require(
            model.initializers().containsKey(name),
            "reads '%s', a further output that is not computed here",
            Node.printable(name));
        known = ReadTensor.read(model.initializers().get(name));
        count(((Tensor) known).values().length);
        values.put(name, known);
      }
      return known;
    }

    /** What nothing reads any more makes room. */
    private void release(String name) {
      if (readers.merge(name, -1, Integer::sum) == 0) {
        values.remove(name);
      }
    }

    private void count(long more) {
      read += more;
      require(read <= MOST_VALUES, "more than %d values in all tensors", MOST_VALUES);
    }

    private Signal scores() {
      Signal scores = null;
      for (String output : model.outputs()) {
        Value value = values.get(output);
        require(
            !(value instanceof Tensor) && value != null,
            "output '%s' does not depend on the image",
            Node.printable(output));
        Signal signal = value instanceof Answer answer ? answer.scores() : (Signal) value;
        if (scores == null || value instanceof Signal) {
          require(
              scores == null || scores.source() == signal.source(),
              "its outputs come from different layers: a classifier has one");
          scores = scores == null || value instanceof Signal ? signal : scores;
        }
      }
      return scores;
    }

    private String name() {
      String name = options.name().orElse(Node.printable(model.graphName()));
      return name.isBlank() ? "imported" : name;
    }

    private List<String> classes() {
      int count = builder.layers().get(builder.layers().size() - 1).outputShape().size();
      Optional<List<String>> given = options.classes();
      if (given.isPresent()) {
        require(
            given.get().size() == count,
            "%d class names for %d classes",
            given.get().size(),
            count);
        return given.get();
      }
      String stored = model.metadata().getOrDefault("classes", "");
      List<String> names = Arrays.asList(stored.split("\n", -1));
      if (names.size() == count && !stored.isEmpty()) {
        return names;
      }
      return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private Provenance provenance() {
      Map<String, String> stored = model.metadata();
      boolean ours = model.isOurs();
      String dataset =
          options.dataset().isEmpty() && ours
              ? stored.getOrDefault("dataset", "")
              : options.dataset();
      String training =
          ours && stored.containsKey("training")
              ? stored.get("training")
              : "imported from ONNX" + by(model.producer());
      return new Provenance(
          Version.TOOL,
          dataset,
          ours ? stored.getOrDefault("dataHash", "") : "",
          0,
          training,
          Double.NaN);
    }

    private static String by(String producer) {
      return producer.isEmpty() ? "" : " of " + Node.printable(producer);
    }
  }
}
