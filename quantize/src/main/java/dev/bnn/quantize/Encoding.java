package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How a byte of the image (0…255) enters the network (docs/CONVENTIONS.md, 7).
 *
 * <p>Each image channel becomes {@link #levels} channels; level i of image channel c is channel
 * {@code c·levels + i}.
 */
public sealed interface Encoding {
  /** The byte itself, 0…255. */
  static Encoding pixels() {
    return new Pixels();
  }

  /** +1 iff the byte is at least 128. */
  static Encoding binary() {
    return new Binary();
  }

  /** Channels made of each image channel. */
  int levels();

  /** Whether every encoded value is −1 or +1; otherwise they are integers. */
  boolean isBipolar();

  /**
   * The encoded value.
   *
   * @param pixel 0…255
   * @param level 0…levels−1
   */
  int encode(int pixel, int level);

  /** The name as on the command line and in files. */
  String name();

  /** Smallest encoded value. */
  default int minimum() {
    return -1;
  }

  /** Largest encoded value. */
  default int maximum() {
    return 1;
  }

  /** The smallest byte for which a level of a ±1 encoding is +1: levels rise with the byte. */
  default int smallestByte(int level) {
    return IntStream.range(0, 256)
        .filter(pixel -> encode(pixel, level) == 1)
        .findFirst()
        .orElseThrow();
  }

  /** What stands outside the image: minus-one is an encoded 0, plus-one an encoded 255. */
  default int padValue(Padding padding, int level) {
    return encode(padding == Padding.PLUS_ONE ? 255 : 0, level);
  }

  /** Reads {@code pixels}, {@code binary} or {@code thermometer:N}. */
  static Encoding parse(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("pixels")) {
      return pixels();
    }
    if (lower.equals("binary")) {
      return binary();
    }
    if (Pattern.matches("thermometer:[0-9]{1,3}", lower)) {
      return new Thermometer(Integer.parseInt(lower.substring("thermometer:".length())));
    }
    throw new IllegalArgumentException(
        "unknown input encoding '"
            + name
            + "': use one of "
            + List.of("pixels", "binary")
            + " or thermometer:N");
  }

  /** The byte itself. */
  record Pixels() implements Encoding {
    @Override
    public int levels() {
      return 1;
    }

    @Override
    public boolean isBipolar() {
      return false;
    }

    @Override
    public int encode(int pixel, int level) {
      return pixel;
    }

    @Override
    public int minimum() {
      return 0;
    }

    @Override
    public int maximum() {
      return 255;
    }

    @Override
    public String name() {
      return "pixels";
    }
  }

  /** +1 iff the byte is at least 128. */
  record Binary() implements Encoding {
    @Override
    public int levels() {
      return 1;
    }

    @Override
    public boolean isBipolar() {
      return true;
    }

    @Override
    public int encode(int pixel, int level) {
      return Bipolar.ofBit(pixel >= 128);
    }

    @Override
    public String name() {
      return "binary";
    }
  }

  /**
   * Level i (from 0) is +1 iff the byte is at least {@code ceil(256·(i+1) / (levels+1))}.
   *
   * @param levels 1…255
   */
  record Thermometer(int levels) implements Encoding {
    public Thermometer {
      check(levels >= 1 && levels <= 255, "thermometer:%d: levels must be 1…255", levels);
    }

    /** Smallest byte for which {@code level} is +1. */
    public int threshold(int level) {
      return (256 * (level + 1) + levels) / (levels + 1);
    }

    @Override
    public boolean isBipolar() {
      return true;
    }

    @Override
    public int encode(int pixel, int level) {
      return Bipolar.ofBit(pixel >= threshold(level));
    }

    @Override
    public String name() {
      return "thermometer:" + levels;
    }
  }

  /**
   * Any integer for each byte, for networks trained elsewhere.
   *
   * @param values (256), each within ±2¹⁵
   */
  record Table(IntVector values) implements Encoding {
    public Table {
      check(values.size() == 256, "an encoding table has 256 entries, not %d", values.size());
      check(
          values.stream().allMatch(v -> -32768 <= v && v <= 32768),
          "entries of an encoding table must be within ±32768");
    }

    @Override
    public int levels() {
      return 1;
    }

    @Override
    public boolean isBipolar() {
      return false;
    }

    @Override
    public int encode(int pixel, int level) {
      return values.get(pixel);
    }

    @Override
    public int minimum() {
      return values.stream().min().getAsInt();
    }

    @Override
    public int maximum() {
      return values.stream().max().getAsInt();
    }

    @Override
    public String name() {
      return "table";
    }
  }
}
