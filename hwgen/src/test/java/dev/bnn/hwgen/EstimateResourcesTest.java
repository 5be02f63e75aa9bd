package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole designs against Yosys, kept in docs/resources.md; {@code -Dapprove=true} writes it anew.
 * The counts hold for one version of Yosys and are compared with no other.
 */
class EstimateResourcesTest {
  private static final Path TABLE = Path.of("../docs/resources.md");
  private static final double MEDIAN = 0.10;
  private static final double WORST = 0.20;

  @TempDir Path folder;

  /** A plan to predict. */
  record Case(String name, BinaryNetwork network, PlanOptions options) {
    HardwarePlan plan() {
      return PlanHardware.plan(network, options);
    }
  }

  /** What Yosys counts, in the terms of {@link Resources}; LUT memories are counted whole. */
  static Resources count(String report) {
    Map<String, Integer> luts = new TreeMap<>();
    for (int i = 1; i <= 6; i++) {
      luts.put("LUT" + i, 1);
    }
    luts.putAll(Map.of("SRL16E", 1, "SRLC32E", 1, "RAM32M16", 8, "RAM64M8", 8));
    String last = report.substring(report.lastIndexOf("Number of cells"));
    int lut = luts.entrySet().stream().mapToInt(e -> e.getValue() * cells(last, e.getKey())).sum();
    return new Resources(
        lut,
        cells(last, "FDRE") + cells(last, "FDSE"),
        cells(last, "RAMB18E2") + 2 * cells(last, "RAMB36E2"),
        cells(last, "DSP48E2"));
  }

