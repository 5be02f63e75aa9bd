package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Reads and writes {@code checkpoint.zip}: the entries of DL4J's {@link ModelSerializer} (network
 * and parameters; no state of the updater), which DL4J alone can read too, and {@code bnn.json}:
 *
 * <ul>
 *   <li>{@code format}: {@code bnn-checkpoint}; {@code version}: 1
 *   <li>{@code model}, {@code width}, {@code encoding}, {@code image} = [channels, height, width]:
 *       the {@link Architecture}; {@code mode}; {@code classes}: array of strings
 *   <li>{@code provenance}: {@code tool}, {@code dataset}, {@code dataHash}, {@code seed}, {@code
 *       training}
 * </ul>
 *
 * <p>Entries are in order of their names and dated 1980-02-01: the same model gives the same bytes.
 */
final class Checkpoint {
  private static final String FORMAT = "bnn-checkpoint";
  private static final int VERSION = 1;
  private static final String ENTRY = "bnn.json";
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Checkpoint() {}

  static void write(TrainedModel model, Path file) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ModelSerializer.writeModel(model.network(), written, false);
    Map<String, byte[]> entries = unzip(written.toByteArray());
    entries.put(ENTRY, JSON.writeValueAsBytes(describe(model)));
    AtomicFiles.write(file, zip(entries));
  }

  static TrainedModel read(Path file) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such checkpoint", e);
    }
    try {
      return parse(content);
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + ": not a checkpoint, or damaged: " + e.getMessage(), e);
    }
  }

  private static TrainedModel parse(byte[] content) throws IOException {
    byte[] description = unzip(content).get(ENTRY);
    check(description != null, "no %s in it", ENTRY);
    JsonNode json = JSON.readTree(description);
    String format = json.path("format").asText() + " " + json.path("version").asText();
    check(
        format.equals(FORMAT + " " + VERSION),
        "it is '%s', this toolkit reads '%s %d'",
        format,
        FORMAT,
        VERSION);
    return model(
        json, ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(content), false));
  }

  private static ObjectNode describe(TrainedModel model) {
    Architecture architecture = model.architecture();
    Shape image = architecture.image();
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("version", VERSION);
    json.put("model", architecture.model()).put("width", architecture.width());
    json.put("padding", architecture.padding().word());
    json.put("encoding", architecture.encoding().name());
    json.putArray("image").add(image.channels()).add(image.height()).add(image.width());
    json.put("mode", model.mode().word());
    model.classes().forEach(json.putArray("classes")::add);
    Provenance provenance = model.provenance();
    json.putObject("provenance")
        .put("tool", provenance.tool())
        .put("dataset", provenance.dataset())
        .put("dataHash", provenance.dataHash())
        .put("seed", provenance.seed())
        .put("training", provenance.training());
    return json;
  }

  private static TrainedModel model(JsonNode json, MultiLayerNetwork network) {
    JsonNode image = json.path("image");
    List<String> classes = new ArrayList<>();
    json.path("classes").forEach(name -> classes.add(name.asText()));
    Architecture architecture =
        new Architecture(
            json.path("model").asText(),
            json.path("width").asDouble(),
            Padding.parse(json.path("padding").asText()),
            new Shape(image.path(0).asInt(), image.path(1).asInt(), image.path(2).asInt()),
            Encoding.parse(json.path("encoding").asText()),
            classes.size());
    check(
        network.getnLayers() == BuildNetwork.scoresLayer(architecture) + 2,
        "%d layers for %s",
        network.getnLayers(),
        architecture.name());
    JsonNode provenance = json.path("provenance");
    return new TrainedModel(
        architecture,
        Mode.parse(json.path("mode").asText()),
        classes,
        new Provenance(
            provenance.path("tool").asText(),
            provenance.path("dataset").asText(),
            provenance.path("dataHash").asText(),
            provenance.path("seed").asLong(),
            provenance.path("training").asText(),
            Double.NaN),
        network);
  }

  private static Map<String, byte[]> unzip(byte[] content) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
