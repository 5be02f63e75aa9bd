package dev.bnn.hwgen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads the folding of each layer with weights from a JSON file.
 *
 * <pre>{@code
 * { "l1": { "pe": 16, "simd": 49 },
 *   "l2": { "pe": 16, "simd": 16 } }
 * }</pre>
 *
 * <p>Layers are named {@code l1}, {@code l2}, … in order, as in {@code bnn inspect} and in the
 * generated Verilog.
 */
public final class FoldingFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private FoldingFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it is missing or unreadable
   * @throws IllegalArgumentException naming the file and what is wrong in it
   */
  public static List<Folding> read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a folding file");
    }
    try {
      return parse(JSON.readTree(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "no such folding file");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Folding> parse(JsonNode root) {
    if (!root.isObject()) {
      throw new IllegalArgumentException("expected an object of layers l1, l2, …");
    }
    List<Folding> foldings = new ArrayList<>();
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      String expected = "l" + (foldings.size() + 1);
      if (!name.equals(expected)) {
        throw new IllegalArgumentException("found '" + name + "' where " + expected + " belongs");
      }
      JsonNode layer = root.get(name);
      checkFields(name, layer);
      foldings.add(new Folding(integer(name, layer, "pe"), integer(name, layer, "simd")));
    }
    return foldings;
  }

  private static void checkFields(String layer, JsonNode node) {
    for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      if (!field.equals("pe") && !field.equals("simd")) {
        throw new IllegalArgumentException(layer + ": unknown '" + field + "': use pe and simd");
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
