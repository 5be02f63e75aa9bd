package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What the hardware is planned for: a part, or a family without limits. One JSON file each, in
 * {@code targets/} beside this class:
 *
 * <pre>{@code
 * { "family": "7-series", "lut": 53200, "ff": 106400, "blocks": 140, "dsp": 220,
 *   "source": "AMD DS190 …" }
 * }</pre>
 *
 * @param word on the command line and in files
 * @param family whose LUTs, memories and delays it has
 * @param resources what the part has; empty if nothing limits
 * @param source vendor's document that says so
 */
public record Target(String word, Family family, Optional<Resources> resources, String source) {
  private static final List<String> WORDS =
      List.of(
          "generic",
          "xc7",
          "xcup",
          "xc7z020",
          "xc7z045",
          "xczu7ev",
          "xck26",
          "xcku115",
          "xcu250",
          "ice40-hx8k",
          "ice40-up5k",
          "ecp5-85f");

  private static final List<Target> ALL = WORDS.stream().map(Target::load).toList();

  /** Any part with 6-input LUTs, planned as a 7-series part, the slowest of them; no limits. */
  public static final Target GENERIC = parse("generic");

  /** Lattice iCE40 HX8K. */
  public static final Target ICE40_HX8K = parse("ice40-hx8k");

  /** From here on a popcount of compressors takes fewer 6-input LUTs (Yosys 0.23). */
  private static final int LEAST_COMPRESSED = 12;

  private static Target load(String word) {
    try (InputStream file = Target.class.getResourceAsStream("targets/" + word + ".json")) {
      JsonNode json = new ObjectMapper().readTree(file);
      return new Target(
          word,
          Family.parse(json.required("family").textValue()),
          json.has("lut") ? Optional.of(resources(json)) : Optional.empty(),
          json.required("source").textValue());
    } catch (IOException e) {
      throw new UncheckedIOException("targets/" + word + ".json", e);
    }
  }

  private static Resources resources(JsonNode json) {
    return new Resources(
        json.required("lut").intValue(),
        json.required("ff").intValue(),
        2 * json.required("blocks").intValue(),
        json.required("dsp").intValue());
  }

  /**
   * Whether a design takes at most a share of what the part has.
   *
   * @param utilization share of LUTs, flip-flops, block memories and multipliers, 0…1
   */
  public boolean fits(Resources used, double utilization) {
    return resources
        .map(
            has ->
                used.lut() <= has.lut() * utilization
                    && used.ff() <= has.ff() * utilization
                    && used.halfBlocks() <= has.halfBlocks() * utilization
                    && used.dsp() <= has.dsp() * utilization)
        .orElse(true);
  }

  @Override
  public String toString() {
    return word;
  }

  /** Words of a byte in one block memory. */
  int blockDepth() {
    return family.blockDepth();
  }

  int lutInputs() {
    return family.lutInputs();
  }

  Family.Delays delays() {
    return family.delays();
  }

  /** Whether a popcount of so many bits is built of compressors, and not of adders. */
  boolean compresses(int bits) {
    return lutInputs() >= 6 && bits >= LEAST_COMPRESSED;
  }

  /**
   * The target of a word.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Target parse(String word) {
    return ALL.stream()
        .filter(target -> target.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no target '" + word + "': use one of " + String.join(", ", words())));
  }

  /** All there are: no limits first, then parts. */
  public static List<Target> all() {
    return ALL;
  }

  /** All words. */
  public static List<String> words() {
    return WORDS;
  }
}
