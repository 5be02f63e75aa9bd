package dev.bnn.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads a run folder, whatever of it is there; also one whose training has not ended. */
public final class ReadRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReadRun() {}

  /**
   * Reads a run folder.
   *
   * @throws IllegalArgumentException if it has no {@code config.json}
   * @throws IOException naming the file that cannot be read
   */
  public static Run read(Path folder) throws IOException {
    Path config = folder.resolve("config.json");
    if (!Files.isRegularFile(config)) {
      throw new IllegalArgumentException(folder + " is not a run folder: no config.json");
    }
    return new Run(
        folder,
        config(json(config)),
        epochs(folder.resolve("metrics.csv")),
        health(folder.resolve("health.csv")),
        outcome(folder),
        network(folder.resolve("model.bnn")));
  }

  private static Map<String, String> config(JsonNode json) {
    Map<String, String> members = new LinkedHashMap<>();
    json.properties().forEach(member -> members.put(member.getKey(), text(member.getValue())));
    return members;
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(ReadRun::text)
            .collect(Collectors.joining("; "))
        : value.isObject() ? value.toString() : value.asText();
  }

  private static List<Epoch> epochs(Path file) throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    for (ReadCsv.Row row : ReadCsv.read(file)) {
      epochs.add(
          new Epoch(
              row.count("epoch"),
              row.number("learning_rate"),
              row.number("train_loss"),
              row.number("train_accuracy"),
              row.number("validation_accuracy"),
              row.number("seconds")));
    }
    return epochs;
  }

  private static List<LayerHealth> health(Path file) throws IOException {
    List<LayerHealth> health = new ArrayList<>();
    for (ReadCsv.Row row : ReadCsv.read(file)) {
      health.add(
          new LayerHealth(
              row.count("epoch"),
              row.text("layer"),
              row.number("flip_rate"),
              row.number("saturated"),
              row.count("constant_channels"),
              row.count("channels")));
    }
    return health;
  }

  private static Optional<Outcome> outcome(Path folder) throws IOException {
    Path result = folder.resolve("result.json");
    if (Files.exists(result)) {
      JsonNode json = json(result);
      JsonNode test = json.path("test");
      List<Integer> answers = new ArrayList<>();
      test.path("answers").forEach(answer -> answers.add(answer.asInt()));
      int images = test.path("images").asInt();
      if (images < 1 || answers.size() != images) {
        throw new IOException(
            "%s: %d answers for %d test images".formatted(result, answers.size(), images));
      }
      IntVector classes = IntVector.generate(images, answers::get);
      double accuracy = test.path("right").asDouble() / images;
      return Optional.of(outcome(json, accuracy, Optional.of(classes)));
    }
    Path summary = folder.resolve("summary.json");
    if (Files.exists(summary)) {
      JsonNode json = json(summary);
      double accuracy = json.path("testAccuracy").asDouble();
      return Optional.of(outcome(json, accuracy, Optional.empty()));
    }
    return Optional.empty();
  }

  private static Outcome outcome(JsonNode json, double accuracy, Optional<IntVector> answers) {
    return new Outcome(
        json.path("bestEpoch").asInt(),
        json.path("validationAccuracy").asDouble(),
        json.path("seconds").asDouble(),
        accuracy,
        answers);
  }

  private static Optional<BinaryNetwork> network(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(ModelFile.read(file)) : Optional.empty();
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (!json.isObject()) {
        throw new IOException(file + ": no JSON object in it");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
