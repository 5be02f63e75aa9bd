package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Chooses the foldings for a goal. */
final class ChooseFoldings {
  /** Tries to leave enough of the target for what is not a stage; the first is usually enough. */
  private static final int MOST_TRIES = 5;

  /** Paces that are tried for a latency, evenly spread over those there are. */
  private static final int MOST_PACES = 60;

  private final BinaryNetwork network;
  private final PlanOptions options;
  private final List<Part> parts;
  private final Target target;
  private final DesignSpace space;

  private ChooseFoldings(BinaryNetwork network, PlanOptions options) {
    this.network = network;
    this.options = options;
    this.parts = Part.of(network, options.weights());
    this.target = options.target();
    this.space =
        new DesignSpace(
            Arrival.of(network, options.stream()),
            parts.stream().map(part -> PlanHardware.planAll(part, options)).toList(),
            target);
  }

  /**
   * The plan that reaches the goal.
   *
   * @throws IllegalArgumentException saying what could be reached, and what limits it
   */
  static HardwarePlan choose(BinaryNetwork network, PlanOptions options) {
    if (options.goal() instanceof Goal.Fit && options.target().resources().isEmpty()) {
      throw new IllegalArgumentException(
          "nothing limits the target '"
              + options.target()
              + "': name a part to fit, "
              + String.join(
                  ", ",
                  Target.all().stream()
                      .filter(other -> other.resources().isPresent())
                      .map(Target::word)
                      .toList()));
    }
    ChooseFoldings chooser = new ChooseFoldings(network, options);
    if (options.goal() instanceof Goal.Rate rate) {
      return chooser.forRate(rate.framesPerSecond());
    }
    if (options.goal() instanceof Goal.Latency latency) {
      return chooser.forLatency(latency.seconds());
    }
    if (options.goal() instanceof Goal.Fit fit) {
      return chooser.fastest(fit.utilization());
    }
    return chooser.usual();
  }

  /**
   * For every pace in a series, slow to fast, the cheapest plan, without those that another beats
   * in pace, LUTs and block memories. What does not fit the target is among them.
   */
  static List<HardwarePlan> tradeOffs(BinaryNetwork network, PlanOptions options, int count) {
    ChooseFoldings chooser = new ChooseFoldings(network, options);
    List<HardwarePlan> plans = new ArrayList<>();
    for (int cycles : spread(chooser.paces(), count)) {
      plans.add(chooser.cheapest(cycles));
    }
    return plans.stream()
        .filter(plan -> plans.stream().noneMatch(other -> beats(other, plan)))
        .distinct()
        .sorted(Comparator.comparingInt(HardwarePlan::cyclesPerFrame).reversed())
        .toList();
  }

  private static boolean beats(HardwarePlan other, HardwarePlan plan) {
    Resources less = EstimateResources.total(other);
    Resources more = EstimateResources.total(plan);
    boolean noWorse =
        other.cyclesPerFrame() <= plan.cyclesPerFrame()
            && less.lut() <= more.lut()
            && less.halfBlocks() <= more.halfBlocks();
    return noWorse
        && (other.cyclesPerFrame() < plan.cyclesPerFrame()
            || less.lut() < more.lut()
            || less.halfBlocks() < more.halfBlocks());
  }

  /** So many of an ascending series, the first and the last among them, by even ratios. */
  private static int[] spread(int[] series, int count) {
    double ratio = series[series.length - 1] / (double) series[0];
    return IntStream.range(0, count)
        .mapToDouble(i -> series[0] * Math.pow(ratio, i / (count - 1.0)))
        .mapToInt(
            wanted ->
                IntStream.of(series).filter(each -> each <= Math.round(wanted)).max().orElseThrow())
        .distinct()
        .toArray();
  }

  // ------------------------------------------------------------------ goals

  private HardwarePlan usual() {
    List<Part.Matrix> matrices =
        parts.stream().filter(Part.Matrix.class::isInstance).map(Part.Matrix.class::cast).toList();
    int pixels = matrices.stream().mapToInt(Part.Matrix::mostPixels).max().orElseThrow();
    long macs = matrices.stream().mapToLong(Part.Matrix::macs).sum();
    long cycles =
        pixels == 1
            ? PlanHardware.DEFAULT_CYCLES
            : Math.max(
                Math.max(PlanHardware.DEFAULT_CYCLES, pixels),
                macs / PlanHardware.DEFAULT_MACS_PER_CYCLE);
    return cheapest((int) Math.min(Integer.MAX_VALUE, cycles));
  }

