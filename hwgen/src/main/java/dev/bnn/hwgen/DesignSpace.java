package dev.bnn.hwgen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Every way to build the stages of a network, with what each takes: a search for the cheapest.
 *
 * <p>The stages are a chain, and two neighbours know of each other only by the width of the stream
 * between them, which sets the converter. So the cheapest chain is found stage by stage: for every
 * width that may leave a stage, the chains up to there that no other beats (dynamic programming).
 * One number is enough as long as the cheapest of all keeps to the limits; a limit that it breaks
 * becomes a second number in which a chain may be the better one, and the search starts again.
 */
final class DesignSpace {
  /** What a bit of the input port takes: registers before and behind the guard. */
  private static final Resources INPUT_BIT = new Resources(1, 2, 0, 0);

  /** A chain. */
  record Chain(int valuesPerBeat, List<StagePlan> stages, Resources resources) {
    Chain {
      stages = List.copyOf(stages);
    }
  }

  /** A stage and what it takes. */
  private record Built(StagePlan stage, Resources takes) {}

  /** A stage, with the fewest rows and with those of two maps if it has a window. */
  private record Way(Built least, Built most) {
    StagePlan stage() {
      return least.stage;
    }

    int cycles() {
      return least.stage.cycles();
    }

    int inputBits() {
      return least.stage.inputLanes() * least.stage.inputValueWidth();
    }

    int outputBits() {
      return least.stage.outputLanes() * least.stage.outputValueWidth();
    }

    /** As it is beside stages that need so many cycles. */
    Built beside(int cycles) {
      return waits(least.stage, cycles) ? most : least;
    }

    /**
     * Whether a window with the fewest rows would hold up the others: its next map waits until the
     * last row of this one is done, while those before it need the cycles of the slowest.
     */
    private static boolean waits(StagePlan stage, int cycles) {
      return stage instanceof LayerPlan layer
          && layer
              .window()
              .map(w -> layer.cycles() + w.cyclesToFirst(cycles) > cycles)
              .orElse(false);
    }
  }

  /** A chain up to a stage. */
  private record Label(
      long cost,
      Resources takes,
      EstimateLatency latency,
      Optional<StagePlan> stage,
      int beat,
      Label before) {}

  /** In what a chain may be better than a cheaper one. */
  private enum Criterion {
    LUT,
    FF,
    HALF_BLOCKS,
    DSP,
    LATENCY;

    private int of(Resources resources) {
      return switch (this) {
        case LUT -> resources.lut();
        case FF -> resources.ff();
        case HALF_BLOCKS -> resources.halfBlocks();
        case DSP -> resources.dsp();
        case LATENCY -> 0;
      };
    }

    long of(Label label) {
      return this == LATENCY ? label.latency.cycles() : of(label.takes);
    }

    /** What a stage adds at least. */
    long leastOf(Label stage) {
      return this == LATENCY ? EstimateLatency.leastOf(stage.stage.orElseThrow()) : of(stage);
    }

    long most(Limits limits) {
      return this == LATENCY
          ? limits.latency()
          : limits.resources().map(most -> (long) of(most)).orElse(Long.MAX_VALUE);
    }
  }

  /**
   * All in which a chain may be better.
   *
   * @param grain cycles that make no difference, so that few chains are worth keeping
   */
  private record Criteria(Set<Criterion> all, long grain) {
    private static final int MOST_GRAINS = 200;

    static Criteria of(Set<Criterion> all, Limits limits) {
      return new Criteria(all, Math.max(1, limits.latency() / MOST_GRAINS));
    }

    /** Whether a chain is no worse than another in all of them, whatever follows. */
    boolean areAtMost(Label chain, Label other) {
      for (Criterion criterion : all) {
        boolean atMost =
            criterion == Criterion.LATENCY
                ? isNoLater(chain.latency, other.latency)
                : criterion.of(chain) <= criterion.of(other);
        if (!atMost) {
          return false;
        }
      }
      return true;
    }

    private boolean isNoLater(EstimateLatency latency, EstimateLatency other) {
      return latency.cycles() / grain <= other.cycles() / grain
          && latency.waited() / grain <= other.waited() / grain;
    }
  }

  private static final Comparator<Label> CHEAPEST =
      Comparator.comparingLong(Label::cost)
          .thenComparingInt(label -> label.takes.lut())
          .thenComparingInt(label -> label.takes.ff())
          .thenComparingLong(label -> label.latency.cycles());

  private final Arrival arrival;
  private final Target target;
  private final List<List<Way>> ways;
  private final Map<Long, Resources> converters = new HashMap<>();

  /**
   * All ways.
   *
   * @param stages for every stage, in order, the ways to build it
   */
  DesignSpace(Arrival arrival, List<? extends List<? extends StagePlan>> stages, Target target) {
    this.arrival = arrival;
    this.target = target;
    this.ways = stages.stream().map(each -> each.stream().map(this::way).toList()).toList();
  }

