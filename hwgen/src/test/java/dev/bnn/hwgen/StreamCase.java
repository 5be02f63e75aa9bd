package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One module with one set of parameters between {@code tb_stream}'s source and sink: the beats it
 * is sent, the beats that must come out, and what must hold for time when nobody waits.
 */
final class StreamCase implements UnitCase {
  /** A transfer of a stream. */
  record Beat(BigInteger data, boolean last, boolean user) {
    private BigInteger word(int width) {
      BigInteger word = data;
      if (last) {
        word = word.setBit(width);
      }
      if (user) {
        word = word.setBit(width + 1);
      }
      return word;
    }
  }

  private static final Pattern RESULT =
      Pattern.compile(
          "beats=(\\d+) bad=(\\d+) latency=(-?\\d+) input_cycles=(\\d+) output_cycles=(\\d+)"
              + " interval_min=(\\d+) interval_max=(\\d+) frame_error=([01x])");

  private final String module;
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, List<String>> memories = new LinkedHashMap<>();
  private final List<String> ports = new ArrayList<>();
  private final List<Beat> inputs = new ArrayList<>();
  private final List<Beat> outputs = new ArrayList<>();
  private int inputWidth;
  private int outputWidth;
  private String frameError = "0";
  private OptionalInt latency = OptionalInt.empty();
  private OptionalInt interval = OptionalInt.empty();
  private OptionalInt room = OptionalInt.empty();
  private boolean inputNeverWaits;
  private boolean outputNeverPauses;

  StreamCase(String module) {
    this.module = module;
  }

