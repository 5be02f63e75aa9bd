package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What the hardware is planned for: a board, a part, or a family without limits. One JSON file
 * each, in {@code targets/} beside this class:
 *
 * <pre>{@code
 * { "family": "7-series", "lut": 53200, "ff": 106400, "blocks": 140, "dsp": 220,
 *   "source": "AMD DS190 …" }
 * }</pre>
 *
 * <p>A board has {@code part} (the word of its part) and {@code board} instead of the numbers.
 *
 * @param word on the command line and in files
 * @param part word of the part itself: another one only for a board
 * @param family whose LUTs, memories and delays it has
 * @param resources what the part has; empty if nothing limits
 * @param source vendor's document that says so
 * @param board what the part is on, if it is built for a board
 */
public record Target(
    String word,
    String part,
    Family family,
    Optional<Resources> resources,
    String source,
    Optional<Board> board) {
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
          "ecp5-85f",
          "hx8k",
          "icebreaker");

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
      if (json.has("board")) {
        return onBoard(word, json);
      }
      return new Target(
          word,
          word,
          Family.parse(json.required("family").textValue()),
          json.has("lut") ? Optional.of(resources(json)) : Optional.empty(),
          json.required("source").textValue(),
          Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException("targets/" + word + ".json", e);
    }
  }

  private static Target onBoard(String word, JsonNode json) {
    Target part = load(json.required("part").textValue());
    return new Target(
        word,
        part.word,
        part.family,
        part.resources,
        json.required("source").textValue(),
        Optional.of(Board.read(json.required("board"))));
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
   * @param utilization share of LUTs, flip-flops, multipliers and, if it is not for a board, block
   *     memories; 0…1
   */
  public boolean fits(Resources design, double utilization) {
    Resources used = occupied(design);
    return share(utilization)
        .map(
            most ->
                used.lut() <= most.lut()
                    && used.ff() <= most.ff()
                    && used.halfBlocks() <= most.halfBlocks()
                    && used.dsp() <= most.dsp())
        .orElse(true);
  }

  /**
   * A share of what the part has. On a board all block memories: how many a design takes there is
   * known, and routing needs none to be free.
   */
  Optional<Resources> share(double utilization) {
    return resources.map(
        has ->
            new Resources(
                (int) (has.lut() * utilization),
                (int) (has.ff() * utilization),
                board.isPresent() ? has.halfBlocks() : (int) (has.halfBlocks() * utilization),
                (int) (has.dsp() * utilization)));
  }

  /**
   * What a design occupies: where a cell is a LUT with a flip-flop, half of the flip-flops find no
   * LUT to share one with (measured: 1,063 of 2,071, 1,797 of 3,421 after nextpnr-ice40 0.4).
   */
  Resources occupied(Resources design) {
    return family.sharesCells()
        ? new Resources(
            design.lut() + design.ff() / 2, design.ff(), design.halfBlocks(), design.dsp())
        : design;
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

  /** All there are: no limits first, then parts, then boards. */
  public static List<Target> all() {
    return ALL;
  }

  /** Those that are not boards. */
  static List<Target> parts() {
    return ALL.stream().filter(target -> target.board.isEmpty()).toList();
  }

  /** All words. */
  public static List<String> words() {
    return WORDS;
  }
}
