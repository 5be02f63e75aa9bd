package dev.bnn.quantize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipOutputStream;

/**
 * Damaged {@code model.bnn} files, each a pure function of its number: bits flipped, ends cut off,
 * parts of other files put in, headers of the archive with extreme numbers, and well-formed
 * archives whose JSON holds extreme numbers, missing words, deep or long arrays.
 *
 * <p>As a program it reads a range of them and ends with 1 at the first that is answered by
 * anything but a {@link ModelFormatException} of one line, or one of the networks it was made from.
 */
final class MutatedModels {
  /** What a file that claims too much claims. */
  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1",
    "2",
    "8",
    "255",
    "65535",
    "65536",
    "1000000",
    "1073741824",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967297",
    "9223372036854775807",
    "1e9",
    "1e400",
    "0.5",
    "123456789012345678901234567890",
    "null",
    "true",
    "\"7\"",
    "[]",
    "{}"
  };

  private static final int LARGE = 15 << 20;
  private static final long MOST_SECONDS = 10;

  private final List<byte[]> models = new ArrayList<>();
  private final Set<String> hashes = new TreeSet<>();

  MutatedModels() throws IOException {
    for (int seed = 0; seed < 12; seed++) {
      add(GeneratedNetworks.convolutional(new SplittableRandom(seed)));
    }
    for (Encoding encoding :
        List.of(Encoding.pixels(), Encoding.binary(), new Encoding.Thermometer(3))) {
      SplittableRandom random = new SplittableRandom(encoding.levels());
      add(GeneratedNetworks.dense(random, new Shape(1, 8, 8), encoding, 64, 64, 10));
    }
  }

  private void add(BinaryNetwork network) throws IOException {
    models.add(ModelFile.toBytes(network));
    hashes.add(network.hash());
  }

  /** The damaged file of this number. */
  byte[] get(int number) throws IOException {
    SplittableRandom random = new SplittableRandom(number);
    byte[] model = pick(random, models);
    if (number % 500 == 499) {
      return withLargeJson(model, number / 500);
    }
    return switch (random.nextInt(8)) {
      case 0 -> flipBits(model, random);
      case 1 -> Arrays.copyOf(model, random.nextInt(model.length));
      case 2 -> splice(model, pick(random, models), random);
      case 3 -> withExtremeHeader(model, random);
      case 4, 5 -> withOtherJson(model, random);
      case 6 -> withOtherEntries(model, random);
      default -> withExtremeHeader(withOtherJson(model, random), random);
    };
  }

  private static byte[] flipBits(byte[] model, SplittableRandom random) {
    byte[] flipped = model.clone();
    for (int i = random.nextInt(1, 9); i > 0; i--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** A part of one file in place of a part of another, of any length. */
  private static byte[] splice(byte[] model, byte[] other, SplittableRandom random) {
    int start = random.nextInt(model.length);
    int end = random.nextInt(start, Math.min(model.length, start + 300));
    int from = random.nextInt(other.length);
    int to = random.nextInt(from, Math.min(other.length, from + 300));
    byte[] spliced = new byte[start + (to - from) + (model.length - end)];
    System.arraycopy(model, 0, spliced, 0, start);
    System.arraycopy(other, from, spliced, start, to - from);
    System.arraycopy(model, end, spliced, start + to - from, model.length - end);
    return spliced;
  }

  /** Lengths, counts, offsets and methods of the archive itself: they follow a "PK". */
  private static byte[] withExtremeHeader(byte[] model, SplittableRandom random) {
    List<Integer> headers = new ArrayList<>();
    for (int i = 0; i + 50 < model.length; i++) {
      if (model[i] == 'P' && model[i + 1] == 'K' && model[i + 2] < 8) {
        headers.add(i);
      }
    }
    headers.add(model.length - 22); // the end of the directory
    byte[] changed = model.clone();
    int start = pick(random, headers);
    int at = Math.min(start + random.nextInt(4, 46), model.length - 4);
    long value =
        random.nextBoolean()
            ? pick(random, List.of(0L, -1L, 0x7fffffffL, 0xfffffffeL))
            : random.nextLong();
    for (int i = random.nextInt(1, 5) - 1; i >= 0; i--) {
      changed[at + i] = (byte) (value >>> (8 * i));
    }
    return changed;
  }

  private static byte[] withOtherJson(byte[] model, SplittableRandom random) throws IOException {
    Map<String, byte[]> entries = ZipFiles.read(model);
    String json = new String(entries.get("network.json"), StandardCharsets.UTF_8);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      json =
          switch (random.nextInt(5)) {
            case 0, 1, 2 -> replaceOne(json, "-?\\d+", pick(random, List.of(NUMBERS)), random);
            case 3 -> replaceOne(json, "\"[^\"]*\"", "\"" + randomWord(random) + "\"", random);
            default ->
                replaceOne(json, "[\\[\\]{},:]", pick(random, List.of("", ",", "[", "}")), random);
          };
    }
    entries.put("network.json", json.getBytes(StandardCharsets.UTF_8));
    return ZipFiles.write(entries, ZipOutputStream.STORED);
  }

  private static String randomWord(SplittableRandom random) {
    return pick(
        random,
        List.of(
            "scores",
            "max-pool",
            "input-dense",
            "binary-conv2d",
            "input-encoding",
            "table",
            "thermometer:255",
            "thermometer:0",
            "pixels",
            "weights/1.bin",
            "weights/99.bin",
            "none",
            "plus-one",
            "OAOA",
            "",
            "\\u0000\\n\\u001b[2J"));
  }

  private static String replaceOne(
      String json, String pattern, String by, SplittableRandom random) {
    List<MatchResult> found = Pattern.compile(pattern).matcher(json).results().toList();
    if (found.isEmpty()) {
      return json;
    }
    MatchResult one = pick(random, found);
    return json.substring(0, one.start()) + by + json.substring(one.end());
  }

  /** Entries dropped, exchanged, of other lengths, or compressed. */
  private static byte[] withOtherEntries(byte[] model, SplittableRandom random) throws IOException {
    Map<String, byte[]> entries = ZipFiles.read(model);
    List<String> names = List.copyOf(entries.keySet());
    String one = pick(random, names);
    switch (random.nextInt(4)) {
      case 0 -> entries.remove(one);
      case 1 -> entries.put(one, entries.get(pick(random, names)));
      case 2 ->
          entries.put(
              one, Arrays.copyOf(entries.get(one), random.nextInt(2 * entries.get(one).length)));
      default -> entries.put(one, new byte[1 << random.nextInt(24)]);
    }
    boolean stored = random.nextBoolean();
    return ZipFiles.write(entries, stored ? ZipOutputStream.STORED : ZipOutputStream.DEFLATED);
  }

  /** The most that a reader may be made to build from JSON, or to unpack. */
  private static byte[] withLargeJson(byte[] model, int kind) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(ZipFiles.read(model));
    String json = new String(entries.get("network.json"), StandardCharsets.UTF_8);
    String[] bricks = {"[],", "{},", "123456,", "\"\",", "[", "{\"a\":", "1", " ", "\"k", "1.5,"};
    String brick = bricks[kind % bricks.length];
    int times = (kind < bricks.length ? LARGE : 4 * LARGE) / brick.length();
    int at = json.indexOf("\"layers\" : [") + "\"layers\" : [".length();
    String large = json.substring(0, at) + brick.repeat(times) + json.substring(at);
    entries.put("network.json", large.getBytes(StandardCharsets.UTF_8));
    boolean stored = kind < bricks.length;
    return ZipFiles.write(entries, stored ? ZipOutputStream.STORED : ZipOutputStream.DEFLATED);
  }

  private static <T> T pick(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /**
   * Reads a damaged file.
   *
   * @return whether it was read, because nothing that counts is damaged
   * @throws AssertionError if the answer is neither a refusal of one line nor a known network
   */
  boolean read(int number, Path file) throws IOException {
    Files.write(file, get(number));
    long start = System.nanoTime();
    boolean read = isRead(number, file);
    if (System.nanoTime() - start > MOST_SECONDS * 1_000_000_000L) {
      throw new AssertionError("file " + number + " took more than " + MOST_SECONDS + " s");
    }
    return read;
  }

  private boolean isRead(int number, Path file) {
    try {
      BinaryNetwork network = ModelFile.read(file);
      if (!hashes.contains(network.hash())) {
        throw new AssertionError("file " + number + " is read as a network nobody wrote");
      }
      return true;
    } catch (ModelFormatException e) {
      if (e.getMessage().chars().anyMatch(Character::isISOControl)) {
        throw new AssertionError("file " + number + ": more than a line: " + e.getMessage(), e);
      }
      return false;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new AssertionError("file " + number + ": " + e, e);
    }
  }

  /** Arguments: a folder to write to, the first number, and one more than the last. */
  public static void main(String[] arguments) throws IOException {
    MutatedModels mutated = new MutatedModels();
    Path file = Path.of(arguments[0]).resolve("mutated.bnn");
    int read = 0;
    for (int i = Integer.parseInt(arguments[1]); i < Integer.parseInt(arguments[2]); i++) {
      read += mutated.read(i, file) ? 1 : 0;
    }
    System.out.println("read " + read);
  }
}