  private Way way(StagePlan stage) {
    Built least = build(stage);
    Built most =
        stage instanceof LayerPlan layer && layer.window().isPresent()
            ? build(layer.withWindow(window -> window.withRows(window.fullRows())))
            : least;
    return new Way(least, most);
  }

  private Built build(StagePlan stage) {
    return new Built(stage, EstimateResources.ofStage(stage, target));
  }

  /** The stage that is the slowest when each is as fast as it gets. */
  StagePlan slowestAtBest() {
    Comparator<StagePlan> byCycles = Comparator.comparingInt(StagePlan::cycles);
    return ways.stream()
        .map(each -> each.stream().map(Way::stage).min(byCycles).orElseThrow())
        .max(byCycles)
        .orElseThrow();
  }

  /** Cycles that a frame may take: those of any way, from the fewest that all stages can reach. */
  int[] cycleCounts() {
    int least = slowestAtBest().cycles();
    return ways.stream()
        .flatMapToInt(each -> each.stream().mapToInt(Way::cycles))
        .filter(cycles -> cycles >= least)
        .sorted()
        .distinct()
        .toArray();
  }

  /**
   * The cheapest chain at the pace of the slowest stage.
   *
   * @param valuesPerBeat of the input, however slow they make it; empty for what is cheapest
   */
  Chain cheapest(OptionalInt valuesPerBeat) {
    Limits limits = Limits.ofCycles(cycleCounts()[0]);
    List<Label> beats =
        valuesPerBeat.isPresent()
            ? List.of(ofBeat(checkBeat(valuesPerBeat.getAsInt())))
            : beats(limits);
    return chain(search(limits, Criteria.of(Set.of(), limits), beats).orElseThrow());
  }

  private int checkBeat(int valuesPerBeat) {
    if (valuesPerBeat < 1 || arrival.values() % valuesPerBeat != 0) {
      throw new IllegalArgumentException(
          "input: "
              + valuesPerBeat
              + " values a beat do not divide a frame of "
              + arrival.values());
    }
    return valuesPerBeat;
  }

  /** The cheapest chain within limits, if there is one. */
  Optional<Chain> cheapest(Limits limits) {
    Set<Criterion> criteria = EnumSet.noneOf(Criterion.class);
    while (true) {
      Optional<Label> found = search(limits, Criteria.of(criteria, limits), beats(limits));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Label label = found.get();
      boolean keepsAll = true;
      for (Criterion criterion : Criterion.values()) {
        if (criterion.of(label) > criterion.most(limits)) {
          criteria.add(criterion);
          keepsAll = false;
        }
      }
      if (keepsAll) {
        return Optional.of(chain(label));
      }
    }
  }

  private static Chain chain(Label last) {
    List<StagePlan> stages = new ArrayList<>();
    Label label = last;
    for (; label.stage.isPresent(); label = label.before) {
      stages.add(0, label.stage.get());
    }
    return new Chain(label.beat, stages, last.takes);
  }

  // ------------------------------------------------------------------ dynamic programming

  /** The cheapest chain that keeps to the limits of some criteria. */
  private Optional<Label> search(Limits limits, Criteria criteria, List<Label> beats) {
    List<Map<Integer, Map<Integer, List<Label>>>> steps = new ArrayList<>();
    for (List<Way> each : ways) {
      steps.add(byWidths(each, limits.cycles(), criteria));
    }
    List<Map<Criterion, Long>> rests = rests(steps, limits, criteria);
    Map<Integer, List<Label>> fronts = new TreeMap<>();
    for (Label label : beats) {
      fronts.computeIfAbsent(widthOf(label), width -> new ArrayList<>()).add(label);
    }
    for (int i = 0; i < ways.size(); i++) {
      fronts = step(fronts, steps.get(i), rests.get(i), criteria);
    }
    return fronts.values().stream().flatMap(List::stream).min(CHEAPEST);
  }

  /**
   * The beats in which a frame may come in; powers of two if one of those will do and no time is
   * short. A board's link carries whole bytes: there a beat fills them, if any does.
   */
  private List<Label> beats(Limits limits) {
    int[] beats =
        IntStream.of(Divisors.of(arrival.values()))
            .filter(beat -> arrival.values() / beat <= limits.cycles())
            .toArray();
    int[] whole = IntStream.of(beats).filter(beat -> beat * arrival.sent() % 8 == 0).toArray();
    if (target.board().isPresent() && whole.length > 0) {
      beats = whole;
    }
    int[] powers = IntStream.of(beats).filter(beat -> Integer.bitCount(beat) == 1).toArray();
    boolean anyBeat = limits.latency() < Long.MAX_VALUE || powers.length == 0;
    return IntStream.of(anyBeat ? beats : powers).mapToObj(this::ofBeat).toList();
  }

