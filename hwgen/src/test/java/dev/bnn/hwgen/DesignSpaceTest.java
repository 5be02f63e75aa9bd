package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search finds what trying everything finds. */
class DesignSpaceTest {
  /** Everything that can be built of a network, one by one. */
  private static final class Everything {
    private final Arrival arrival;
    private final Target target;
    private final List<List<StagePlan>> ways;
    private final int cycles;
    private final List<Tried> tried = new ArrayList<>();

    Everything(Arrival arrival, List<List<StagePlan>> ways, Target target, int cycles) {
      this.arrival = arrival;
      this.target = target;
      this.ways = ways;
      this.cycles = cycles;
      boolean hasPowers = beats().anyMatch(Everything::isPowerOfTwo);
      beats()
          .forEach(
              beat ->
                  goOn(
                      0,
                      beat * arrival.expansion() * arrival.width(),
                      new Resources(beat * arrival.width(), 2 * beat * arrival.width(), 0, 0),
                      EstimateLatency.ofInput(arrival.values() / beat),
                      !hasPowers || isPowerOfTwo(beat)));
    }

    private static boolean isPowerOfTwo(int beat) {
      return Integer.bitCount(beat) == 1;
    }

    private IntStream beats() {
      return IntStream.rangeClosed(1, arrival.values())
          .filter(beat -> arrival.values() % beat == 0 && arrival.values() / beat <= cycles);
    }

    private void goOn(
        int place, int width, Resources takes, EstimateLatency latency, boolean usualBeat) {
      if (place == ways.size()) {
        tried.add(new Tried(takes, latency.cycles(), usualBeat));
        return;
      }
      for (StagePlan way : ways.get(place)) {
        if (way.cycles() <= cycles) {
          int in = way.inputLanes() * way.inputValueWidth();
          goOn(
              place + 1,
              way.outputLanes() * way.outputValueWidth(),
              takes
                  .plus(EstimateResources.ofConverter(width, in, target))
                  .plus(EstimateResources.ofStage(rowsFor(way), target)),
              latency.behind(way),
              usualBeat);
        }
      }
    }

    private StagePlan rowsFor(StagePlan way) {
      if (!(way instanceof LayerPlan layer) || layer.window().isEmpty()) {
        return way;
      }
      WindowPlan window = layer.window().orElseThrow();
      return layer.cycles() + window.cyclesToFirst(cycles) > cycles
          ? layer.withWindow(w -> w.withRows(w.fullRows()))
          : way;
    }
  }

  private record Tried(Resources takes, long latency, boolean usualBeat) {
    boolean keepsTo(Limits limits) {
      return limits
              .resources()
              .map(most -> takes.lut() <= most.lut() && takes.ff() <= most.ff())
              .orElse(true)
          && takes.halfBlocks()
              <= limits.resources().map(Resources::halfBlocks).orElse(Integer.MAX_VALUE)
          && latency <= limits.latency()
          && (usualBeat || limits.latency() < Long.MAX_VALUE);
    }
  }

  private static List<List<StagePlan>> ways(BinaryNetwork network, PlanOptions options) {
    return Part.of(network, options.weights()).stream()
        .map(part -> PlanHardware.planAll(part, options))
        .toList();
  }

  private static BinaryNetwork dense(SplittableRandom random) {
    int[] sizes = {4, 5, 6, 9, 10, 12};
    int[] neurons = new int[random.nextInt(2, 4)];
    for (int i = 0; i < neurons.length; i++) {
      neurons[i] = sizes[random.nextInt(sizes.length)];
    }
    Encoding encoding = random.nextBoolean() ? Encoding.binary() : Encoding.pixels();
    return GeneratedNetworks.dense(random, new Shape(1, 4, 4), encoding, neurons);
  }

  private static BinaryNetwork convolutional(SplittableRandom random) {
    return GeneratedNetworks.convolutional(
        random, new Shape(2, 6, 6), Encoding.binary(), Padding.NONE, "3 pool", 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void the_cheapest_chain_is_that_of_trying_everything(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BinaryNetwork network = seed % 4 == 0 ? convolutional(random) : dense(random);
    Target target = Target.parse(random.nextBoolean() ? "generic" : "ice40-hx8k");
    PlanOptions options = PlanOptions.defaults().withClock(target, random.nextInt(20, 300));
    Arrival arrival = Arrival.of(network, options.stream());
    List<List<StagePlan>> ways = ways(network, options);
    DesignSpace space = new DesignSpace(arrival, ways, target);
    int[] paces = space.cycleCounts();
    for (int i = 0; i < 6; i++) {
      int cycles = paces[random.nextInt(paces.length)];
      Everything everything = new Everything(arrival, ways, target, cycles);
      check(space, everything, Limits.ofCycles(cycles));
      for (int j = 0; j < 10; j++) {
        // limits that some keep to, and together perhaps nobody
        Tried one = everything.tried.get(random.nextInt(everything.tried.size()));
        Tried other = everything.tried.get(random.nextInt(everything.tried.size()));
        Limits latency = Limits.ofCycles(cycles).withLatency(one.latency);
        check(space, everything, latency);
        check(space, everything, latency.withResources(Optional.of(one.takes)));
        check(space, everything, latency.withResources(Optional.of(other.takes)));
      }
    }
  }

  private static void check(DesignSpace space, Everything everything, Limits limits) {
    Optional<Long> least =
        everything.tried.stream()
            .filter(some -> some.keepsTo(limits))
            .map(some -> some.takes.price())
            .min(Long::compare);
    Optional<DesignSpace.Chain> chain = space.cheapest(limits);
    assertThat(chain.map(found -> found.resources().price()))
        .as("%s of %d designs", limits, everything.tried.size())
        .isEqualTo(least);
    chain.ifPresent(
        found -> assertThat(found.stages()).allMatch(stage -> stage.cycles() <= limits.cycles()));
  }
}
