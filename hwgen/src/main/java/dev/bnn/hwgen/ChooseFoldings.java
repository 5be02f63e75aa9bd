package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chooses the foldings for a goal. */
final class ChooseFoldings {
  /** Tries to leave enough of the target for what is not a stage; the first is usually enough. */
  private static final int MOST_TRIES = 20;

  /** Paces of which the cheapest design is shown. */
  private static final int TRADE_OFFS = 24;

  /**
   * A chain, and the plan of it without FIFOs.
   *
   * @param chain its stages
   * @param plan how it would be built
   */
  private record Draft(DesignSpace.Chain chain, HardwarePlan plan) {
    Goal.Folded folded() {
      return new Goal.Folded(
          OptionalInt.of(chain.valuesPerBeat()),
          plan.layers().stream().map(LayerPlan::folding).toList());
    }
  }

  private final BinaryNetwork network;
  private final PlanOptions options;
  private final List<Part> parts;
  private final Target target;
  private final DesignSpace space;

  /** What a design takes beside its chain, as far as is known. */
  private Resources beside = Resources.NONE;

  /** Cycles by which results came later than was thought. */
  private long late;

  private ChooseFoldings(BinaryNetwork network, PlanOptions options) {
    this(network, options, Part.of(network, options.weights()));
  }

