package dev.bnn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.quantize.Padding;
import dev.bnn.train.layers.SteWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that decides what a training gives, as kept in {@code config.json}.
 *
 * @param tool name and version of the toolkit
 * @param dataset name of the data set, or its folder
 * @param dataHash SHA-256 of the data set
 * @param contentHash SHA-256 of the images whatever their order, see {@link Dataset#contentHash}
 * @param dataNotes what was decided when the data set was loaded: sizes, colours, what was left out
 * @param model name for {@link Architecture#parse}
 * @param width factor for {@link Architecture#parse}
 * @param padding of every convolution
 * @param encoding name for {@link dev.bnn.quantize.Encoding#parse}
 * @param options how it is trained
 */
public record RunConfig(
    String tool,
    String dataset,
    String dataHash,
    String contentHash,
    List<String> dataNotes,
    String model,
    double width,
    Padding padding,
    String encoding,
    TrainOptions options) {
  private static final String NO_TEACHER = "none";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public RunConfig {
    dataNotes = List.copyOf(dataNotes);
  }

  /** The JSON object of {@code config.json}, one member per component, options included. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("tool", tool);
    json.put("dataset", dataset);
    json.put("dataHash", dataHash);
    json.put("contentHash", contentHash);
    dataNotes.forEach(json.putArray("dataNotes")::add);
    json.put("model", model);
    json.put("width", width);
    json.put("padding", padding.word());
    json.put("encoding", encoding);
    json.put("mode", options.mode().word());
    json.put("recipe", options.recipe().word());
    json.put("epochs", options.epochs());
    json.put("batchSize", options.batchSize());
    json.put("learningRate", options.learningRate());
    json.put("augment", options.augment().name());
    json.put("seed", options.seed());
    json.put("optimizer", options.optimizer().name());
    json.put("schedule", options.schedule().name());
    json.put("warmUp", options.warmUp());
    json.put("loss", options.loss().word());
    json.put("labelSmoothing", options.labelSmoothing());
    json.put("ste", options.window().word());
    json.put("dropout", options.dropout());
    json.put("distill", options.distillation().map(Distillation::name).orElse(NO_TEACHER));
    json.put("twoStage", options.twoStage());
    json.put("batchNormReestimation", options.reestimation());
    return json.toPrettyString() + "\n";
  }

  /**
   * Reads {@link #toJson}.
   *
   * @throws IllegalArgumentException if it is no such object or a value is not allowed
   */
  public static RunConfig parse(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return new RunConfig(
          json.required("tool").asText(),
          json.required("dataset").asText(),
          json.required("dataHash").asText(),
          json.required("contentHash").asText(),
          texts(json.required("dataNotes")),
          json.required("model").asText(),
          json.required("width").asDouble(),
          Padding.parse(json.required("padding").asText()),
          json.required("encoding").asText(),
          options(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static TrainOptions options(JsonNode json) {
    String teacher = json.required("distill").asText();
    return new TrainOptions(
        Mode.parse(json.required("mode").asText()),
        Recipe.parse(json.required("recipe").asText()),
        json.required("epochs").asInt(),
        json.required("batchSize").asInt(),
        json.required("learningRate").asDouble(),
        Augment.parse(json.required("augment").asText()),
        json.required("seed").asLong(),
        Optimizer.parse(json.required("optimizer").asText()),
        Schedule.parse(json.required("schedule").asText()),
        json.required("warmUp").asInt(),
        Loss.parse(json.required("loss").asText()),
        json.required("labelSmoothing").asDouble(),
        SteWindow.parse(json.required("ste").asText()),
        json.required("dropout").asDouble(),
        teacher.equals(NO_TEACHER) ? Optional.empty() : Optional.of(Distillation.parse(teacher)),
        json.required("twoStage").asBoolean(),
        json.required("batchNormReestimation").asBoolean());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