  StreamCase parameter(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** A memory file in the folder of the simulation, named by a parameter. */
  StreamCase memory(String parameter, List<String> lines) {
    memories.put(parameter, lines);
    return this;
  }

  /** Widths of tdata on both sides. */
  StreamCase widths(int input, int output) {
    inputWidth = input;
    outputWidth = output;
    return this;
  }

  /**
   * Ports beyond tdata, tvalid and tready: S_TLAST, S_TUSER, M_TLAST, M_TUSER, FRAME_ERROR,
   * FRAME_EVENTS.
   */
  StreamCase ports(String... names) {
    ports.addAll(List.of(names));
    return this;
  }

  StreamCase send(BigInteger data, boolean last, boolean user) {
    inputs.add(new Beat(data, last, user));
    return this;
  }

  StreamCase expect(BigInteger data, boolean last, boolean user) {
    outputs.add(new Beat(data, last, user));
    return this;
  }

  StreamCase expectFrameError(boolean expected) {
    frameError = expected ? "1" : "0";
    return this;
  }

  /** Cycles from the first beat in to the first beat out. */
  StreamCase expectLatency(int cycles) {
    latency = OptionalInt.of(cycles);
    return this;
  }

  /** Cycles between the ends of frames, in the steady state. */
  StreamCase expectInterval(int cycles) {
    interval = OptionalInt.of(cycles);
    return this;
  }

  /** Beats that are accepted while the output takes nothing. */
  StreamCase expectRoom(int beats) {
    room = OptionalInt.of(beats);
    return this;
  }

  StreamCase expectInputNeverWaits() {
    inputNeverWaits = true;
    return this;
  }

  StreamCase expectOutputNeverPauses() {
    outputNeverPauses = true;
    return this;
  }

  @Override
  public String toString() {
    return module
        + parameters.entrySet().stream()
            .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }

  @Override
  public String module() {
    return module;
  }

  @Override
  public String parameterText() {
    return parameters.entrySet().stream()
        .map(entry -> "." + entry.getKey() + "(" + entry.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  @Override
  public List<Port> inputPorts() {
    List<Port> found = new ArrayList<>();
    found.add(new Port("aresetn", 1));
    found.add(new Port("s_axis_tdata", inputWidth));
    found.add(new Port("s_axis_tvalid", 1));
    found.add(new Port("m_axis_tready", 1));
    addBits(found, "S_TLAST", "s_axis_tlast");
    addBits(found, "S_TUSER", "s_axis_tuser");
    return found;
  }

  @Override
  public List<Port> outputPorts() {
    List<Port> found = new ArrayList<>();
    found.add(new Port("s_axis_tready", 1));
    found.add(new Port("m_axis_tdata", outputWidth));
    found.add(new Port("m_axis_tvalid", 1));
    addBits(found, "M_TLAST", "m_axis_tlast");
    addBits(found, "M_TUSER", "m_axis_tuser");
    addBits(found, "FRAME_ERROR", "frame_error");
    addBits(found, "FRAME_EVENTS", "frame_begin", "frame_accept", "frame_early", "frame_late");
    return found;
  }

  private void addBits(List<Port> found, String macro, String... names) {
    if (ports.contains(macro)) {
      Stream.of(names).forEach(name -> found.add(new Port(name, 1)));
    }
  }

  @Override
  public String bench() {
    return "tb_stream.v";
  }

  @Override
  public Map<String, String> macros(String prefix) {
    Stream<String> named =
        memories.keySet().stream()
            .map(parameter -> "." + parameter + "(\"" + prefix + memoryFile(parameter) + "\")");
    Map<String, String> macros = new LinkedHashMap<>();
    macros.put("DUT", module);
    macros.put(
        "DUT_PARAMETERS",
        Stream.concat(Stream.of(parameterText()), named).collect(Collectors.joining(", ")));
    macros.put("INPUT", "\"" + prefix + "input.hex\"");
    macros.put("EXPECTED", "\"" + prefix + "expected.hex\"");
    macros.put("IN_WIDTH", Integer.toString(inputWidth));
    macros.put("IN_BEATS", Integer.toString(inputs.size()));
    macros.put("OUT_WIDTH", Integer.toString(outputWidth));
    macros.put("OUT_BEATS", Integer.toString(outputs.size()));
    macros.put("HOLD_UNTIL", Integer.toString(room.orElse(0)));
    // in the middle of a frame, unless every frame is one beat
    macros.put("RESET_AT", Integer.toString(inputs.size() / 3 + 1));
    ports.forEach(port -> macros.put(port, ""));
    return macros;
  }

  @Override
  public Map<String, List<String>> files() {
    Map<String, List<String>> files = new LinkedHashMap<>();
    files.put("input.hex", hex(inputs, inputWidth));
    files.put("expected.hex", hex(outputs, outputWidth));
    memories.forEach((parameter, lines) -> files.put(memoryFile(parameter), lines));
    return files;
  }

  private static String memoryFile(String parameter) {
    return parameter.toLowerCase(Locale.ROOT) + ".mem";
  }

  private static List<String> hex(List<Beat> beats, int width) {
    return beats.stream().map(beat -> beat.word(width).toString(16)).toList();
  }

  @Override
  public List<String> findFaults(UnitBench.Run run, String line) {
    Matcher result = RESULT.matcher(line);
    if (!result.find()) {
      return List.of("no result in " + line);
    }
    List<String> faults = new ArrayList<>();
    expectEqual(faults, "wrong beats", 0, number(result, 2));
    expectEqual(faults, "beats", outputs.size(), number(result, 1));
    if (!result.group(8).equals(frameError)) {
      faults.add("frame_error " + result.group(8));
    }
    if (run == UnitBench.Run.UNHINDERED) {
      latency.ifPresent(cycles -> expectEqual(faults, "latency", cycles, number(result, 3)));
      if (inputNeverWaits) {
        expectEqual(faults, "input cycles", inputs.size() - 1, number(result, 4));
      }
      if (outputNeverPauses) {
        expectEqual(faults, "output cycles", outputs.size() - 1, number(result, 5));
      }
      interval.ifPresent(
          cycles -> {
            expectEqual(faults, "shortest interval", cycles, number(result, 6));
            expectEqual(faults, "longest interval", cycles, number(result, 7));
          });
    }
    return faults;
  }

  private static void expectEqual(List<String> faults, String what, int expected, int actual) {
    if (expected != actual) {
      faults.add(what + " " + actual + ", not " + expected);
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
