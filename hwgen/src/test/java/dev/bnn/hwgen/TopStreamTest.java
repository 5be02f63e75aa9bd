package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convention 11 at generated designs: frames of wrong lengths are dropped and counted, waits change
 * nothing, and after a reset at any moment the next frame is right and nothing old comes out.
 */
class TopStreamTest {
  private static final int FRAMES = 24;
  private static final Pattern RESULT =
      Pattern.compile(
          "RESULT bad=(\\d+) results=(\\d+) cut=([01]) errors=(\\d+) in=(\\d+) out=(\\d+)"
              + " dropped=(\\d+) in_flight=(\\d+)");

  @TempDir Path folder;

  /** A network, its hardware, and the place in its folder where the beats of frames are written. */
  record Design(String name, BinaryNetwork network, HardwarePlan plan) {
    static Design of(String name, String encoding, PlanOptions options, int... neurons) {
      BinaryNetwork network =
          GeneratedNetworks.dense(
              new SplittableRandom(31), new Shape(1, 4, 6), Encoding.parse(encoding), neurons);
      return new Design(name, network, PlanHardware.plan(network, options));
    }

    /** Convolutions and pools: a wrong frame is completed, and its result dropped. */
    static Design ofMaps(String name, Encoding encoding, PlanOptions options) {
      BinaryNetwork network =
          GeneratedNetworks.convolutional(
              new SplittableRandom(41),
              new Shape(2, 5, 6),
              encoding,
              Padding.PLUS_ONE,
              "4 pool 3",
              5,
              4);
      return new Design(
          name,
          network,
          PlanHardware.plan(
              network,
              options.withFoldings(
                  List.of(
                      new Folding(4, 6),
                      new Folding(3, 12),
                      new Folding(5, 6),
                      new Folding(2, 5)))));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Design> designs() {
    PlanOptions defaults = PlanOptions.defaults();
    List<Folding> foldings = List.of(new Folding(4, 6), new Folding(2, 4), new Folding(5, 4));
    List<Folding> narrow = List.of(new Folding(4, 2), new Folding(1, 4), new Folding(1, 8));
    return Stream.of(
        Design.of("class, pixels", "pixels", defaults.withFoldings(foldings), 12, 8, 10),
        Design.of("class, one pixel a beat", "binary", defaults.withFoldings(narrow), 12, 8, 10),
        Design.of(
            "scores, five a cycle",
            "binary",
            defaults.withFoldings(foldings).withScores(true),
            12,
            8,
            10),
        Design.of(
            "scores, bits",
            "thermometer:2",
            defaults.withStream(StreamKind.BITS).withScores(true),
            12,
            5),
        Design.ofMaps("class, maps of pixels", Encoding.pixels(), defaults),
        Design.ofMaps(
            "scores, maps of bits",
            Encoding.binary(),
            defaults.withStream(StreamKind.BITS).withScores(true)));
  }

  /** Frames as they are sent, and what must come out of them. */
  private static final class Sending {
    final List<String> beats = new ArrayList<>();
    final List<String> results = new ArrayList<>();
    int right;
    int early;
    int late;
  }

  /** Right frames, and between them early and late ones. */
  private static Sending sending(Design design, SplittableRandom random) {
    Sending sending = new Sending();
    HardwarePlan plan = design.plan;
    int width = plan.inputWidth();
    int dataWidth = plan.valuesPerBeat() * plan.inputValueWidth();
    for (int frame = 0; frame < FRAMES; frame++) {
      byte[] image = GeneratedNetworks.image(random, design.network);
      var trace = Interpreter.run(design.network, image);
      String line = VectorWriter.lines(design.network, plan, image, trace).get(VectorWriter.IMAGES);
      BigInteger word = ReferenceLayer.ofBytes(line);
      // the last frame is a right one, so that every run ends with a result
      int kind = frame == FRAMES - 1 ? 2 : random.nextInt(5);
      int beats = plan.inputBeats();
      int length = beats;
      if (kind == 0 && beats > 1) {
        length = random.nextInt(1, beats);
        sending.early++;
      } else if (kind == 1) {
        length = beats + random.nextInt(1, 2 * beats + 2);
        sending.late++;
      } else {
        sending.right++;
        IntVector scores = trace.scores();
        if (plan.options().scores()) {
          for (int i = 0; i < scores.size(); i++) {
            sending.results.add(result(i == scores.size() - 1, scores.get(i)));
          }
        } else {
          sending.results.add(result(true, scores.indexOfHighest()));
        }
      }
      for (int beat = 0; beat < length; beat++) {
        BigInteger data =
            word.shiftRight(beat % beats * dataWidth)
                .and(BigInteger.ONE.shiftLeft(dataWidth).subtract(BigInteger.ONE));
        sending.beats.add((beat == length - 1 ? data.setBit(width) : data).toString(16));
      }
    }
    return sending;
  }

  private static String result(boolean last, int value) {
    return Long.toString((value & 0xFFFFFFFFL) | (last ? 1L << 32 : 0), 16);
  }

  private Sending old;
  private Sending after;

  private void compile(Design design, int seed) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    SplittableRandom random = new SplittableRandom(seed);
    old = sending(design, random);
    after = sending(design, random);
    BundleFolder.write(
        BundleGenerator.generate(
            design.network, design.plan, List.of(GeneratedNetworks.image(random, design.network))),
        folder.resolve("fpga"));
    Path place = folder.resolve("fpga");
    Files.write(
        place.resolve("top.vh"),
        List.of(
            "`define IN_WIDTH " + design.plan.inputWidth(),
            "`define FRAME_BEATS " + design.plan.inputBeats(),
            "`define OLD_BEATS " + old.beats.size(),
            "`define NEW_BEATS " + after.beats.size(),
            "`define OLD_RESULTS " + old.results.size(),
            "`define NEW_RESULTS " + after.results.size()));
    Files.write(place.resolve("old.hex"), old.beats);
    Files.write(place.resolve("new.hex"), after.beats);
    Files.write(place.resolve("old_expected.hex"), old.results);
    Files.write(place.resolve("new_expected.hex"), after.results);
    ToolRun.require(
        place,
        List.of(
            "iverilog",
            "-g2012",
            "-I",
            ".",
            "-o",
            "bench.vvp",
            "-s",
            "tb_bnn_top",
            "-f",
            BundleGenerator.FILE_LIST,
            "sim/bnn_random_stall.v",
            HdlTools.BENCH.resolve("tb_bnn_top.v").toString()));
  }

