package dev.bnn.hwgen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.MaxPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The folding of each layer with weights, as a JSON file.
 *
 * <pre>{@code
 * { "input": { "values": 3 },
 *   "l1": { "pe": 16, "simd": 9, "m": 2 },
 *   "l2": { "pe": 16, "simd": 16 } }
 * }</pre>
 *
 * <p>Layers are named {@code l1}, {@code l2}, … in order, as in {@code bnn inspect} and in the
 * generated Verilog; pooling layers have no folding and are left out. {@code m} is 1 if not said.
 * The input may come first: values of the image that come in with a beat; if it is left out, as
 * many as hold nothing up.
 */
public final class FoldingFile {
  /** Its name in a bundle. */
  static final String NAME = "folding.json";

  private static final String INPUT = "input";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private FoldingFile() {}

  /**
   * Reads a file: one folding for each layer of the network that has weights, in order.
   *
   * @throws IOException if it is missing or unreadable
   * @throws IllegalArgumentException naming the file and what is wrong in it
   */
  public static Goal.Folded read(Path file, BinaryNetwork network) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a folding file");
    }
    try {
      return parse(JSON.readTree(Files.readAllBytes(file)), namesOfLayers(network));
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "no such folding file");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The foldings of a plan, as {@link #read} takes them. */
  public static String write(HardwarePlan plan) {
    String input =
        String.format(Locale.ROOT, "  \"%s\": { \"values\": %d }", INPUT, plan.valuesPerBeat());
    return Stream.concat(Stream.of(input), plan.layers().stream().map(FoldingFile::line))
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  private static String line(LayerPlan layer) {
    Folding folding = layer.folding();
    return String.format(
        Locale.ROOT,
        "  \"%s\": { \"pe\": %d, \"simd\": %d%s }",
        TopWriter.name(layer),
        folding.pe(),
        folding.simd(),
        layer.window().isPresent() ? ", \"m\": " + folding.pixels() : "");
  }

  /** Names of the layers with weights. */
  static List<String> namesOfLayers(BinaryNetwork network) {
    return IntStream.range(1, network.layers().size())
        .filter(i -> !(network.layers().get(i) instanceof MaxPool))
        .mapToObj(i -> "l" + i)
        .toList();
  }

  private static Goal.Folded parse(JsonNode root, List<String> layers) {
    if (!root.isObject()) {
      throw new IllegalArgumentException("expected an object of layers l1, l2, …");
    }
    OptionalInt valuesPerBeat = OptionalInt.empty();
    List<Folding> foldings = new ArrayList<>();
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (name.equals(INPUT) && foldings.isEmpty()) {
        checkFields(name, root.get(name), List.of("values"));
        valuesPerBeat = OptionalInt.of(integer(name, root.get(name), "values"));
        continue;
      }
      String expected = foldings.size() < layers.size() ? layers.get(foldings.size()) : "the end";
      if (!name.equals(expected)) {
        throw new IllegalArgumentException("found '" + name + "' where " + expected + " belongs");
      }
      JsonNode layer = root.get(name);
      checkFields(name, layer, List.of("pe", "simd", "m"));
      int pixels = layer.has("m") ? integer(name, layer, "m") : 1;
      foldings.add(new Folding(integer(name, layer, "pe"), integer(name, layer, "simd"), pixels));
    }
    return new Goal.Folded(valuesPerBeat, foldings);
  }

  private static void checkFields(String layer, JsonNode node, List<String> known) {
    for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      if (!known.contains(field)) {
        throw new IllegalArgumentException(
            layer + ": unknown '" + field + "': use " + String.join(", ", known));
      }
    }
  }

  private static int integer(String layer, JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isInt()) {
      throw new IllegalArgumentException(layer + ": '" + field + "' must be an integer");
    }
    return value.intValue();
  }
}
