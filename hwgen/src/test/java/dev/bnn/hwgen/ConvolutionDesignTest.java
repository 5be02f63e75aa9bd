package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutional networks drawn from a seed (shapes, strides, kernels, padding, encodings, poolings,
 * foldings) as hardware: every layer gives the integers of the Interpreter.
 */
class ConvolutionDesignTest {
  private static final int IMAGES = 5;

  @TempDir Path folder;

  @BeforeEach
  void needs_icarus() {
    Tools.require(ExternalTool.ICARUS);
  }

  static IntStream someSeeds() {
    return IntStream.range(0, 8);
  }

  static IntStream manySeeds() {
    return IntStream.range(1000, 1320);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("someSeeds")
  void random_networks_give_the_integers_of_the_interpreter(int seed) throws IOException {
    check(seed);
  }

  @Tag("slow")
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("manySeeds")
  void many_random_networks_give_the_integers_of_the_interpreter(int seed) throws IOException {
    check(seed);
  }

  @ParameterizedTest
  @EnumSource(Padding.class)
  void a_planned_network_keeps_the_predicted_pace(Padding padding) throws IOException {
    BinaryNetwork network =
        GeneratedNetworks.convolutional(
            new SplittableRandom(9),
            new Shape(3, 14, 14),
            Encoding.pixels(),
            padding,
            "4 4 pool 8 8",
            16,
            10);
    new Design(network, PlanOptions.defaults()).assertKeepsPredictedPace(folder, 8);
  }

  private void check(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BinaryNetwork network = GeneratedNetworks.convolutional(random);
    // from no registers to all there are
    double clockMhz = random.nextInt(10, 500);
    PlanOptions options =
        new PlanOptions(
            Goal.USUAL,
            clockMhz,
            network.input().encoding().isBipolar() && random.nextBoolean()
                ? StreamKind.BITS
                : StreamKind.BYTES,
            random.nextBoolean(),
            Target.parts().get(random.nextInt(Target.parts().size())),
            WeightAccess.FIXED,
            Wire.USUAL);
    new Design(network, options.withFoldings(Design.quickFoldings(random, network)))
        .assertEqualToInterpreter(folder, IMAGES);
  }
}
