package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The host in C: what {@code host-runtime.json} says about a board, as constants in handwritten
 * source.
 */
final class HostSource {
  static final String FOLDER = "host/";

  /** What {@code docs/link.md} describes. */
  private static final int PROTOCOL = 1;

  private static final String MARK = "/* @CONTRACT@ */\n";
  private static final int MOST_PAYLOAD_BYTES = 0xFFFF;

  /** Half of the tags: an answer never seems to belong to a later image. */
  private static final int MOST_WINDOW = 128;

  /** What operating systems and USB take, at worst. */
  private static final long SYSTEM_MICROS = 250_000;

  /** Frames a design may be behind with, at worst, for every image of the window. */
  private static final long FRAMES_BEHIND = 16;

  private static final int BITS_OF_UART_BYTE = 10;
  private static final int FRAME_BYTES = 9;
  private static final int BYTES_PER_LINE = 16;

  private HostSource() {}

  /**
   * The files, by name in the bundle.
   *
   * @param contract {@code host-runtime.json} of a board
   * @throws IllegalArgumentException if it is of no board, or of another protocol
   */
  static SortedMap<String, String> write(JsonNode contract) {
    check(contract);
    SortedMap<String, String> files = new TreeMap<>();
    files.put(FOLDER + "bnn_host.h", fill("bnn_host.h", constants(contract)));
    files.put(FOLDER + "bnn_host.c", fill("bnn_host.c", tables(contract)));
    files.put(FOLDER + "classify.c", RtlLibrary.read("host/classify.c"));
    files.put(FOLDER + "Makefile", RtlLibrary.read("host/Makefile"));
    return files;
  }

  private static String fill(String file, String text) {
    String source = RtlLibrary.read("host/" + file);
    int mark = source.indexOf(MARK);
    if (mark < 0 || mark != source.lastIndexOf(MARK)) {
      throw new IllegalStateException(file + " must have one line " + MARK.strip());
    }
    return source.replace(MARK, text);
  }

  private static void check(JsonNode contract) {
    JsonNode link = contract.path("link");
    JsonNode input = contract.path("input");
    require(link.isObject(), "host-runtime.json has no link: only a board has a host in C");
    require(
        link.path("protocol").asInt() == PROTOCOL,
        "link.protocol is " + link.path("protocol") + ", known is " + PROTOCOL);
    long bytes = number(link, "imageBytes");
    require(
        bytes <= MOST_PAYLOAD_BYTES,
        "an image has " + bytes + " bytes, a message " + MOST_PAYLOAD_BYTES + " at most");
    require(
        bytes == number(input, "beats") * number(input, "beatBytes"),
        "link.imageBytes is " + bytes + ", beats and bytes of a beat say otherwise");
    require(
        number(link, "resultBytes") == 4 * number(contract.path("output"), "beats"),
        "link.resultBytes is " + link.path("resultBytes") + ", the beats say otherwise");
    require(
        !isScores(contract)
            || number(contract.path("output"), "beats") == contract.path("classes").size(),
        "a result must have a score for each class");
    require(
        number(input, "valueBits") == 8 || !input.path("thresholds").isEmpty(),
        "a stream of bits needs input.thresholds");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  private static long number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    require(value.isIntegralNumber() && value.asLong() > 0, field + " must be a positive number");
    return value.asLong();
  }

  private static boolean isScores(JsonNode contract) {
    return contract.path("output").path("kind").asText().equals("scores");
  }

  private static boolean isSpi(JsonNode contract) {
    return contract.path("link").path("kind").asText().equals("spi");
  }

  // ---- bnn_host.h

  private static String constants(JsonNode contract) {
    JsonNode network = contract.path("network");
    JsonNode input = contract.path("input");
    JsonNode image = input.path("image");
    JsonNode link = contract.path("link");
    JsonNode test = contract.path("selfTest");
    JsonNode pattern = test.path("pattern");
    Defines defines = new Defines();
    defines.comment("Network");
    defines.put("NETWORK_NAME", literal(network.path("name").asText()));
    defines.put("NETWORK_SHA256", literal(network.path("sha256").asText()));
    defines.put("CLASSES", contract.path("classes").size());
    defines.comment("Image, and how it travels");
    defines.put("CHANNELS", number(image, "channels"));
    defines.put("HEIGHT", number(image, "height"));
    defines.put("WIDTH", number(image, "width"));
    defines.put("LEVELS", levels(input).size());
    defines.put("VALUE_BITS", number(input, "valueBits"));
    defines.put("VALUES_PER_BEAT", number(input, "valuesPerBeat"));
    defines.put("BEAT_BYTES", number(input, "beatBytes"));
    defines.put("PAYLOAD_BYTES", number(link, "imageBytes"));
    defines.comment("Result: a class, or a score for each");
    defines.put("SCORES", isScores(contract) ? 1 : 0);
    defines.put("RESULT_VALUES", number(contract.path("output"), "beats"));
    defines.comment("Link; times in microseconds");
    addLink(defines, contract);
    defines.comment("Self-test");
    defines.put("TEST_IMAGES", test.path("vectors").size());
    defines.put("PATTERN_IMAGES", number(pattern, "images") + "u");
    defines.put("PATTERN_SIGNATURE", hex(pattern.path("signature").asLong(), 8));
    defines.put("PATTERN_CYCLES", pattern.path("cycles").asLong() + "u");
    defines.comment("Registers");
    for (JsonNode register : contract.path("registers").path("map")) {
      defines.put("REG_" + register.path("name").asText(), hex(number0(register, "offset"), 3));
    }
    defines.put("ID", hex(register(contract, "ID"), 8));
    return defines.text();
  }

  private static long number0(JsonNode node, String field) {
    require(node.path(field).isIntegralNumber(), field + " must be a number");
    return node.path(field).asLong();
  }

