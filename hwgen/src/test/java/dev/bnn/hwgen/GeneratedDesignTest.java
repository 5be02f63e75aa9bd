package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated designs against the Interpreter, layer by layer, over encodings and foldings. */
class GeneratedDesignTest {
  private static final int IMAGES = 12;

  @TempDir Path folder;

  @BeforeEach
  void needs_icarus() {
    Tools.require(ExternalTool.ICARUS);
  }

  private static BinaryNetwork network(String encoding, Shape image, int... neurons) {
    return GeneratedNetworks.dense(
        new SplittableRandom(17), image, Encoding.parse(encoding), neurons);
  }

  private static List<Folding> foldings(int... peAndSimd) {
    List<Folding> foldings = new ArrayList<>();
    for (int i = 0; i < peAndSimd.length; i += 2) {
      foldings.add(new Folding(peAndSimd[i], peAndSimd[i + 1]));
    }
    return foldings;
  }

  static Stream<Design> designs() {
    PlanOptions defaults = PlanOptions.defaults();
    Shape small = new Shape(1, 4, 4);
    Shape colour = new Shape(3, 2, 5);
    return Stream.of(
        new Design(network("pixels", small, 12, 6, 10), defaults),
        new Design(
            network("pixels", small, 12, 6, 10), defaults.withFoldings(foldings(1, 1, 1, 1, 1, 1))),
        new Design(
            network("pixels", small, 12, 6, 10),
            defaults.withFoldings(foldings(12, 16, 6, 12, 10, 6))),
        new Design(
            network("pixels", small, 12, 6, 10), defaults.withFoldings(foldings(4, 8, 3, 6, 5, 2))),
        new Design(
            network("binary", colour, 35, 21, 10),
            defaults.withFoldings(foldings(7, 6, 3, 5, 10, 7)).withScores(true)),
        new Design(
            network("pixels", colour, 33, 31, 7),
            defaults.withFoldings(foldings(11, 5, 31, 33, 7, 31)).withScores(true)),
        new Design(network("binary", small, 12, 6, 10), defaults),
        new Design(network("binary", colour, 9, 5), defaults.withFoldings(foldings(3, 30, 5, 9))),
        new Design(network("binary", colour, 64, 65, 2), defaults.withStream(StreamKind.BITS)),
        new Design(
            network("thermometer:3", colour, 16, 3), defaults.withFoldings(foldings(4, 18, 3, 4))),
        new Design(
            network("thermometer:2", colour, 8, 4),
            defaults.withStream(StreamKind.BITS).withScores(true)));
  }

  @ParameterizedTest
  @MethodSource("designs")
  void every_layer_gives_the_integers_of_the_interpreter(Design design) throws IOException {
    design.assertEqualToInterpreter(folder, IMAGES);
  }

  @Tag("slow")
  @Test
  void random_networks_at_random_rates_give_the_integers_of_the_interpreter() throws IOException {
    int[] sizes = {1, 2, 3, 7, 12, 15, 16, 20, 21, 31, 32, 33, 36, 60};
    for (int seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Encoding encoding =
          List.of(Encoding.pixels(), Encoding.binary(), new Encoding.Thermometer(3))
              .get(random.nextInt(3));
      Shape image = new Shape(random.nextInt(1, 4), random.nextInt(1, 6), random.nextInt(1, 6));
      int[] neurons = new int[random.nextInt(1, 5)];
      for (int i = 0; i < neurons.length; i++) {
        neurons[i] = sizes[random.nextInt(sizes.length)];
      }
      neurons[neurons.length - 1] = random.nextInt(2, 11);
      // integers need a layer that turns them into bits
      int[] all = neurons.length == 1 && !encoding.isBipolar() ? new int[] {5, 3} : neurons;
      BinaryNetwork network = GeneratedNetworks.dense(random, image, encoding, all);
      boolean bits = encoding.isBipolar() && random.nextBoolean();
      // from no registers to all there are
      double clockMhz = random.nextInt(10, 500);
      Goal rate = new Goal.Rate(clockMhz * 1e6 / random.nextInt(12, 600));
      boolean scores = random.nextBoolean();
      Target target = Target.parts().get(random.nextInt(Target.parts().size()));
      PlanOptions options =
          new PlanOptions(
              target.resources().isEmpty() ? rate : Goal.USUAL, // a part may be too small
              clockMhz,
              bits ? StreamKind.BITS : StreamKind.BYTES,
              scores,
              target,
              WeightAccess.FIXED,
              Wire.USUAL);
      new Design(network, options).assertEqualToInterpreter(folder, IMAGES);
      new Design(network, options.withFoldings(Design.randomFoldings(random, network)))
          .assertEqualToInterpreter(folder, IMAGES);
    }
  }
}