  private Label ofBeat(int beat) {
    Resources takes = INPUT_BIT.times(beat * arrival.width());
    EstimateLatency latency = EstimateLatency.ofInput(arrival.values() / beat);
    return new Label(takes.price(), takes, latency, Optional.empty(), beat, null);
  }

  private int widthOf(Label label) {
    return label
        .stage
        .map(stage -> stage.outputLanes() * stage.outputValueWidth())
        .orElse(label.beat * arrival.expansion() * arrival.width());
  }

  /**
   * Ways that are fast enough, by the widths of what comes in and goes out; none that is beaten.
   */
  private Map<Integer, Map<Integer, List<Label>>> byWidths(
      List<Way> all, int cycles, Criteria criteria) {
    Map<Integer, Map<Integer, List<Label>>> byWidths = new TreeMap<>();
    for (Way way : all) {
      if (way.cycles() <= cycles) {
        Built built = way.beside(cycles);
        byWidths
            .computeIfAbsent(way.inputBits(), width -> new TreeMap<>())
            .computeIfAbsent(way.outputBits(), width -> new ArrayList<>())
            .add(
                new Label(
                    built.takes.price(),
                    built.takes,
                    EstimateLatency.ofInput(0).behind(built.stage),
                    Optional.of(built.stage),
                    0,
                    null));
      }
    }
    byWidths.values().forEach(each -> each.replaceAll((width, some) -> unbeaten(some, criteria)));
    return byWidths;
  }

  /** For each stage and criterion, the most that may be used up to that stage. */
  private static List<Map<Criterion, Long>> rests(
      List<Map<Integer, Map<Integer, List<Label>>>> steps, Limits limits, Criteria criteria) {
    List<Map<Criterion, Long>> rests = new ArrayList<>();
    Map<Criterion, Long> rest = new HashMap<>();
    criteria.all.forEach(criterion -> rest.put(criterion, criterion.most(limits)));
    for (int i = steps.size() - 1; i >= 0; i--) {
      rests.add(0, Map.copyOf(rest));
      for (Criterion criterion : criteria.all) {
        long least =
            steps.get(i).values().stream()
                .flatMap(each -> each.values().stream())
                .flatMap(List::stream)
                .mapToLong(criterion::leastOf)
                .min()
                .orElse(0);
        rest.merge(criterion, -least, Long::sum);
      }
    }
    return rests;
  }

  /** One stage more. */
  private Map<Integer, List<Label>> step(
      Map<Integer, List<Label>> fronts,
      Map<Integer, Map<Integer, List<Label>>> ways,
      Map<Criterion, Long> most,
      Criteria criteria) {
    Map<Integer, List<Label>> next = new TreeMap<>();
    ways.forEach(
        (inputBits, byOutput) -> {
          List<Label> before = join(fronts, inputBits, most, criteria);
          byOutput.forEach(
              (outputBits, each) -> {
                List<Label> labels = next.computeIfAbsent(outputBits, width -> new ArrayList<>());
                for (Label way : each) {
                  for (Label label : before) {
                    addWithin(labels, add(label, way), most);
                  }
                }
              });
        });
    next.replaceAll((width, labels) -> unbeaten(labels, criteria));
    return next;
  }

  /** All chains with what brings them to a width. */
  private List<Label> join(
      Map<Integer, List<Label>> fronts, int width, Map<Criterion, Long> most, Criteria criteria) {
    List<Label> joined = new ArrayList<>();
    fronts.forEach(
        (from, labels) -> {
          Resources converter = converter(from, width);
          for (Label label : labels) {
            addWithin(joined, with(label, converter), most);
          }
        });
    return unbeaten(joined, criteria);
  }

  private static void addWithin(List<Label> labels, Label label, Map<Criterion, Long> most) {
    for (Map.Entry<Criterion, Long> limit : most.entrySet()) {
      if (limit.getKey().of(label) > limit.getValue()) {
        return;
      }
    }
    labels.add(label);
  }

  private Label with(Label label, Resources more) {
    Resources takes = label.takes.plus(more);
    return new Label(takes.price(), takes, label.latency, label.stage, label.beat, label.before);
  }

  private Label add(Label label, Label way) {
    Resources takes = label.takes.plus(way.takes);
    return new Label(
        takes.price(), takes, label.latency.behind(way.stage.orElseThrow()), way.stage, 0, label);
  }

  private Resources converter(int from, int to) {
    return converters.computeIfAbsent(
        ((long) from << 32) | to, key -> EstimateResources.ofConverter(from, to, target));
  }

  /** Without those that another beats, or equals, in cost and in all criteria; cheapest first. */
  private static List<Label> unbeaten(List<Label> labels, Criteria criteria) {
    List<Label> sorted = new ArrayList<>(labels);
    sorted.sort(CHEAPEST);
    List<Label> kept = new ArrayList<>();
    for (Label label : sorted) {
      if (kept.stream().noneMatch(other -> criteria.areAtMost(other, label))) {
        kept.add(label);
      }
    }
    return kept;
  }
}
