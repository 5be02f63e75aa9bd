package dev.bnn.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The table of docs/benchmarks.md: {@code EngineTable ROUNDS JAVA…}.
 *
 * <p>In every round each case runs in a Java process of its own, one after the other, so that a
 * load on the machine falls on all of them; a figure is the median over all rounds. Speeds of one
 * thread are by its processor time, so that a load on the machine matters less; the speed-up of all
 * processors is by the clock.
 */
public final class EngineTable {
  private static final int BATCH = 2048;

  /** Images a call of slower engines, so that an iteration stays short. */
  private static final int PEER_BATCH = 256;

  private static final int WARMUPS = 5;
  private static final TimeValue WARMUP = TimeValue.milliseconds(300);
  private static final int ITERATIONS = 4;
  private static final TimeValue ITERATION = TimeValue.milliseconds(200);

  private static final String PARALLEL = "packed-parallel";
  private static final String VECTOR = "--add-modules=jdk.incubator.vector";
  private static final String AVX2 = "-XX:UseAVX=2";

  /** A Java and its options. */
  private record Jvm(String name, String java, List<String> options) {}

  /** Something to be timed. */
  private record Case(Jvm jvm, String network, String engine, int images) {}

  /**
   * Speeds of an iteration.
   *
   * @param cpu calls a second of processor time
   * @param clock calls a second
   */
  private record Calls(double cpu, double clock) {}

  private final Map<Case, List<Calls>> speeds = new LinkedHashMap<>();
  private final Map<Jvm, List<Calls>> limits = new LinkedHashMap<>();

  private EngineTable() {}

  /**
   * Measures and prints.
   *
   * @param arguments how many rounds; the programs {@code java} of one or more JDKs, the first of
   *     which runs ONNX Runtime too
   */
  public static void main(String[] arguments) throws RunnerException {
    EngineTable table = new EngineTable();
    List<Jvm> jvms = jvms(Arrays.asList(arguments).subList(1, arguments.length));
    for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
      for (Jvm jvm : jvms) {
        table.measureLimit(jvm);
        for (Case one : cases(jvm, jvm.equals(jvms.get(0)))) {
          table.measure(one);
        }
      }
    }
    table.print();
  }

  /** Every JDK as it is, with AVX-512 off, and with the Vector API where it is. */
  private static List<Jvm> jvms(List<String> programs) {
    List<Jvm> jvms = new ArrayList<>();
    for (String java : programs) {
      int version = JavaVersion.of(java);
      jvms.add(new Jvm("JDK " + version, java, List.of()));
      jvms.add(new Jvm("JDK " + version + ", AVX2", java, List.of(AVX2)));
      if (version >= 25) {
        jvms.add(new Jvm("JDK " + version + ", Vector API", java, List.of(VECTOR)));
        jvms.add(new Jvm("JDK " + version + ", Vector API, AVX2", java, List.of(VECTOR, AVX2)));
      }
    }
    return jvms;
  }

  private static List<Case> cases(Jvm jvm, boolean withPeers) {
    List<Case> cases = new ArrayList<>();
    for (String network : List.of("cnv", "sfc", "lfc")) {
      for (int images : new int[] {BATCH, 1}) {
        cases.add(new Case(jvm, network, "packed", images));
        if (withPeers) { // speeds are by the image, so theirs need not be called with as many
          cases.add(new Case(jvm, network, "ort-fp32", Math.min(images, PEER_BATCH)));
          cases.add(new Case(jvm, network, "ort-int8", Math.min(images, PEER_BATCH)));
        }
      }
    }
    if (withPeers) {
      cases.add(new Case(jvm, "cnv", PARALLEL, BATCH));
    }
    return cases;
  }

  private void measure(Case one) throws RunnerException {
    OptionsBuilder options = options(one.jvm, EngineBenchmark.class);
    options.param("network", one.network).param("engine", one.engine);
    options.param("images", Integer.toString(one.images));
    List<Calls> calls = run(options);
    speeds.computeIfAbsent(one, c -> new ArrayList<>()).addAll(calls);
    // progress: a run takes minutes
    System.err.printf(
        Locale.ROOT,
        "%s, %s, %s, %d images a call: %.0f images/s%n",
        one.jvm.name,
        one.network,
        one.engine,
        one.images,
        one.images * median(calls, Calls::cpu));
  }

  private void measureLimit(Jvm jvm) throws RunnerException {
    limits
        .computeIfAbsent(jvm, j -> new ArrayList<>())
        .addAll(run(options(jvm, PopcountLimit.class)));
  }

  private static OptionsBuilder options(Jvm jvm, Class<?> benchmark) {
    OptionsBuilder options = new OptionsBuilder();
    options.include(benchmark.getName()).mode(Mode.Throughput).forks(1);
    options.warmupIterations(WARMUPS).warmupTime(WARMUP);
    options.measurementIterations(ITERATIONS).measurementTime(ITERATION);
    options.jvm(jvm.java).jvmArgs(jvm.options.toArray(String[]::new));
    options.verbosity(VerboseMode.SILENT).shouldFailOnError(true);
    return options;
  }

  /** One figure an iteration. */
  private static List<Calls> run(OptionsBuilder options) throws RunnerException {
    List<Calls> calls = new ArrayList<>();
    for (RunResult result : new Runner(options.build()).run()) {
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          double seconds = counter(iteration, "nanoseconds") / 1e9;
          double cpu = counter(iteration, "calls") / seconds;
          calls.add(new Calls(cpu, iteration.getPrimaryResult().getScore()));
        }
      }
    }
    return calls;
  }

  private static double counter(IterationResult iteration, String name) {
    return iteration.getSecondaryResults().get(name).getScore();
  }

  private void print() {
    System.out.println(
        "| Java | network | engine | images a call | images/s | GMAC/s | of the limit |");
    System.out.println("|---|---|---|---|---|---|---|");
    speeds.forEach(
        (one, calls) -> {
          if (!one.engine.equals(PARALLEL)) {
            double speed = one.images * median(calls, Calls::cpu);
            double macs = speed * BenchNetworks.countMacs(BenchNetworks.named(one.network));
            System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %d | %,.0f | %.1f | %.0f %% |%n",
                one.jvm.name,
                one.network,
                one.engine,
                one.images,
                speed,
                macs / 1e9,
                100 * macs / limit(one.jvm));
          }
        });
    System.out.println();
    for (Jvm jvm : limits.keySet()) {
      System.out.printf(Locale.ROOT, "%s: limit %.0f GMAC/s%n", jvm.name, limit(jvm) / 1e9);
    }
    speeds.forEach(
        (one, calls) -> {
          if (one.engine.equals(PARALLEL)) {
            Case alone = new Case(one.jvm, one.network, "packed", one.images);
            System.out.printf(
                Locale.ROOT,
                "%s, %s, %d processors: %.2f times one thread, by the clock%n",
                one.jvm.name,
                one.network,
                Runtime.getRuntime().availableProcessors(),
                median(calls, Calls::clock) / median(speeds.get(alone), Calls::clock));
          }
        });
  }

  /** Products a second that the popcount microbenchmark reaches. */
  private double limit(Jvm jvm) {
    double words = (double) PopcountLimit.LANES * PopcountLimit.WEIGHTS;
    return median(limits.get(jvm), Calls::cpu) * words * Integer.SIZE;
  }

  private static double median(List<Calls> calls, ToDoubleFunction<Calls> speed) {
    double[] sorted = calls.stream().mapToDouble(speed).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
