package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generated designs, placed and routed on an iCE40 HX8K behind a few pins, reach 100 MHz. */
@Tag("slow")
class ClockTest {
  private static final int SEEDS = 4;
  private static final double CLOCK_MHZ = 100;
  private static final Pattern FREQUENCY =
      Pattern.compile("Max frequency for clock '[^']*': ([0-9.]+) MHz");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"8, 49, 1, 8, 0", "1, 8, 1, 1, 0"})
  void a_network_of_784_128_10_reaches_100_mhz_in_the_median_of_four_seeds(
      int pe1, int simd1, int pe2, int simd2, int host) throws IOException {
    Tools.require(ExternalTool.YOSYS, ExternalTool.NEXTPNR);
    BinaryNetwork network =
        GeneratedNetworks.dense(
            new SplittableRandom(1), new Shape(1, 28, 28), Encoding.binary(), 128, 10);
    PlanOptions options =
        PlanOptions.defaults()
            .withStream(StreamKind.BITS)
            .withFoldings(List.of(new Folding(pe1, simd1), new Folding(pe2, simd2)))
            .withClock(Target.ICE40_HX8K, CLOCK_MHZ);
    HardwarePlan plan = PlanHardware.plan(network, options);
    BundleFolder.write(
        BundleGenerator.generate(
            network, plan, List.of(GeneratedNetworks.image(new SplittableRandom(5), network))),
        folder.resolve("fpga"));
    List<Double> frequencies = placeAndRoute(folder.resolve("fpga"), plan.inputWidth(), host);
    System.out.println(
        ((Goal.Folded) options.goal()).foldings()
            + (host == 1 ? " with host" : "")
            + ": "
            + frequencies
            + " MHz");
    List<Double> sorted = frequencies.stream().sorted().toList();
    double median = (sorted.get(SEEDS / 2 - 1) + sorted.get(SEEDS / 2)) / 2;
    assertThat(median).as("median of %s MHz", frequencies).isGreaterThanOrEqualTo(CLOCK_MHZ);
  }

  private static List<Double> placeAndRoute(Path bundle, int inputWidth, int host)
      throws IOException {
    String script =
        "read_verilog -defer rtl/*.v "
            + HdlTools.BENCH.resolve("bnn_serial_pins.v")
            + "; hierarchy -check -top bnn_serial_pins -chparam IN_WIDTH "
            + inputWidth
            + " -chparam HOST "
            + host
            + "; synth_ice40 -top bnn_serial_pins -json pins.json";
    ToolRun.require(bundle, List.of("yosys", "-q", "-p", script));
    List<Double> frequencies = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      ToolRun run =
          ToolRun.require(
              bundle,
              List.of(
                  "nextpnr-ice40",
                  "--hx8k",
                  "--package",
                  "ct256",
                  "--pcf-allow-unconstrained",
                  "--json",
                  "pins.json",
                  "--freq",
                  String.valueOf(CLOCK_MHZ),
                  "--timing-allow-fail",
                  "--seed",
                  String.valueOf(seed)));
      Matcher matcher = FREQUENCY.matcher(run.output());
      double last = 0; // after routing; those before are estimates
      while (matcher.find()) {
        last = Double.parseDouble(matcher.group(1));
      }
      frequencies.add(last);
    }
    return frequencies;
  }
}