  private static int cells(String report, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + " +([0-9]+)").matcher(report);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int cycles : new int[] {4096, 1024, 256, 64}) {
      cases.add(dense("64-64-64-64-10", 8, Encoding.pixels(), cycles, 100, 64, 64, 64, 10));
    }
    for (int cycles : new int[] {1024, 256, 64}) {
      cases.add(dense("64-64-64-64-10", 8, Encoding.binary(), cycles, 100, 64, 64, 64, 10));
    }
    cases.add(dense("64-64-64-64-10", 8, Encoding.binary(), 256, 300, 64, 64, 64, 10));
    for (int cycles : new int[] {6272, 784, 256}) {
      cases.add(dense("784-64-64-10", 28, Encoding.binary(), cycles, 100, 64, 64, 10));
    }
    cases.add(dense("784-64-64-10", 28, Encoding.pixels(), 784, 200, 64, 64, 10));
    cases.add(dense("784-128-128-10", 28, Encoding.binary(), 784, 100, 128, 128, 10));
    cases.add(dense("784-256-256-10", 28, Encoding.binary(), 8192, 100, 256, 256, 10));
    cases.add(dense("256-48-36-10", 16, new Encoding.Thermometer(3), 192, 100, 48, 36, 10));
    cases.add(cnv(8, Padding.NONE, 30000, 100));
    for (int cycles : new int[] {10000, 2000, 600}) {
      cases.add(convolutional(Padding.NONE, cycles, 100));
    }
    cases.add(cnv(8, Padding.MINUS_ONE, 16000, 100));
    cases.add(cnv(16, Padding.NONE, 60000, 100));
    cases.add(convolutional(Padding.PLUS_ONE, 2000, 100));
    cases.add(convolutional(Padding.NONE, 1024, 250));
    return cases;
  }

  private static Case dense(
      String name, int side, Encoding encoding, int cycles, double clock, int... neurons) {
    return planned(
        name + ", " + encoding.name(),
        GeneratedNetworks.dense(
            new SplittableRandom(3), new Shape(1, side, side), encoding, neurons),
        cycles,
        clock);
  }

  /** FINN's network, so many channels wide at first. */
  private static Case cnv(int channels, Padding padding, int cycles, double clock) {
    int c = channels;
    String maps =
        String.format(Locale.ROOT, "%d %d pool %d %d pool %d %d", c, c, 2 * c, 2 * c, 4 * c, 4 * c);
    return convolutional(
        "cnv of " + c + " channels", 32, padding, cycles, clock, maps, 8 * c, 8 * c, 10);
  }

  private static Case convolutional(Padding padding, int cycles, double clock) {
    return convolutional("8c3-p2-16c3-10 on 3×12×12", 12, padding, cycles, clock, "8 pool 16", 10);
  }

  private static Case convolutional(
      String name,
      int side,
      Padding padding,
      int cycles,
      double clock,
      String maps,
      int... neurons) {
    return planned(
        name + (padding == Padding.NONE ? "" : ", padded"),
        GeneratedNetworks.convolutional(
            new SplittableRandom(4),
            new Shape(3, side, side),
            Encoding.pixels(),
            padding,
            maps,
            neurons),
        cycles,
        clock);
  }

  private static Case planned(String name, BinaryNetwork network, int cycles, double clock) {
    PlanOptions options =
        new PlanOptions(
            new Goal.Rate(clock * 1e6 / cycles),
            clock,
            StreamKind.BYTES,
            false,
            Target.parse("xcup"),
            WeightAccess.FIXED,
            Wire.USUAL);
    return new Case(name, network, options);
  }

  /** Counted after place and route on iCE40 HX8K: docs/benchmarks.md. */
  @ParameterizedTest
  @CsvSource({"8, 49, 1, 8, 31", "1, 8, 1, 1, 29"})
  void blocks_of_a_dense_design_on_ice40_are_those_that_were_placed(
      int pe1, int simd1, int pe2, int simd2, int blocks) {
    BinaryNetwork network =
        GeneratedNetworks.dense(
            new SplittableRandom(1), new Shape(1, 28, 28), Encoding.binary(), 128, 10);
    PlanOptions options =
        PlanOptions.defaults()
            .withStream(StreamKind.BITS)
            .withFoldings(List.of(new Folding(pe1, simd1), new Folding(pe2, simd2)))
            .withClock(Target.ICE40_HX8K, 100);
    assertThat(EstimateResources.total(PlanHardware.plan(network, options)).blocks())
        .isEqualTo(blocks);
  }

  @Test
  void a_plan_takes_the_sum_of_its_instances_in_the_order_of_the_stream() {
    HardwarePlan plan = cases().get(2).plan();
    Map<String, Resources> parts = EstimateResources.ofPlan(plan);
    assertThat(List.copyOf(parts.keySet()))
        .startsWith("input")
        .containsSubsequence("l1", "l2", "l3", "l4")
        .endsWith("result", "registers");
    assertThat(parts.values().stream().mapToInt(Resources::lut).sum())
        .isEqualTo(EstimateResources.total(plan).lut());
  }

  @Tag("slow")
  @Test
  void luts_are_near_what_yosys_counts_and_blocks_are_exact() throws IOException {
    Tools.require(ExternalTool.YOSYS);
    boolean approve = Boolean.getBoolean("approve");
    String version = ExternalTool.YOSYS.findVersion().orElseThrow();
    if (!approve) {
      String measured = Files.readString(TABLE);
      Assumptions.assumeTrue(
          measured.contains("Yosys " + version + ","), "counts are not compared: " + TABLE);
    }
    List<Resources> counted = new ArrayList<>();
    for (Case design : cases()) {
      counted.add(synthesize(design));
    }
    String page = page(cases(), counted, version);
    if (approve) {
      Files.writeString(TABLE, page);
    }
    checkErrors(cases(), counted);
    assertThat(page).isEqualTo(Files.readString(TABLE));
  }

  private Resources synthesize(Case design) throws IOException {
    HardwarePlan plan = design.plan();
    Path bundle = Files.createTempDirectory(folder, "design");
    Files.delete(bundle);
    BundleFolder.write(
        BundleGenerator.generate(
            design.network(),
            plan,
            List.of(GeneratedNetworks.image(new SplittableRandom(1), design.network()))),
        bundle);
    ToolRun.require(bundle, List.of("make", "-s", "yosys"));
    return count(Files.readString(bundle.resolve("build/yosys.txt")));
  }

  private static void checkErrors(List<Case> cases, List<Resources> counted) {
    for (int i = 0; i < cases.size(); i++) {
      Resources predicted = EstimateResources.total(cases.get(i).plan());
      assertThat(predicted.halfBlocks())
          .as("half blocks of %s", cases.get(i).name())
          .isEqualTo(counted.get(i).halfBlocks());
    }
    double[] errors = errors(cases, counted);
    assertThat(errors.length).isGreaterThanOrEqualTo(20);
    assertThat(errors[errors.length / 2]).isLessThanOrEqualTo(MEDIAN);
    assertThat(errors[errors.length - 1]).isLessThanOrEqualTo(WORST);
  }

  /** Of LUTs, smallest first. */
  private static double[] errors(List<Case> cases, List<Resources> counted) {
    double[] errors = new double[cases.size()];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.abs(error(EstimateResources.total(cases.get(i).plan()), counted.get(i)));
    }
    Arrays.sort(errors);
    return errors;
  }

  private static double error(Resources predicted, Resources counted) {
    return (predicted.lut() - counted.lut()) / (double) counted.lut();
  }

  /** docs/resources.md. */
  static String page(List<Case> cases, List<Resources> counted, String version) {
    StringBuilder text = new StringBuilder();
    double[] errors = errors(cases, counted);
    text.append(
        String.format(
            Locale.ROOT,
            """
            # Resources: predicted and counted

            %d plans, random weights, predicted by `EstimateResources`, and counted by Yosys %s,
            `synth_xilinx -flatten -family xcup -nowidelut` (`make yosys` in the bundle), after synthesis, not placed. LUT:
            LUT1–6, shift registers, and 8 for each RAM32M16 and RAM64M8. Blocks are of 36 kbit. Error of the LUTs: median
            %.1f %%, worst %.1f %%; blocks are exact. The formulas were fitted to modules alone, not to these designs.
            Written by `EstimateResourcesTest`, which `./test --all` runs.

            | design | clock | cycles a frame | LUT predicted | counted | error | FF predicted | counted | blocks predicted | counted |
            |---|---|---|---|---|---|---|---|---|---|
            """,
            cases.size(),
            version,
            100 * errors[errors.length / 2],
            100 * errors[errors.length - 1]));
    for (int i = 0; i < cases.size(); i++) {
      HardwarePlan plan = cases.get(i).plan();
      Resources predicted = EstimateResources.total(plan);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %,d | %,d | %,d | %+.1f %% | %,d | %,d | %s | %s |%n",
              cases.get(i).name(),
              plan.options().clockMhz(),
              plan.cyclesPerFrame(),
              predicted.lut(),
              counted.get(i).lut(),
              100 * error(predicted, counted.get(i)),
              predicted.ff(),
              counted.get(i).ff(),
              predicted.blocks(),
              counted.get(i).blocks()));
    }
    return text.toString();
  }
}
