package dev.bnn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A sweep as a YAML file: the names of the options without dashes.
 *
 * <pre>
 * dataset: mnist
 * model: mlp
 * widths: [64, 128, 256, 512]
 * seeds: [1, 2, 3]
 * </pre>
 */
final class SweepYaml {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final long MOST_BYTES = 100_000;

  private SweepYaml() {}

  /**
   * What a file asks, and options on top of it.
   *
   * @throws IllegalArgumentException naming the file and what is wrong in it
   */
  static SweepOptions read(Path file, SweepOptions onTop) throws IOException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException("larger than " + MOST_BYTES + " bytes");
      }
      List<String> words = words(YAML.readTree(Files.readString(file)));
      SweepOptions.parse(words); // mistakes of the file alone
      return SweepOptions.parse(merge(words, onTop.allWords()));
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

  private static List<String> words(JsonNode root) {
    if (!root.isObject()) {
      throw new IllegalArgumentException("expected 'word: value' lines");
    }
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> line : root.properties()) {
      words.add("--" + line.getKey() + "=" + text(line.getValue()));
    }
    return words;
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(","))
        : value.asText();
  }

  /** Later words replace earlier ones of the same name. */
  private static List<String> merge(List<String> words, List<String> onTop) {
    Map<String, String> byName = new LinkedHashMap<>();
    Stream.concat(words.stream(), onTop.stream())
        .forEach(word -> byName.put(word.substring(0, word.indexOf('=')), word));
    return List.copyOf(byName.values());
  }
}