  private static void addLink(Defines defines, JsonNode contract) {
    JsonNode link = contract.path("link");
    double clockMhz = contract.path("timing").path("clockMhz").asDouble();
    require(clockMhz > 0, "timing.clockMhz must be positive");
    long frame = (long) Math.ceil(number(contract.path("timing"), "cyclesPerFrame") / clockMhz);
    long window = Math.min(number(link, "window"), MOST_WINDOW);
    long wire = wireMicros(contract, window);
    long timeout = number(link, "timeoutMicros");
    if (isSpi(contract)) {
      defines.put("MAX_CLOCK_HZ", number(link, "maxClockHz"));
    } else {
      defines.put("BAUD", number(link, "baud"));
    }
    defines.put("WINDOW", window);
    defines.put("CLOCK_MHZ", Double.toString(clockMhz));
    defines.put("FRAME_MICROS", frame + "u");
    // the board counts from the last byte it got, by its own clock
    defines.put("QUIET_MICROS", timeout + timeout / 8 + wire + "u");
    long answer = SYSTEM_MICROS + timeout + 2 * wire + FRAMES_BEHIND * window * frame;
    defines.put("ANSWER_MICROS", answer + "u");
  }

  /** Time in which a full window and its results pass. */
  private static long wireMicros(JsonNode contract, long window) {
    JsonNode link = contract.path("link");
    long bytes = number(link, "imageBytes") + number(link, "resultBytes") + 2 * FRAME_BYTES;
    return isSpi(contract)
        ? 1 + window * bytes * 8 * 1_000_000 / number(link, "maxClockHz")
        : 1 + window * bytes * BITS_OF_UART_BYTE * 1_000_000 / number(link, "baud");
  }

  /** Thresholds of the host; a byte that travels whole has one level without one. */
  private static List<String> levels(JsonNode input) {
    return number(input, "valueBits") == 8
        ? List.of("0")
        : texts(input.path("thresholds")).toList();
  }

  private static Stream<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
  }

  private static long register(JsonNode contract, String name) {
    for (JsonNode register : contract.path("registers").path("map")) {
      if (register.path("name").asText().equals(name)) {
        return number0(register, "reset");
      }
    }
    throw new IllegalArgumentException("registers.map has no " + name);
  }

  // ---- bnn_host.c

  private static String tables(JsonNode contract) {
    JsonNode vectors = contract.path("selfTest").path("vectors");
    require(!vectors.isEmpty(), "selfTest.vectors is empty");
    List<String> hash = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      hash.add(hex(register(contract, "HASH_" + i), 8));
    }
    List<String> images = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (JsonNode vector : vectors) {
      images.add("{\n" + bytes(contract, vector.path("image").asText()) + "    }");
      results.add(result(contract, vector.path("result")));
    }
    return table("const char *const bnn_class_names[BNN_CLASSES]", names(contract))
        + "\n// HASH_0 to HASH_7\n"
        + table("static const uint32_t hash[8]", hash)
        + "\n// Level i of a byte is 1 if the byte is at least that; unused where bytes travel\n"
        + table("static const uint8_t thresholds[BNN_LEVELS]", levels(contract.path("input")))
        + "\n// Images as they travel, and what they give\n"
        + table("static const uint8_t test_payloads[BNN_TEST_IMAGES][BNN_PAYLOAD_BYTES]", images)
        + table("static const int32_t test_results[BNN_TEST_IMAGES * BNN_RESULT_VALUES]", results);
  }

  private static List<String> names(JsonNode contract) {
    return texts(contract.path("classes")).map(HostSource::literal).toList();
  }

  private static String table(String declaration, List<String> entries) {
    return entries.stream()
        .collect(Collectors.joining(",\n    ", declaration + " = {\n    ", "\n};\n"));
  }

  private static String bytes(JsonNode contract, String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    long expected = number(contract.path("link"), "imageBytes");
    require(bytes.length == expected, "a test image has " + bytes.length + " bytes");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      text.append(i % BYTES_PER_LINE == 0 ? "        " : " ");
      text.append(String.format(Locale.ROOT, "0x%02X,", bytes[i]));
      text.append(i % BYTES_PER_LINE == BYTES_PER_LINE - 1 || i == bytes.length - 1 ? "\n" : "");
    }
    return text.toString();
  }

  private static String result(JsonNode contract, JsonNode result) {
    long beats = number(contract.path("output"), "beats");
    require(result.size() == beats, "a test result has " + result.size() + " numbers");
    // the least number has no literal of its own in C
    return texts(result)
        .map(value -> value.equals("-2147483648") ? "-2147483647 - 1" : value)
        .collect(Collectors.joining(", "));
  }

  private static String hex(long value, int digits) {
    return String.format(Locale.ROOT, "0x%0" + digits + "Xu", value);
  }

  /** A string of C, UTF-8, with nothing in it that C might read in another way. */
  private static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xFF);
      boolean plain = character >= ' ' && character < 0x7F && "\"\\?".indexOf(character) < 0;
      literal.append(
          plain ? String.valueOf(character) : String.format(Locale.ROOT, "\\%03o", octet & 0xFF));
    }
    return literal.append('"').toString();
  }

  /** Lines {@code #define BNN_…}. */
  private static final class Defines {
    private final StringBuilder text = new StringBuilder();

    void comment(String line) {
      text.append(text.isEmpty() ? "" : "\n").append("// ").append(line).append('\n');
    }

    void put(String name, String value) {
      text.append("#define BNN_").append(name).append(' ').append(value).append('\n');
    }

    void put(String name, long value) {
      put(name, Long.toString(value));
    }

    String text() {
      return text.toString();
    }
  }
}
