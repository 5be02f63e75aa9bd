package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * A contract for {@code fake_board.c}, whose network is a CRC: that of the payload modulo the
 * classes, or times 2k + 1 as score k.
 *
 * @param network a network of the wanted image, encoding and classes; its weights do not matter
 */
record HostContract(
    BinaryNetwork network, StreamKind stream, boolean scores, boolean spi, int valuesPerBeat) {
  static final int TIMEOUT_MICROS = 50_000;

  private static final int PATTERN_IMAGES = 64;

  static HostContract of(
      Shape image, String encoding, StreamKind stream, boolean scores, boolean spi, int perBeat) {
    BinaryNetwork network =
        GeneratedNetworks.dense(
            new SplittableRandom(1), image, Encoding.parse(encoding), 8, scores ? 7 : 10);
    return new HostContract(network, stream, scores, spi, perBeat);
  }

  /** The file, as a bundle for a board has it. */
  ObjectNode json() {
    HardwarePlan plan =
        PlanHardware.plan(network, PlanOptions.defaults().withStream(stream).withScores(scores));
    ObjectNode root = HostRuntimeFile.describe(network, plan, List.of());
    root.putArray("classes");
    classes().forEach(name -> root.withArray("classes").add(name));
    ((ObjectNode) root.get("input"))
        .put("valuesPerBeat", valuesPerBeat)
        .put("beatBytes", beatBytes())
        .put("beats", beats());
    addLink(root.putObject("link").put("protocol", 1), plan);
    addSelfTest(root.putObject("selfTest"), plan);
    return root;
  }

  private void addLink(ObjectNode link, HardwarePlan plan) {
    link.put("kind", spi ? "spi" : "uart");
    link.put(spi ? "maxClockHz" : "baud", spi ? 500_000 : 3_000_000);
    link.put("imageBytes", payloadBytes());
    link.put("resultBytes", 4 * plan.outputBeats());
    link.put("window", 6);
    link.put("timeoutMicros", TIMEOUT_MICROS);
  }

  private void addSelfTest(ObjectNode test, HardwarePlan plan) {
    ArrayNode vectors = test.putArray("vectors");
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 3; i++) {
      byte[] payload = pack(GeneratedNetworks.image(random, network));
      ObjectNode vector = vectors.addObject().put("image", HexFormat.of().formatHex(payload));
      ArrayNode result = vector.putArray("result");
      for (int k = 0; k < plan.outputBeats(); k++) {
        result.add(scores ? (int) crc(payload) * (2 * k + 1) : (int) answer(payload));
      }
    }
    byte[] count = new byte[] {PATTERN_IMAGES, 0, 0, 0};
    test.putObject("pattern")
        .put("images", PATTERN_IMAGES)
        .put("signature", crc(count))
        .put("cycles", 15 + 200 * PATTERN_IMAGES);
  }

  /** Names that C would like to read in another way. */
  List<String> classes() {
    int count = network.classes().size();
    return IntStream.range(0, count)
        .mapToObj(i -> List.of("\"quote\"", "back\\slash??/", "für 3", "plain").get(i % 4) + i)
        .toList();
  }

  /** The name that is printed for an image. */
  String answerName(byte[] image) {
    byte[] payload = pack(image);
    int best = 0;
    for (int k = 1; scores && k < classes().size(); k++) {
      if ((int) crc(payload) * (2 * k + 1) > (int) crc(payload) * (2 * best + 1)) {
        best = k;
      }
    }
    return classes().get(scores ? best : (int) answer(payload));
  }

  private long answer(byte[] payload) {
    return crc(payload) % classes().size();
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  private int values() {
    int levels = stream == StreamKind.BITS ? network.input().encoding().levels() : 1;
    return network.input().image().size() * levels;
  }

  private int valueBits() {
    return stream == StreamKind.BITS ? 1 : 8;
  }

  private int beatBytes() {
    return (valuesPerBeat * valueBits() + 7) / 8;
  }

  private int beats() {
    assert values() % valuesPerBeat == 0 : values() + " values";
    return values() / valuesPerBeat;
  }

  int payloadBytes() {
    return beats() * beatBytes();
  }

  /** The slow way: value by value, bit by bit, as docs/host-runtime.md says it. */
  byte[] pack(byte[] image) {
    Encoding encoding = network.input().encoding();
    boolean bits = stream == StreamKind.BITS;
    byte[] payload = new byte[payloadBytes()];
    int value = 0;
    for (int position : StreamOrder.of(network.input().image())) {
      int pixel = image[position] & 0xFF;
      for (int level = 0; level < (bits ? encoding.levels() : 1); level++, value++) {
        int sent = !bits ? pixel : pixel >= encoding.smallestByte(level) ? 1 : 0;
        for (int bit = 0; bit < valueBits(); bit++) {
          int at = value % valuesPerBeat * valueBits() + bit;
          int octet = value / valuesPerBeat * beatBytes() + at / 8;
          payload[octet] |= (byte) ((sent >> bit & 1) << at % 8);
        }
      }
    }
    return payload;
  }

  /** What the board needs beside the constants of the host, as options of a compiler. */
  List<String> defines() {
    ByteBuffer hash =
        ByteBuffer.wrap(HexFormat.of().parseHex(network.hash())).order(ByteOrder.BIG_ENDIAN);
    String words =
        IntStream.range(0, 8)
            .mapToObj(i -> "0x" + Integer.toHexString(hash.getInt(4 * i)) + "u")
            .collect(Collectors.joining(",", "{", "}"));
    return List.of("-DFAKE_HASH=" + words, "-DFAKE_TIMEOUT_MICROS=" + TIMEOUT_MICROS + "u");
  }
}
