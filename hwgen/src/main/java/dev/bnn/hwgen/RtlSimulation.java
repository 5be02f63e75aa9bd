package dev.bnn.hwgen;

import dev.bnn.hwgen.RegisterMap.Register;
import dev.bnn.hwgen.SimulationReport.Problem;
import dev.bnn.hwgen.SimulationReport.RegisterRead;
import dev.bnn.hwgen.SimulationReport.StreamCount;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.exec.Interpreter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs the RTL of a bundle, as it lies in its folder, on any number of images and compares every
 * layer's stream with the {@link Interpreter}; then the registers with the network, and with what
 * the bench counted.
 *
 * <p>Modules and memories are the bundle's; the bench that judges them is made anew, so that
 * nothing in the folder can speak for itself. What is simulated is what is synthesised, but for one
 * thing: in Verilator, a popcount of a long run or a wide design is its {@code $countones} twin,
 * which is proven equal and five times as fast; see {@link #countsOnes}.
 */
public final class RtlSimulation {
  /** Images whose vectors are computed together. */
  private static final int BLOCK = 256;

  /** Of a waveform around a deviation: what led to it, and what came of it. */
  private static final int CYCLES_BEFORE = 500;

  private static final int CYCLES_AFTER = 100;

  /** Name of the waveform while it is written: simulators stumble over some names of users. */
  private static final String WAVES = "waves.vcd";

  private static final Pattern MISMATCH =
      Pattern.compile(
          "MISMATCH stream=(\\d+) frame=(\\d+) value=(\\d+) cycle=(\\d+) expected=(\\w+)"
              + " actual=(\\w+)");
  private static final Pattern PROTOCOL =
      Pattern.compile("PROTOCOL stream=(\\d+) frame=(\\d+) beat=(\\d+) cycle=(\\d+) (.*)");
  private static final Pattern STREAM = Pattern.compile("STREAM (\\d+) frames=(\\d+) bad=(\\d+)");
  private static final Pattern SINK =
      Pattern.compile(
          "SINK frames=(\\d+) latency=(\\d+) interval_last=(\\d+) interval_min=(\\d+)"
              + " interval_max=(\\d+)");
  private static final Pattern REGISTER =
      Pattern.compile(
          "REGISTER offset=(\\w+) value=(\\w+) least=(\\w+) most=(\\w+) response=(\\d+) ok=(\\d)");
  private static final Pattern SILENT = Pattern.compile("REGISTER offset=(\\w+) silent");
  private static final Pattern CYCLES = Pattern.compile("CYCLES (\\d+)");

  /** Cycles from which on Verilator simulates the twin of the popcount. */
  private static final long LONG_RUN = 5_000_000;

  /** Inputs counted a cycle from which on it does so as well: it would compile trees for long. */
  private static final long WIDE = 8192;

  private RtlSimulation() {}

  /**
   * How to simulate.
   *
   * @param simulator which program
   * @param stallSeed seed of random idle cycles at both ends; empty for none
   * @param waves VCD file to write, or empty
   */
  public record Options(Simulator simulator, Optional<Integer> stallSeed, Optional<Path> waves) {
    /** Verilator at full speed. */
    public static Options defaults() {
      return new Options(Simulator.VERILATOR, Optional.empty(), Optional.empty());
    }
  }

  /**
   * Whether popcounts are simulated as {@code $countones}, not as the tree that is synthesised: in
   * Verilator, if the run is long or the design wide. {@code FormalTest} proves a tree equal to the
   * plain loop, level by level for any width.
   */
  public static boolean countsOnes(HardwarePlan plan, int count, Simulator simulator) {
    boolean isLong = (long) count * plan.cyclesPerFrame() > LONG_RUN;
    return simulator == Simulator.VERILATOR && (isLong || plan.macsPerCycle() > WIDE);
  }

  /** Cycles of a waveform, the first and the last. */
  private record Span(long from, long to) {
    static final Span ALL = new Span(0, Long.MAX_VALUE);
  }

  /**
   * Simulates.
   *
   * @param images image i in (channels, height, width) order
   * @throws ToolMissingException if a program is not installed
   * @throws ToolException if the RTL does not compile or the simulation breaks off
   */
  public static SimulationReport run(
      BundleFolder bundle, int count, IntFunction<byte[]> images, Options options)
      throws IOException {
    return run(bundle, count, images, options, options.waves.map(file -> Span.ALL));
  }

  /**
   * Simulates once more, as far as a deviation, and writes the signals around it.
   *
   * @param count images of the run that found the deviation; so with images and options
   * @param file VCD file to write
   * @throws ToolException if the deviation does not show again
   */
  public static void writeWaves(
      BundleFolder bundle,
      int count,
      IntFunction<byte[]> images,
      Options options,
      Problem problem,
      Path file)
      throws IOException {
    // the images behind those that can be under way are not missed
    long needed = problem.frame() + 4L * (bundle.network().layers().size() + 1);
    SimulationReport again =
        run(
            bundle,
            (int) Math.min(count, needed),
            images,
            new Options(options.simulator, options.stallSeed, Optional.of(file)),
            Optional.of(
                new Span(
                    Math.max(0, problem.cycle() - CYCLES_BEFORE), problem.cycle() + CYCLES_AFTER)));
    if (!again.problems().contains(problem)) {
      Files.delete(file);
      throw new ToolException("the deviation did not show again in a second run");
    }
  }

  private static SimulationReport run(
      BundleFolder bundle,
      int count,
      IntFunction<byte[]> images,
      Options options,
      Optional<Span> traced)
      throws IOException {
    requireTools(options.simulator);
    try (TemporaryFolder folder = TemporaryFolder.create("bnn-simulation-")) {
      Path work = folder.path();
      checkBuildable(work, options.simulator);
      for (String part : List.of("rtl", "mem")) {
        copyTree(bundle.folder().resolve(part), work.resolve(part));
      }
      for (Map.Entry<String, String> file :
          BenchWriter.files(bundle.network(), bundle.plan()).entrySet()) {
        AtomicFiles.write(
            work.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
      }
      Files.copy(
          bundle.folder().resolve(BundleGenerator.FILE_LIST),
          work.resolve(BundleGenerator.FILE_LIST));
      writeVectors(bundle, count, images, work);
      long start = System.nanoTime();
      List<String> program =
          build(work, options, countsOnes(bundle.plan(), count, options.simulator));
      long built = System.nanoTime();
      ToolRun run = ToolRun.run(work, arguments(program, bundle.plan(), count, options, traced));
      double runSeconds = (System.nanoTime() - built) / 1e9;
      SimulationReport report = parse(run, bundle, count, (built - start) / 1e9, runSeconds);
      if (options.waves.isPresent()) {
        AtomicFiles.copy(work.resolve(WAVES), options.waves.get());
      }
      return report;
    }
  }

  private static void requireTools(Simulator simulator) throws ToolMissingException {
    if (simulator == Simulator.ICARUS) {
      ExternalTool.ICARUS.require();
      return;
    }
    ExternalTool.VERILATOR.require();
    ExternalTool.CXX.require();
    ExternalTool.MAKE.require();
  }

  private static void checkBuildable(Path work, Simulator simulator) throws ToolException {
    if (simulator == Simulator.VERILATOR && work.toString().contains(" ")) {
      throw new ToolException(
          work
              + ": make cannot build where a name has a space: choose another place with"
              + " BNN_JAVA_OPTIONS=-Djava.io.tmpdir=DIR");
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path place = to.resolve(from.relativize(file).toString());
      Files.createDirectories(place.getParent());
      Files.copy(file, place);
    }
  }

  private static void writeVectors(
      BundleFolder bundle, int count, IntFunction<byte[]> images, Path work) throws IOException {
    Files.createDirectories(work.resolve("vectors"));
    Interpreter interpreter = new Interpreter(bundle.network());
    Map<String, BufferedWriter> writers = new TreeMap<>();
    try {
      for (int from = 0; from < count; from += BLOCK) {
        List<Map<String, String>> block =
            IntStream.range(from, Math.min(count, from + BLOCK))
                .parallel()
                .mapToObj(i -> expectedLines(bundle, interpreter, images.apply(i)))
                .toList();
        for (Map<String, String> lines : block) {
          for (Map.Entry<String, String> line : lines.entrySet()) {
            BufferedWriter writer = writers.get(line.getKey());
            if (writer == null) {
              writer = Files.newBufferedWriter(work.resolve(line.getKey()));
              writers.put(line.getKey(), writer);
            }
            writer.write(line.getValue());
            writer.write('\n');
          }
        }
      }
    } finally {
      for (BufferedWriter writer : writers.values()) {
        writer.close();
      }
    }
  }

  private static Map<String, String> expectedLines(
      BundleFolder bundle, Interpreter interpreter, byte[] image) {
    return VectorWriter.lines(bundle.network(), bundle.plan(), image, interpreter.run(image));
  }

  /** Compiles the bench; returns the command that runs it. */
  private static List<String> build(Path work, Options options, boolean countsOnes)
      throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> sim = Files.list(work.resolve("sim"))) {
      sim.map(p -> "sim/" + p.getFileName())
          .filter(p -> p.endsWith(".v") && !p.endsWith("_icarus.v"))
          .sorted()
          .forEach(sources::add);
    }
    List<String> command = new ArrayList<>();
    if (options.simulator == Simulator.ICARUS) {
      command.addAll(List.of("iverilog", "-g2012", "-s", "bnn_bench_icarus"));
      command.addAll(List.of("-o", "bench.vvp", "-f", BundleGenerator.FILE_LIST));
      command.addAll(sources);
      command.add("sim/bnn_bench_icarus.v");
      ToolRun.require(work, command);
      return List.of("vvp", "-n", "bench.vvp");
    }
    command.addAll(List.of("verilator", "--cc", "--exe", "--build", "-j", "0", "-O3"));
    command.addAll(List.of("--x-assign", "fast", "--x-initial", "fast", "--noassert"));
    command.addAll(List.of("-Wno-fatal", "--top-module", "bnn_bench"));
    command.addAll(List.of("--Mdir", "obj", "-o", "bench", "-CFLAGS", "-O2"));
    if (countsOnes) {
      command.add("-DBNN_COUNTONES"); // which is SystemVerilog
      command.addAll(List.of("--language", "1800-2017"));
    }
    if (options.waves.isPresent()) {
      // the widest streams too
      command.addAll(List.of("--trace", "--trace-max-width", "65536"));
    }
    command.addAll(List.of("-f", BundleGenerator.FILE_LIST));
    command.addAll(sources);
    command.add("sim/main.cpp");
    ToolRun.require(work, command);
    return List.of(work.resolve("obj/bench").toAbsolutePath().toString());
  }

  private static List<String> arguments(
      List<String> program, HardwarePlan plan, int count, Options options, Optional<Span> traced) {
    List<String> command = new ArrayList<>(program);
    command.add("+frames=" + count);
    // a stalled end moves a beat every few cycles, so the streams themselves may be the slowest
    long beats = Math.max(plan.inputBeats(), plan.outputBeats());
    long busiest = Math.max(plan.cyclesPerFrame(), 16L * beats);
    long layers = plan.layers().size() + 4L;
    long timeout = 10_000 + 8 * busiest * (count + 4 * layers);
    long end = traced.map(Span::to).orElse(Long.MAX_VALUE);
    command.add("+timeout=" + Math.min(timeout, end));
    options.stallSeed.ifPresent(
        seed -> {
          command.add("+stall");
          command.add("+seed=" + seed);
        });
    traced.ifPresent(
        span ->
            command.addAll(
                List.of("+trace=" + WAVES, "+trace_from=" + span.from, "+trace_to=" + span.to)));
    return command;
  }

  private static SimulationReport parse(
      ToolRun run, BundleFolder bundle, int count, double buildSeconds, double runSeconds)
      throws IOException {
    List<StreamCount> streams = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    long[] sink = new long[6];
    long cycles = 0;
    for (String line : run.output().lines().toList()) {
      Matcher mismatch = MISMATCH.matcher(line);
      Matcher protocol = PROTOCOL.matcher(line);
      Matcher stream = STREAM.matcher(line);
      Matcher end = SINK.matcher(line);
      Matcher total = CYCLES.matcher(line);
      if (mismatch.find()) {
        String values = "expected " + mismatch.group(5) + ", got " + mismatch.group(6);
        problems.add(problem(mismatch, number(mismatch, 3), values));
      } else if (protocol.find()) {
        problems.add(problem(protocol, -1, protocol.group(5)));
      } else if (stream.find()) {
        streams.add(new StreamCount(number(stream, 1), number(stream, 2), number(stream, 3)));
      } else if (end.find()) {
        for (int i = 1; i <= 5; i++) {
          sink[i] = Long.parseLong(end.group(i));
        }
      } else if (total.find()) {
        cycles = Long.parseLong(total.group(1));
      }
    }
    List<RegisterRead> registers = readRegisters(run, bundle);
    if (streams.isEmpty() && problems.isEmpty() && !run.output().contains("TIMEOUT")) {
      throw new ToolException("the simulation did not run:\n" + run.output().strip());
    }
    problems.sort(Comparator.comparingInt(Problem::frame).thenComparingInt(Problem::stream));
    int watched = BenchWriter.monitors(bundle.network(), bundle.plan()).size();
    boolean complete =
        streams.size() == watched && streams.stream().allMatch(s -> s.frames() == count);
    return new SimulationReport(
        count,
        streams,
        problems,
        registers,
        complete,
        cycles,
        new Timing(sink[2], sink[4], sink[5]),
        buildSeconds,
        runSeconds);
  }

  private static Problem problem(Matcher line, int value, String text) {
    return new Problem(
        number(line, 2), number(line, 1), value, Long.parseLong(line.group(4)), text);
  }

  /**
   * What the bench read of the registers, in the order of the map. A register is wrong where the
   * bench says so, where the contract of the bundle names another constant, or where it was never
   * read.
   */
  private static List<RegisterRead> readRegisters(ToolRun run, BundleFolder bundle)
      throws IOException {
    Map<Integer, RegisterRead> reads = new TreeMap<>();
    Map<Integer, Register> map = new TreeMap<>();
    RegisterMap.of(bundle.plan()).stream()
        .filter(r -> r.access() != RegisterMap.Access.PORT)
        .forEach(r -> map.put(r.offset(), r));
    for (String line : run.output().lines().toList()) {
      Matcher read = REGISTER.matcher(line);
      Matcher silent = SILENT.matcher(line);
      if (read.find()) {
        Register register = map.get(Integer.parseInt(read.group(1), 16));
        reads.putIfAbsent(register.offset(), judge(register, read));
      } else if (silent.find()) {
        Register register = map.get(Integer.parseInt(silent.group(1), 16));
        reads.put(register.offset(), new RegisterRead(register.name(), "an answer", "none", false));
      }
    }
    if (reads.isEmpty()) {
      return List.of(); // the run did not come that far, and says so itself
    }
    Map<String, Long> contract = HostRuntimeFile.readConstants(bundle.folder());
    for (Register register : map.values()) {
      if (register.access() == RegisterMap.Access.CONSTANT) {
        Long promised = contract.get(register.name());
        if (promised == null || promised != register.reset()) {
          String file = promised == null ? "nothing" : text(register, promised);
          String where = " in " + HostRuntimeFile.NAME;
          reads.put(
              register.offset(),
              new RegisterRead(
                  register.name(), text(register, register.reset()), file + where, false));
        }
      } else if (!register.name().equals(RegisterMap.COUNTER_HIGH)) {
        reads.putIfAbsent(
            register.offset(), new RegisterRead(register.name(), "an answer", "none", false));
      }
    }
    return List.copyOf(reads.values());
  }

  private static RegisterRead judge(Register register, Matcher read) {
    long value = Long.parseUnsignedLong(read.group(2), 16);
    long least = Long.parseUnsignedLong(read.group(3), 16);
    long most = Long.parseUnsignedLong(read.group(4), 16);
    String expected =
        least == most ? text(register, least) : text(register, least) + "…" + text(register, most);
    boolean answered = read.group(5).equals("0");
    String found = answered ? text(register, value) : "response " + read.group(5);
    return new RegisterRead(register.name(), expected, found, read.group(6).equals("1"));
  }

  /** A count in decimal digits, anything else as a word. */
  private static String text(Register register, long value) {
    boolean word =
        register.access() == RegisterMap.Access.CONSTANT || register.name().equals("SCRATCH");
    return word ? String.format(Locale.ROOT, "0x%08X", value) : Long.toUnsignedString(value);
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
