package dev.bnn.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code host-runtime.json} of a bundle for a board says: all a host must know.
 *
 * @param networkHash SHA-256, 64 hexadecimal digits
 * @param input how images travel
 * @param resultValues numbers of a result: 1, the class; or a score for each class
 * @param classes their names
 * @param registers by name
 * @param timing of the design
 * @param link between host and board
 * @param selfTest what the right board answers
 */
public record Contract(
    String networkHash,
    Input input,
    int resultValues,
    List<String> classes,
    Map<String, Register> registers,
    Timing timing,
    LinkTerms link,
    SelfTest selfTest) {
  /** Name of the file in a bundle. */
  public static final String FILE = "host-runtime.json";

  private static final int VERSION = 3;
  private static final int PROTOCOL = 1;

  public Contract {
    classes = List.copyOf(classes);
    registers = Map.copyOf(registers);
  }

  /**
   * How an image travels.
   *
   * @param image shape of an image, a byte a value
   * @param thresholds level i of a bit stream is 1 iff the byte is at least threshold i
   * @param bits whether values are bits that the host encodes; else they are the image's bytes
   * @param valuesPerBeat value i of a beat is at its bit i times the width of a value
   * @param beatBytes bytes of a beat
   * @param beats beats of an image
   */
  public record Input(
      Shape image,
      List<Integer> thresholds,
      boolean bits,
      int valuesPerBeat,
      int beatBytes,
      int beats) {
    public Input {
      thresholds = List.copyOf(thresholds);
    }

    /** Bytes of an image on the wire. */
    public int payloadBytes() {
      return beats * beatBytes;
    }
  }

  /**
   * A register.
   *
   * @param offset in bytes
   * @param reset its value after reset
   */
  public record Register(int offset, long reset) {}

  /**
   * Timing of the design.
   *
   * @param clockMhz its clock
   * @param cyclesPerFrame cycles between two images, at its fastest
   */
  public record Timing(double clockMhz, int cyclesPerFrame) {}

  /**
   * The link.
   *
   * @param spi whether it is SPI; else a UART
   * @param bitsPerSecond at most
   * @param window images without an answer, at most
   * @param timeoutMicros silence after which the board gives up a broken message
   */
  public record LinkTerms(boolean spi, int bitsPerSecond, int window, int timeoutMicros) {
    /** Time that bytes take on the wire. */
    long micros(long bytes) {
      return bytes * (spi ? 8 : 10) * 1_000_000 / bitsPerSecond;
    }
  }

  /**
   * What the right board answers.
   *
   * @param vectors images and their results
   * @param patternImages images that PATTERN is asked for
   * @param signature it answers
   * @param cycles it answers
   */
  public record SelfTest(List<Vector> vectors, int patternImages, int signature, long cycles) {
    public SelfTest {
      vectors = List.copyOf(vectors);
    }
  }

  /**
   * An image and its result.
   *
   * @param imageHex payload of the image, in hexadecimal
   * @param result its numbers
   */
  public record Vector(String imageHex, IntVector result) {
    byte[] payload() {
      return HexFormat.of().parseHex(imageHex);
    }
  }

  /** Whether a result is a score for each class, and not the class. */
  public boolean hasScores() {
    return resultValues > 1;
  }

  /** The class that a result means. */
  public int classOf(IntVector result) {
    return hasScores() ? result.indexOfHighest() : result.get(0);
  }

  /**
   * The contract of a bundle.
   *
   * @throws IOException if the file is missing, damaged, of another version, or not for a board
   */
  public static Contract read(Path bundle) throws IOException {
    Path file = bundle.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(bundle + " is no bundle: it has no " + FILE);
    }
    try {
      return parse(new ObjectMapper().readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The contract as it is read from JSON.
   *
   * @throws IllegalArgumentException if it is damaged, of another version, or not for a board
   */
  public static Contract parse(JsonNode root) {
    if (root.path("version").asInt() != VERSION) {
      throw new IllegalArgumentException(
          "version " + root.path("version").asText() + " of the format: export the bundle again");
    }
    if (!root.has("link")) {
      throw new IllegalArgumentException(
          "the bundle is not for a board: export it with --target hx8k or icebreaker");
    }
    Contract contract =
        new Contract(
            root.required("network").required("sha256").asText(),
            readInput(root.required("input")),
            count(root.required("output"), "beats"),
            texts(root.required("classes")),
            readRegisters(root.required("registers").required("map")),
            new Timing(
                root.required("timing").required("clockMhz").asDouble(),
                count(root.required("timing"), "cyclesPerFrame")),
            readLink(root.required("link")),
            readSelfTest(root.required("selfTest")));
    contract.check(count(root.required("link"), "imageBytes"));
    return contract;
  }

  private void check(int imageBytes) {
    if (networkHash.length() != 64 || imageBytes != input.payloadBytes()) {
      throw new IllegalArgumentException("sizes do not agree: export the bundle again");
    }
    for (Vector vector : selfTest.vectors) {
      if (vector.payload().length != imageBytes || vector.result.size() != resultValues) {
        throw new IllegalArgumentException(
            "a test image has a wrong size: export the bundle again");
      }
    }
  }

  private static Input readInput(JsonNode node) {
    JsonNode image = node.required("image");
    List<Integer> thresholds = new ArrayList<>();
    node.required("thresholds").forEach(threshold -> thresholds.add(threshold.asInt()));
    return new Input(
        new Shape(count(image, "channels"), count(image, "height"), count(image, "width")),
        thresholds,
        node.required("stream").asText().equals("bits"),
        count(node, "valuesPerBeat"),
        count(node, "beatBytes"),
        count(node, "beats"));
  }

  private static Map<String, Register> readRegisters(JsonNode map) {
    Map<String, Register> registers = new LinkedHashMap<>();
    for (JsonNode entry : map) {
      registers.put(
          entry.required("name").asText(),
          new Register(entry.required("offset").asInt(), entry.required("reset").asLong()));
    }
    return registers;
  }

  private static LinkTerms readLink(JsonNode node) {
    if (node.required("protocol").asInt() != PROTOCOL) {
      throw new IllegalArgumentException(
          "protocol " + node.path("protocol").asText() + " of the link: export the bundle again");
    }
    boolean spi = node.required("kind").asText().equals("spi");
    return new LinkTerms(
        spi,
        count(node, spi ? "maxClockHz" : "baud"),
        count(node, "window"),
        count(node, "timeoutMicros"));
  }

  private static SelfTest readSelfTest(JsonNode node) {
    List<Vector> vectors = new ArrayList<>();
    for (JsonNode vector : node.required("vectors")) {
      JsonNode result = vector.required("result");
      vectors.add(
          new Vector(
              vector.required("image").asText(),
              IntVector.generate(result.size(), i -> result.get(i).intValue())));
    }
    JsonNode pattern = node.required("pattern");
    return new SelfTest(
        vectors,
        count(pattern, "images"),
        (int) pattern.required("signature").asLong(),
        pattern.required("cycles").asLong());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static int count(JsonNode node, String field) {
    int value = node.required(field).asInt();
    if (value < 1) {
      throw new IllegalArgumentException(field + " " + value + ": must be at least 1");
    }
    return value;
  }
}