  private Matcher simulate(List<String> arguments) throws IOException {
    String output = HdlTools.simulate(folder.resolve("fpga"), arguments);
    Matcher result = RESULT.matcher(output);
    assertThat(result.find()).as("%s: %s", arguments, output).isTrue();
    assertThat(result.group(1)).as("%s: %s", arguments, output).isEqualTo("0");
    assertThat(result.group(8)).as("%s: in flight", arguments).isEqualTo("0");
    return result;
  }

  @ParameterizedTest
  @MethodSource("designs")
  void wrong_frames_are_dropped_and_counted_and_waits_change_nothing(Design design)
      throws IOException {
    compile(design, 1);
    int errors = (old.early + after.early > 0 ? 1 : 0) + (old.late + after.late > 0 ? 2 : 0);
    assertThat(errors).as("both kinds are among the frames").isEqualTo(3);
    for (List<String> arguments :
        List.of(
            List.<String>of(),
            List.of("+stall", "+seed=11"),
            List.of("+stall", "+seed=12"),
            List.of("+stall", "+seed=14"))) {
      Matcher result = simulate(arguments);
      assertThat(result.group(2)).isEqualTo("" + (old.results.size() + after.results.size()));
      assertThat(result.group(4)).as("ERRORS").isEqualTo("" + errors);
      assertThat(result.group(5)).as("FRAMES_IN").isEqualTo("" + (old.right + after.right));
      assertThat(result.group(6)).as("FRAMES_OUT").isEqualTo("" + (old.right + after.right));
      assertThat(result.group(7))
          .as("FRAMES_DROPPED")
          .isEqualTo("" + (old.early + old.late + after.early + after.late));
    }
  }

  @ParameterizedTest
  @MethodSource("designs")
  void after_a_reset_at_any_moment_the_next_frame_is_right(Design design) throws IOException {
    resetAtRandom(design, 2, 8);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("designs")
  void after_each_of_many_resets_the_next_frame_is_right(Design design) throws IOException {
    resetAtRandom(design, 3, 40);
  }

  private void resetAtRandom(Design design, int seed, int resets) throws IOException {
    compile(design, seed);
    SplittableRandom random = new SplittableRandom(seed);
    int longest = FRAMES * design.plan.cyclesPerFrame() / 2;
    int cuts = 0;
    for (int i = 0; i < resets; i++) {
      for (int kind = 1; kind <= 3; kind++) {
        List<String> arguments = new ArrayList<>();
        arguments.add("+reset=" + kind);
        arguments.add("+reset_at=" + random.nextInt(1, longest));
        arguments.add("+seed=" + (seed + i));
        if (i % 3 != 0) {
          arguments.add("+stall");
        }
        Matcher result = simulate(arguments);
        cuts += Integer.parseInt(result.group(3));
        if (kind == 1) {
          assertThat(result.group(5)).as("FRAMES_IN %s", arguments).isEqualTo("" + after.right);
          assertThat(result.group(6)).as("FRAMES_OUT %s", arguments).isEqualTo("" + after.right);
          assertThat(result.group(7))
              .as("FRAMES_DROPPED %s", arguments)
              .isEqualTo("" + (after.early + after.late));
        } else {
          int in = Integer.parseInt(result.group(5));
          int out = Integer.parseInt(result.group(6));
          assertThat(out).as("FRAMES_OUT %s", arguments).isBetween(after.right, in);
        }
      }
    }
    assertThat(cuts).as("resets that fell into a frame").isPositive();
  }
}