  private HardwarePlan forRate(double framesPerSecond) {
    double wanted = options.clockMhz() * 1e6 / framesPerSecond;
    int cycles = (int) Math.min(Integer.MAX_VALUE, Math.floor(wanted));
    int least = paces()[0];
    if (cycles < least) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%,.0f frames per second need a result every %.2f cycles at %.1f MHz; %s, which makes"
                  + " %,.0f frames per second at most: lower the rate or raise the clock",
              framesPerSecond,
              wanted,
              options.clockMhz(),
              whyNotLess(),
              options.clockMhz() * 1e6 / least));
    }
    return design(cycles, 1, Long.MAX_VALUE)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "%,.0f frames per second do not fit %s: %s",
                        framesPerSecond,
                        target,
                        whatLimits(cycles, 1))));
  }

  private HardwarePlan fastest(double utilization) {
    int[] paces = paces();
    int tooFast = -1;
    int slow = paces.length - 1;
    Optional<HardwarePlan> best = design(paces[slow], utilization, Long.MAX_VALUE);
    while (best.isPresent() && slow - tooFast > 1) {
      int middle = (slow + tooFast) / 2;
      Optional<HardwarePlan> faster = design(paces[middle], utilization, Long.MAX_VALUE);
      if (faster.isPresent()) {
        best = faster;
        slow = middle;
      } else {
        tooFast = middle;
      }
    }
    return best.orElseThrow(
        () ->
            new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "nothing fits %.0f %% of %s: %s",
                    100 * utilization,
                    target,
                    whatLimits(paces[paces.length - 1], utilization))));
  }

  /** The cheapest of the plans for several paces, each within the latency. */
  private HardwarePlan forLatency(double seconds) {
    long cycles = (long) Math.min(Long.MAX_VALUE, Math.floor(seconds * options.clockMhz() * 1e6));
    int[] paces =
        IntStream.of(spread(paces(), MOST_PACES)).filter(pace -> pace <= cycles).toArray();
    Optional<HardwarePlan> best = Optional.empty();
    for (int pace : paces) {
      Optional<HardwarePlan> plan = withinLatency(pace, cycles);
      if (plan.isPresent() && (best.isEmpty() || cost(plan.get()) < cost(best.get()))) {
        best = plan;
      }
    }
    return best.orElseThrow(() -> new IllegalArgumentException(latencyTooLow(seconds)));
  }

  private Optional<HardwarePlan> withinLatency(int pace, long cycles) {
    long tails = streamsMaps() ? cycles - pace : cycles;
    for (int i = 0; i < MOST_TRIES && tails > 0; i++) {
      Optional<HardwarePlan> plan = design(pace, 1, tails);
      if (plan.isEmpty() || EstimateLatency.of(plan.get()) <= cycles) {
        return plan;
      }
      tails -= EstimateLatency.of(plan.get()) - cycles;
    }
    return Optional.empty();
  }

  private boolean streamsMaps() {
    return parts.get(0) instanceof Part.Pool || ((Part.Matrix) parts.get(0)).window().isPresent();
  }

  private String latencyTooLow(double seconds) {
    long least = Long.MAX_VALUE;
    for (int pace : spread(paces(), MOST_PACES)) {
      Optional<HardwarePlan> plan = design(pace, 1, Long.MAX_VALUE);
      if (plan.isPresent()) {
        least = Math.min(least, EstimateLatency.of(plan.get()));
      }
    }
    double micro = 1e6 * seconds;
    if (least == Long.MAX_VALUE) {
      return String.format(
          Locale.ROOT, "no design fits %s: %s", target, whatLimits(paces()[paces().length - 1], 1));
    }
    return String.format(
        Locale.ROOT,
        "a latency of %,.3f µs cannot be reached at %.1f MHz%s; the least found is %,.3f µs (%,d"
            + " cycles)",
        micro,
        options.clockMhz(),
        target.resources().isPresent() ? " on " + target : "",
        least / options.clockMhz(),
        least);
  }

  // ------------------------------------------------------------------ designs

  /** Cycles that a frame may take, ascending: nothing changes between two of them. */
  private int[] paces() {
    int results = options.scores() ? ((Part.Matrix) parts.get(parts.size() - 1)).outputs() : 1;
    return IntStream.of(space.cycleCounts())
        .map(cycles -> Math.max(cycles, results))
        .distinct()
        .toArray();
  }

  private double cost(HardwarePlan plan) {
    return space.cost(EstimateResources.total(plan));
  }

  /** The cheapest plan of a pace, whether it fits or not. */
  private HardwarePlan cheapest(int cycles) {
    if (cycles < paces()[0]) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a frame in %,d cycles cannot be planned: %s", cycles, whyNotLess()));
    }
    return fold(space.cheapest(Limits.ofCycles(cycles)).orElseThrow());
  }

  /** The cheapest plan of a pace that fits a share of the target. */
  private Optional<HardwarePlan> design(int cycles, double utilization, long tails) {
    Limits limits = Limits.ofCycles(cycles).withLatency(tails);
    if (target.resources().isEmpty()) {
      return space.cheapest(limits).map(this::fold);
    }
    Resources most = share(target.resources().get(), utilization);
    Resources rest = most;
    for (int i = 0; i < MOST_TRIES; i++) {
      Optional<DesignSpace.Chain> chain = space.cheapest(limits.withResources(Optional.of(rest)));
      if (chain.isEmpty()) {
        return Optional.empty();
      }
      HardwarePlan plan = fold(chain.get());
      Resources takes = EstimateResources.total(plan);
      if (target.fits(takes, utilization)) {
        return Optional.of(plan);
      }
      rest = lessExcess(chain.get().resources(), takes, most);
    }
    return Optional.empty();
  }

  private HardwarePlan fold(DesignSpace.Chain chain) {
    List<Folding> foldings =
        chain.stages().stream()
            .filter(LayerPlan.class::isInstance)
            .map(stage -> ((LayerPlan) stage).folding())
            .toList();
    return PlanHardware.fold(network, options, foldings);
  }

  private static Resources share(Resources all, double share) {
    return new Resources(
        (int) (all.lut() * share),
        (int) (all.ff() * share),
        (int) (all.halfBlocks() * share),
        (int) (all.dsp() * share));
  }

  /** What a chain may take if a design takes so much more than its chain. */
  private static Resources lessExcess(Resources chain, Resources design, Resources most) {
    return new Resources(
        Math.max(0, most.lut() - Math.max(0, design.lut() - chain.lut())),
        Math.max(0, most.ff() - Math.max(0, design.ff() - chain.ff())),
        Math.max(0, most.halfBlocks() - Math.max(0, design.halfBlocks() - chain.halfBlocks())),
        Math.max(0, most.dsp() - Math.max(0, design.dsp() - chain.dsp())));
  }

  // ------------------------------------------------------------------ reasons

  /** Which part sets the fewest cycles. */
  private String whyNotLess() {
    int least = paces()[0];
    StagePlan slowest = space.slowestAtBest();
    return slowest.cycles() == least
        ? String.format(
            Locale.ROOT,
            "layer %s takes at least %,d cycles in every folding",
            TopWriter.name(slowest),
            least)
        : String.format(Locale.ROOT, "its scores alone take %,d", least);
  }

  /** A kind of resource. */
  private record Kind(String name, ToIntFunction<Resources> count) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("LUT", Resources::lut),
          new Kind("FF", Resources::ff),
          new Kind("half block memories", Resources::halfBlocks),
          new Kind("DSP", Resources::dsp));

  /** What the cheapest design of a pace has too much of, and what would fit. */
  private String whatLimits(int cycles, double utilization) {
    Resources has = target.resources().orElseThrow();
    HardwarePlan plan = cheapest(cycles);
    Map<String, Resources> items = EstimateResources.ofPlan(plan);
    Resources takes = EstimateResources.total(plan);
    Kind scarce =
        KINDS.stream()
            .max(
                Comparator.comparingDouble(
                    kind ->
                        kind.count.applyAsInt(takes)
                            / (double) Math.max(1, kind.count.applyAsInt(has))))
            .orElseThrow();
    Map.Entry<String, Resources> largest =
        items.entrySet().stream()
            .max(Comparator.comparingInt(item -> scarce.count.applyAsInt(item.getValue())))
            .orElseThrow();
    String reason =
        String.format(
            Locale.ROOT,
            "at %,d cycles a frame the cheapest design takes %,d of %,d %s, %s alone %,d (predicted)",
            plan.cyclesPerFrame(),
            scarce.count.applyAsInt(takes),
            scarce.count.applyAsInt(has),
            scarce.name,
            largest.getKey(),
            scarce.count.applyAsInt(largest.getValue()));
    int[] paces = paces();
    if (cycles >= paces[paces.length - 1]) {
      return reason;
    }
    HardwarePlan reachable = fastest(utilization);
    return reason
        + String.format(
            Locale.ROOT,
            "; %,.0f frames per second can be reached, a frame every %,d cycles",
            reachable.framesPerSecond(),
            reachable.cyclesPerFrame());
  }
}
