package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.bnn.quantize.Padding;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A model of one's own, from a YAML file:
 *
 * <pre>
 * name: small            # optional
 * padding: minus-one     # optional: none, minus-one, plus-one
 * blocks:
 *   - conv: 64           # channels
 *     kernel: 3          # 3 if not said
 *     stride: 1          # 1 if not said
 *   - pool: 2
 *   - dense: 128         # neurons
 * </pre>
 *
 * @param model for {@link Architecture}
 * @param padding if the file names one
 */
public record ModelDescription(String model, Optional<Padding> padding) {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final long MOST_BYTES = 100_000;

  /** Whether {@code --model} names such a file: by its ending. */
  public static boolean isFile(String model) {
    String lower = model.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".yml");
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException naming the file and what is wrong in it
   */
  public static ModelDescription read(Path file) throws IOException {
    try {
      check(Files.size(file) <= MOST_BYTES, "larger than %d bytes", MOST_BYTES);
      return parse(YAML.readTree(Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": no such file", e);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(file + ": not a text file", e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + ": not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static ModelDescription parse(JsonNode root) {
    checkFields(root, "the file", Set.of("name", "padding", "blocks"));
    check(root.path("blocks").size() > 0 && root.path("blocks").isArray(), "no list 'blocks'");
    StringJoiner blocks = new StringJoiner("-");
    int position = 0;
    for (JsonNode block : root.path("blocks")) {
      blocks.add(parseBlock(block, "block " + ++position));
    }
    String name = root.path("name").asText().toLowerCase(Locale.ROOT);
    check(
        name.isEmpty() || ModelText.isName(name),
        "name '%s': use letters, digits, '_', '.' and '+', at most 40",
        name);
    return new ModelDescription(
        name.isEmpty() ? blocks.toString() : name + "=" + blocks,
        root.has("padding")
            ? Optional.of(Padding.parse(root.path("padding").asText()))
            : Optional.empty());
  }

  private static String parseBlock(JsonNode block, String where) {
    if (block.has("conv")) {
      checkFields(block, where, Set.of("conv", "kernel", "stride"));
      int stride = integer(block, "stride", 1, where);
      return integer(block, "conv", 0, where)
          + "c"
          + integer(block, "kernel", 3, where)
          + (stride == 1 ? "" : "s" + stride);
    }
    if (block.has("pool")) {
      checkFields(block, where, Set.of("pool"));
      return "p" + integer(block, "pool", 0, where);
    }
    check(block.has("dense"), "%s: it has none of conv, pool, dense", where);
    checkFields(block, where, Set.of("dense"));
    return integer(block, "dense", 0, where) + "d";
  }

  private static int integer(JsonNode block, String field, int byDefault, String where) {
    JsonNode value = block.path(field);
    check(
        value.isMissingNode() || (value.isInt() && value.asInt() >= 0),
        "%s: '%s' must be a whole number, not %s",
        where,
        field,
        value);
    return value.asInt(byDefault);
  }

  private static void checkFields(JsonNode node, String where, Set<String> known) {
    check(node.isObject(), "%s: expected 'word: value' lines, found %s", where, node);
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      check(known.contains(name), "%s: unknown word '%s'", where, name);
    }
  }
}