  private ChooseFoldings(BinaryNetwork network, PlanOptions options, List<Part> parts) {
    this.network = network;
    this.options = options;
    this.parts = parts;
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
          "--fit needs a part, and nothing limits '"
              + options.target()
              + "': give --target "
              + Target.all().stream()
                  .filter(other -> other.resources().isPresent())
                  .map(Target::word)
                  .collect(Collectors.joining(" | ")));
    }
    ChooseFoldings chooser = new ChooseFoldings(network, options);
    for (int i = 0; i < MOST_TRIES; i++) {
      Draft draft = chooser.draft();
      HardwarePlan plan = PlanHardware.fold(network, options, draft.folded());
      if (chooser.keepsTo(plan)) {
        return plan;
      }
      chooser.learn(draft, plan);
    }
    throw new IllegalArgumentException(
        "no plan was found that keeps to the limits of "
            + options.target()
            + " with its FIFOs: ask for a little less");
  }

  /** The best chain for the goal. */
  private Draft draft() {
    if (options.goal() instanceof Goal.Rate rate) {
      return forRate(rate);
    }
    if (options.goal() instanceof Goal.Latency latency) {
      return forLatency(latency);
    }
    if (options.goal() instanceof Goal.Fit || target.board().isPresent()) {
      return fastest();
    }
    return cheapest(usualCycles());
  }

  private boolean keepsTo(HardwarePlan plan) {
    if (options.goal() instanceof Goal.Usual && target.board().isEmpty()) {
      return true;
    }
    if (options.goal() instanceof Goal.Latency latency
        && plan.latency() > cyclesOf(latency.seconds())) {
      return false;
    }
    return target.fits(EstimateResources.total(plan), utilization());
  }

  private double utilization() {
    if (options.goal() instanceof Goal.Fit fit) {
      return fit.utilization();
    }
    return target.board().isPresent() ? Board.UTILIZATION : 1;
  }

  /** Leaves room for what a plan takes more than its draft: FIFOs above all. */
  private void learn(Draft draft, HardwarePlan plan) {
    learnResources(draft, plan);
    if (options.goal() instanceof Goal.Latency latency) {
      late += Math.max(0, plan.latency() - cyclesOf(latency.seconds()));
    }
  }

  private void learnResources(Draft draft, HardwarePlan plan) {
    beside =
        most(beside, less(target.occupied(EstimateResources.total(plan)), draft.chain.resources()));
  }

  /**
   * For every pace in a series, slow to fast, the cheapest plan, and none that another beats in
   * pace, LUTs and block memories. What does not fit the target is among them.
   */
  static List<TradeOff> tradeOffs(BinaryNetwork network, PlanOptions options) {
    ChooseFoldings chooser = new ChooseFoldings(network, options);
    List<TradeOff> all =
        IntStream.of(spread(chooser.paces()))
            .mapToObj(cycles -> chooser.tradeOff(chooser.cheapest(cycles).plan))
            .distinct()
            .toList();
    return all.stream()
        .filter(some -> all.stream().noneMatch(some::isBeatenBy))
        .sorted(Comparator.comparingInt(TradeOff::cyclesPerFrame).reversed())
        .toList();
  }

  private TradeOff tradeOff(HardwarePlan plan) {
    Resources takes = EstimateResources.total(plan);
    return new TradeOff(
        plan.cyclesPerFrame(), plan.framesPerSecond(), takes, target.fits(takes, 1));
  }

  /** Some of an ascending series, the first and the last among them, by even ratios. */
  private static int[] spread(int[] series) {
    double ratio = series[series.length - 1] / (double) series[0];
    return IntStream.range(0, TRADE_OFFS)
        .mapToDouble(i -> series[0] * Math.pow(ratio, i / (TRADE_OFFS - 1.0)))
        .mapToInt(
            wanted ->
                IntStream.of(series).filter(each -> each <= Math.round(wanted)).max().orElseThrow())
        .distinct()
        .toArray();
  }

  // ------------------------------------------------------------------ goals

  private int usualCycles() {
    int pixels = matrices().stream().mapToInt(Part.Matrix::mostPixels).max().orElseThrow();
    long macs = matrices().stream().mapToLong(Part.Matrix::macs).sum();
    long cycles =
        pixels == 1
            ? PlanHardware.DEFAULT_CYCLES
            : Math.max(
                Math.max(PlanHardware.DEFAULT_CYCLES, pixels),
                macs / PlanHardware.DEFAULT_MACS_PER_CYCLE);
    return (int) Math.min(Integer.MAX_VALUE, cycles);
  }

  private Draft forRate(Goal.Rate rate) {
    int cycles = cyclesFor(rate);
    return design(cycles, Long.MAX_VALUE)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "%,.0f frames per second do not fit %s: %s",
                        rate.framesPerSecond(),
                        target,
                        whatLimits(cycles))));
  }

  /** Cycles that a frame may take at a rate. */
  private int cyclesFor(Goal.Rate rate) {
    double wanted = options.clockMhz() * 1e6 / rate.framesPerSecond();
    int cycles = (int) Math.min(Integer.MAX_VALUE, Math.floor(wanted));
    int least = paces()[0];
    if (cycles < least) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%,.0f frames per second need a result every %.2f cycles at %.1f MHz; %s, which makes"
                  + " %,.0f frames per second at most: lower the rate or raise the clock",
              rate.framesPerSecond(),
              wanted,
              options.clockMhz(),
              whyNotLess(),
              options.clockMhz() * 1e6 / least));
    }
    return cycles;
  }

  private Draft fastest() {
    int[] paces = paces();
    return findFastest()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "nothing fits %.0f %% of %s: %s",
                        100 * utilization(),
                        target,
                        whatLimits(paces[paces.length - 1]))));
  }

  /**
   * Halves the list of paces: what fits at one fits, slower, at every slower one. What nobody asked
   * to be fast need be no faster than is usual.
   */
  private Optional<Draft> findFastest() {
    int least = options.goal() instanceof Goal.Usual ? usualCycles() : 0;
    int[] paces = IntStream.of(paces()).filter(pace -> pace >= least).toArray();
    if (paces.length == 0) {
      paces = new int[] {Math.max(least, paces()[0])};
    }
    int tooFast = -1;
    int slow = paces.length - 1;
    Optional<Draft> best = design(paces[slow], Long.MAX_VALUE);
    while (best.isPresent() && slow - tooFast > 1) {
      int middle = (slow + tooFast) / 2;
      Optional<Draft> faster = design(paces[middle], Long.MAX_VALUE);
      if (faster.isPresent()) {
        best = faster;
        slow = middle;
      } else {
        tooFast = middle;
      }
    }
    return best;
  }

  /** No stage may take longer than all together. */
  private Draft forLatency(Goal.Latency goal) {
    int pace = goal.rate().map(this::cyclesFor).orElse(Integer.MAX_VALUE);
    return withinLatency(cyclesOf(goal.seconds()) - late, pace)
        .orElseThrow(() -> new IllegalArgumentException(latencyTooLow(goal.seconds(), pace)));
  }

  private long cyclesOf(double seconds) {
    return (long) Math.floor(seconds * options.clockMhz() * 1e6);
  }

  private Optional<Draft> withinLatency(long cycles, int mostPace) {
    int[] paces = paces();
    int pace = (int) Math.min(cycles, Math.min(mostPace, paces[paces.length - 1]));
    return pace < paces[0] ? Optional.empty() : design(pace, cycles - results());
  }

  private String latencyTooLow(double seconds, int mostPace) {
    long tooLow = cyclesOf(seconds) - late;
    long least = Long.MAX_VALUE;
    Optional<Draft> draft = findFastest();
    if (draft.isPresent()) {
      least = EstimateLatency.of(draft.get().plan);
      while (least - tooLow > Math.max(1, least / 100)) {
        long middle = (least + tooLow) / 2;
        if (withinLatency(middle, mostPace).isPresent()) {
          least = middle;
        } else {
          tooLow = middle;
        }
      }
      least += late;
    }
    double micro = 1e6 * seconds;
    if (least == Long.MAX_VALUE) {
      return String.format(
          Locale.ROOT, "no design fits %s: %s", target, whatLimits(paces()[paces().length - 1]));
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
    return IntStream.of(space.cycleCounts())
        .map(cycles -> Math.max(cycles, results()))
        .distinct()
        .toArray();
  }

  /** Beats of a result. */
  private int results() {
    return options.scores() ? matrices().get(matrices().size() - 1).outputs() : 1;
  }

  private List<Part.Matrix> matrices() {
    return parts.stream()
        .filter(Part.Matrix.class::isInstance)
        .map(Part.Matrix.class::cast)
        .toList();
  }

  /** The cheapest of a pace, whether it fits or not. */
  private Draft cheapest(int cycles) {
    if (cycles < paces()[0]) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a frame in %,d cycles cannot be planned: %s", cycles, whyNotLess()));
    }
    return draft(space.cheapest(Limits.ofCycles(cycles)).orElseThrow());
  }

  /** The cheapest of a pace that fits the share of the target that may be used. */
  private Optional<Draft> design(int cycles, long tails) {
    Limits limits = Limits.ofCycles(cycles).withLatency(tails);
    if (target.resources().isEmpty()) {
      return space.cheapest(limits).map(this::draft);
    }
    Resources most = target.share(utilization()).orElseThrow();
    for (int i = 0; i < MOST_TRIES; i++) {
      Optional<DesignSpace.Chain> chain =
          space.cheapest(limits.withResources(Optional.of(less(most, beside))));
      if (chain.isEmpty()) {
        return Optional.empty();
      }
      Draft draft = draft(chain.get());
      if (target.fits(EstimateResources.total(draft.plan), utilization())) {
        return Optional.of(draft);
      }
      learnResources(draft, draft.plan);
    }
    return Optional.empty();
  }

  private Draft draft(DesignSpace.Chain chain) {
    return new Draft(chain, PlanHardware.ofChain(network, options, chain));
  }

  /** The difference, where there is one. */
  private static Resources less(Resources more, Resources less) {
    return new Resources(
        Math.max(0, more.lut() - less.lut()),
        Math.max(0, more.ff() - less.ff()),
        Math.max(0, more.halfBlocks() - less.halfBlocks()),
        Math.max(0, more.dsp() - less.dsp()));
  }

  private static Resources most(Resources a, Resources b) {
    return new Resources(
        Math.max(a.lut(), b.lut()),
        Math.max(a.ff(), b.ff()),
        Math.max(a.halfBlocks(), b.halfBlocks()),
        Math.max(a.dsp(), b.dsp()));
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
  private record Kind(String name, ToDoubleFunction<Resources> count) {
    double of(Resources resources) {
      return count.applyAsDouble(resources);
    }

    String text(Resources resources) {
      double number = of(resources);
      return String.format(Locale.ROOT, number == Math.rint(number) ? "%,.0f" : "%,.1f", number);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("LUT", Resources::lut),
          new Kind("FF", Resources::ff),
          new Kind("block memories", Resources::blocks),
          new Kind("DSP", Resources::dsp));

  /** What the cheapest design of a pace has too much of, and what would fit. */
  private String whatLimits(int cycles) {
    Resources has = target.resources().orElseThrow();
    HardwarePlan plan = cheapest(cycles).plan;
    Resources takes = target.occupied(EstimateResources.total(plan));
    Kind scarce =
        KINDS.stream()
            .max(Comparator.comparingDouble(kind -> kind.of(takes) / Math.max(1, kind.of(has))))
            .orElseThrow();
    Map.Entry<String, Resources> largest =
        EstimateResources.ofPlan(plan).entrySet().stream()
            .max(Comparator.comparingDouble(item -> scarce.of(item.getValue())))
            .orElseThrow();
    String reason =
        String.format(
            Locale.ROOT,
            "at %,d cycles a frame the cheapest design takes %s of %s %s, %s alone %s (predicted)",
            plan.cyclesPerFrame(),
            scarce.text(takes),
            scarce.text(has),
            scarce.name,
            largest.getKey(),
            scarce.text(largest.getValue()));
    return reason
        + findFastest()
            .map(
                reachable ->
                    String.format(
                        Locale.ROOT,
                        "; %,.0f frames per second can be reached, a frame every %,d cycles",
                        reachable.plan.framesPerSecond(),
                        reachable.plan.cyclesPerFrame()))
            .orElseGet(() -> "; no folding fits" + largestThatFits());
  }

  /** The widest network of this shape that fits in some folding. */
  private String largestThatFits() {
    int widest = ShrinkParts.widest(parts);
    int fitting = 0;
    int tooWide = (widest + ShrinkParts.STEP - 1) / ShrinkParts.STEP;
    while (tooWide - fitting > 1) {
      int middle = (fitting + tooWide) / 2;
      if (fits(shrunk(middle, widest))) {
        fitting = middle;
      } else {
        tooWide = middle;
      }
    }
    return fitting == 0
        ? ""
        : "; the largest network of its shape that fits has layers of "
            + ShrinkParts.describe(shrunk(fitting, widest))
            + " (this one: "
            + ShrinkParts.describe(parts)
            + ")";
  }

  private List<Part> shrunk(int steps, int widest) {
    return ShrinkParts.shrink(parts, (double) steps * ShrinkParts.STEP / widest);
  }

  private boolean fits(List<Part> others) {
    ChooseFoldings chooser = new ChooseFoldings(network, options, others);
    int[] paces = chooser.paces();
    return chooser.design(paces[paces.length - 1], Long.MAX_VALUE).isPresent();
  }
}
