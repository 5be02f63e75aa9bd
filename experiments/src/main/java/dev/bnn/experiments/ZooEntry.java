package dev.bnn.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * What is known of a network of the zoo: {@code NAME.json} beside {@code NAME.bnn}.
 *
 * @param name lower case letters, digits, {@code .}, {@code -}
 * @param bytes size of the file
 * @param sha256 of the file
 * @param networkHash {@link dev.bnn.quantize.BinaryNetwork#hash}
 * @param dataset name of the data set it was trained on
 * @param dataHash {@link dev.bnn.datasets.Dataset#hash}
 * @param architecture such as {@code sfc} or {@code cnv-0.5}
 * @param input encoding of the images: {@code pixels}, {@code binary}, {@code thermometer:N}
 * @param images of the test set
 * @param right test images it answers rightly
 * @param validationAccuracy of the epoch that was chosen, 0…1
 * @param seed of the training
 * @param date day of the training, as 2026-12-31
 * @param tool name and version of what trained it
 * @param command the command that trained it
 */
public record ZooEntry(
    String name,
    int bytes,
    String sha256,
    String networkHash,
    String dataset,
    String dataHash,
    String architecture,
    String input,
    int images,
    int right,
    double validationAccuracy,
    long seed,
    String date,
    String tool,
    String command) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]*");

  public ZooEntry {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name for the zoo: use lower case letters, digits, '.' and '-'");
    }
    if (images < 1 || right < 0 || right > images) {
      throw new IllegalArgumentException(right + " right answers to " + images + " test images");
    }
  }

  /** Name of the network's file. */
  public String file() {
    return name + ".bnn";
  }

  /** Share of right answers on the test set, 0…1. */
  public double testAccuracy() {
    return (double) right / images;
  }

  /** The JSON object of {@code NAME.json}. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name).put("file", file()).put("bytes", bytes).put("sha256", sha256);
    json.put("networkHash", networkHash);
    json.put("dataset", dataset).put("dataHash", dataHash);
    json.put("architecture", architecture).put("input", input);
    json.putObject("test").put("images", images).put("right", right);
    json.put("validationAccuracy", validationAccuracy);
    json.put("seed", seed).put("date", date).put("tool", tool).put("command", command);
    return json;
  }

  /**
   * Reads {@link #toJson}.
   *
   * @throws IllegalArgumentException if a member is missing or not allowed
   */
  static ZooEntry parse(JsonNode json) {
    return new ZooEntry(
        json.required("name").asText(),
        json.required("bytes").asInt(),
        json.required("sha256").asText(),
        json.required("networkHash").asText(),
        json.required("dataset").asText(),
        json.required("dataHash").asText(),
        json.required("architecture").asText(),
        json.required("input").asText(),
        json.required("test").required("images").asInt(),
        json.required("test").required("right").asInt(),
        json.required("validationAccuracy").asDouble(),
        json.required("seed").asLong(),
        json.required("date").asText(),
        json.required("tool").asText(),
        json.required("command").asText());
  }
}
