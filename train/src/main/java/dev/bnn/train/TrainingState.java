package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * All that a training needs to go on to the same bits. Order of images, augmentation and dropout
 * are functions of seed, epoch and place alone, so counters stand for them.
 *
 * @param epochs measured in the epochs that are over
 * @param health likewise, a list per epoch; lists are empty for a float network
 * @param batch batches done in the epoch after these
 * @param loss summed over the images of these batches
 * @param right answers in these batches
 * @param epochSeconds these batches took
 * @param seconds trained in all
 * @param best epoch whose parameters are {@code bestParameters}, 0 for none
 * @param parameters of the network, running statistics among them
 * @param updater state of the optimizer
 * @param bestParameters of the best epoch; empty for none
 * @param epochStart latent weights when the present epoch began
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this package
record TrainingState(
    List<EpochMetrics> epochs,
    List<List<LayerHealth>> health,
    int batch,
    double loss,
    int right,
    double epochSeconds,
    double seconds,
    int best,
    float[] parameters,
    float[] updater,
    float[] bestParameters,
    float[] epochStart) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENTRY = "state.json";
  private static final String FORMAT = "bnn-training-state 1";

  /** Replaces the file in one step. */
  void write(Path file) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT);
    json.set("epochs", JSON.valueToTree(epochs));
    json.set("health", JSON.valueToTree(health));
    json.put("batch", batch).put("loss", loss).put("right", right);
    json.put("epochSeconds", epochSeconds).put("seconds", seconds).put("best", best);
    Map<String, byte[]> entries =
        Map.of(
            ENTRY,
            JSON.writeValueAsBytes(json),
            "parameters",
            toBytes(parameters),
            "updater",
            toBytes(updater),
            "bestParameters",
            toBytes(bestParameters),
            "epochStart",
            toBytes(epochStart));
    AtomicFiles.write(file, Zips.zip(entries, Deflater.NO_COMPRESSION));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException naming the file, if it is damaged
   */
  static TrainingState read(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    try {
      Map<String, byte[]> entries = Zips.unzip(content);
      check(entries.containsKey(ENTRY), "no %s in it", ENTRY);
      JsonNode json = JSON.readTree(entries.get(ENTRY));
      String format = json.path("format").asText();
      check(format.equals(FORMAT), "it is '%s', not '%s'", format, FORMAT);
      return new TrainingState(
          JSON.convertValue(json.required("epochs"), new TypeReference<>() {}),
          JSON.convertValue(json.required("health"), new TypeReference<>() {}),
          json.required("batch").asInt(),
          json.required("loss").asDouble(),
          json.required("right").asInt(),
          json.required("epochSeconds").asDouble(),
          json.required("seconds").asDouble(),
          json.required("best").asInt(),
          toFloats(entries, "parameters"),
          toFloats(entries, "updater"),
          toFloats(entries, "bestParameters"),
          toFloats(entries, "epochStart"));
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          file + ": not a training state, or damaged: " + e.getMessage() + "; train anew", e);
    }
  }

  private static byte[] toBytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static float[] toFloats(Map<String, byte[]> entries, String name) {
    byte[] bytes = entries.get(name);
    check(bytes != null, "no %s in it", name);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
