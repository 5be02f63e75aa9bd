package dev.bnn.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bundle of a random network, as far as a host needs it: {@code host-runtime.json} written field
 * by field from its description, expected answers by the {@link Interpreter}.
 */
record TestBundle(BinaryNetwork network, ObjectNode json, boolean bits) {
  static final int CYCLES_PER_FRAME = 100;
  static final int LATENCY = 250;
  static final int PATTERN_IMAGES = 16;
  static final long MASK = 0xFFFFFFFFL;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAGE = Path.of("../docs/host-runtime.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `0x([0-7]..)` \\| `(\\w+)` \\| ([a-z0-9-]+) \\| (\\S+) \\|.*");

  /** A small dense network of pixels. */
  static TestBundle small(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return of(
        GeneratedNetworks.dense(random, new Shape(1, 5, 4), Encoding.pixels(), 9, 6),
        random,
        false,
        false,
        4);
  }

  /** A network whose answers, scores, differ from image to image. */
  static TestBundle diverse(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BinaryNetwork network =
        GeneratedNetworks.dense(random, new Shape(1, 5, 4), Encoding.pixels(), 60, 10);
    return of(network, random, false, true, 4);
  }

  /**
   * A bundle.
   *
   * @param bits whether the host encodes
   * @param scores whether scores come out
   */
  static TestBundle of(
      BinaryNetwork network,
      SplittableRandom random,
      boolean bits,
      boolean scores,
      int valuesPerBeat) {
    Shape image = network.input().image();
    Encoding encoding = network.input().encoding();
    int values = image.size() * (bits ? encoding.levels() : 1);
    int beats = (values + valuesPerBeat - 1) / valuesPerBeat;
    int beatBytes = (valuesPerBeat * (bits ? 1 : 8) + 7) / 8;
    int resultBeats = scores ? network.classes().size() : 1;
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "bnn-host-runtime").put("version", 3);
    root.putObject("network").put("name", network.name()).put("sha256", network.hash());
    ObjectNode input = root.putObject("input");
    input
        .putObject("image")
        .put("channels", image.channels())
        .put("height", image.height())
        .put("width", image.width());
    ArrayNode thresholds = input.putArray("thresholds");
    for (int level = 0; encoding.isBipolar() && level < encoding.levels(); level++) {
      thresholds.add(encoding.smallestByte(level));
    }
    input
        .put("encoding", encoding.name())
        .put("stream", bits ? "bits" : "bytes")
        .put("valueBits", bits ? 1 : 8)
        .put("valuesPerBeat", valuesPerBeat)
        .put("beatBytes", beatBytes)
        .put("beats", beats);
    root.putObject("output").put("kind", scores ? "scores" : "class").put("beats", resultBeats);
    ArrayNode map = root.putObject("registers").putArray("map");
    putRegisters(map, network.hash());
    ArrayNode classes = root.putArray("classes");
    network.classes().forEach(classes::add);
    root.putObject("timing").put("clockMhz", 12.0).put("cyclesPerFrame", CYCLES_PER_FRAME);
    root.putObject("target")
        .put("word", "icebreaker")
        .put("part", "ice40-up5k")
        .put("board", "iCEBreaker");
    root.putObject("link")
        .put("protocol", 1)
        .put("kind", "uart")
        .put("baud", 3000000)
        .put("imageBytes", beats * beatBytes)
        .put("resultBytes", 4 * resultBeats)
        .put("window", 6)
        .put("timeoutMicros", 5000);
    TestBundle bundle = new TestBundle(network, root, bits);
    bundle.putSelfTest(root.putObject("selfTest"), random);
    return bundle;
  }

  /** The registers of docs/host-runtime.md. */
  private static void putRegisters(ArrayNode map, String hash) {
    try {
      for (String line : Files.readAllLines(PAGE)) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          String name = row.group(2);
          long reset =
              name.equals("ID")
                  ? 0x424E4E31L
                  : name.equals("VERSION")
                      ? 0x000100L
                      : name.startsWith("HASH_")
                          ? Long.parseLong(
                              hash.substring(8 * (name.charAt(5) - '0')).substring(0, 8), 16)
                          : Long.decode(row.group(4).replace("`", ""));
          map.addObject()
              .put("name", name)
              .put("offset", Integer.parseInt(row.group(1), 16))
              .put("access", row.group(3))
              .put("reset", reset);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void putSelfTest(ObjectNode selfTest, SplittableRandom random) {
    ArrayNode vectors = selfTest.putArray("vectors");
    Contract.Input input = input();
    for (int i = 0; i < 3; i++) {
      byte[] image = GeneratedNetworks.image(random, network);
      ObjectNode vector = vectors.addObject();
      vector.put("image", HexFormat.of().formatHex(PackImage.pack(input, image)));
      ArrayNode result = vector.putArray("result");
      expected(image).stream().forEach(result::add);
    }
    selfTest
        .putObject("pattern")
        .put("images", PATTERN_IMAGES)
        .put("signature", signature(PATTERN_IMAGES))
        .put("cycles", LATENCY + (PATTERN_IMAGES - 1) * CYCLES_PER_FRAME);
  }

  /** The numbers that an image's answer must have. */
  IntVector expected(byte[] image) {
    return numbers(Interpreter.run(network, image).scores());
  }

  private IntVector numbers(IntVector scores) {
    boolean all = json.path("output").path("kind").asText().equals("scores");
    return all ? scores : IntVector.of(scores.indexOfHighest());
  }

  /** Signature of PATTERN, by its description. */
  long signature(int images) {
    BinaryNetwork behind = behindTheStream();
    Contract.Input input = input();
    Shape shape = behind.input().image();
    long x = 0x9E3779B9L;
    long signature = 0;
    for (int n = 0; n < images; n++) {
      byte[] image = new byte[shape.size()];
      for (int beat = 0; beat < input.beats(); beat++) {
        for (int i = 0; i < input.valuesPerBeat(); i++) {
          int value = beat * input.valuesPerBeat() + i;
          if (value < image.length) {
            int channel = value % shape.channels();
            int pixel = value / shape.channels();
            int bit = i * input.valueBits() % 32;
            image[channel * (image.length / shape.channels()) + pixel] =
                bits ? (byte) (x >> bit & 1) : (byte) (x >> bit);
            if (bits) {
              image[channel * (image.length / shape.channels()) + pixel] *= (byte) 255;
            }
          }
        }
        x = (x ^ x << 13) & MASK;
        x ^= x >> 17;
        x = (x ^ x << 5) & MASK;
      }
      for (int word : numbers(Interpreter.run(behind, image).scores()).toArray()) {
        boolean out = (signature & 0x80000000L) != 0;
        signature = (signature << 1 & MASK) ^ (word & MASK) ^ (out ? 0x04C11DB7L : 0);
      }
    }
    return signature;
  }

  /** If the host encodes: the same layers on encoded images, a byte 0 or 255 a level. */
  private BinaryNetwork behindTheStream() {
    if (!bits) {
      return network;
    }
    List<Layer> layers = new ArrayList<>(network.layers());
    layers.set(0, new InputEncoding(network.input().outputShape(), Encoding.binary()));
    return new BinaryNetwork("encoded", layers, network.classes(), network.provenance());
  }

  private Contract.Input input() {
    return new Contract.Input(
        network.input().image(),
        IntVector.generate(
            json.path("input").path("thresholds").size(),
            i -> json.path("input").path("thresholds").get(i).asInt()),
        bits ? Contract.Stream.BITS : Contract.Stream.BYTES,
        json.path("input").path("valueBits").asInt(),
        json.path("input").path("valuesPerBeat").asInt(),
        json.path("input").path("beatBytes").asInt(),
        json.path("input").path("beats").asInt());
  }

  /** Writes the folder. */
  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("host-runtime.json"), json.toPrettyString());
    ModelFile.write(network, folder.resolve("model.bnn"));
    return folder;
  }

  /** Its contract, by way of the file. */
  Contract contract() {
    try {
      Path folder = Files.createTempDirectory("bundle");
      try {
        Files.writeString(folder.resolve("host-runtime.json"), json.toString());
        return Contract.read(folder);
      } finally {
        Files.deleteIfExists(folder.resolve("host-runtime.json"));
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A board of it. */
  SoftwareDevice board() {
    try {
      return new SoftwareDevice(contract(), network);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<byte[]> images(SplittableRandom random, int count) {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(GeneratedNetworks.image(random, network));
    }
    return images;
  }

  /** The answers that images must get. */
  List<Answer> answers(List<byte[]> images) {
    boolean scores = json.path("output").path("kind").asText().equals("scores");
    return images.stream()
        .map(image -> Interpreter.run(network, image).scores())
        .map(
            all ->
                new Answer(
                    all.indexOfHighest(),
                    scores ? java.util.Optional.of(all) : java.util.Optional.empty()))
        .toList();
  }
}
