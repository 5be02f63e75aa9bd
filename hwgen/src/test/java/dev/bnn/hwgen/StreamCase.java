package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One module with one set of parameters between {@code tb_stream}'s source and sink: the beats it
 * is sent, the beats that must come out, and what must hold for time when nobody waits.
 */
final class StreamCase {
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

  /** What tb_stream measured, in cycles. */
  record Timing(int latency, int inputCycles, int outputCycles, int intervalMin, int intervalMax) {}

  private static final Pattern RESULT =
      Pattern.compile(
          "RESULT beats=(\\d+) bad=(\\d+) latency=(-?\\d+) input_cycles=(\\d+) output_cycles=(\\d+)"
              + " interval_min=(\\d+) interval_max=(\\d+) frame_error=([01x])");

  private final String module;
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, List<String>> files = new LinkedHashMap<>();
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
    String name = parameter.toLowerCase(Locale.ROOT) + ".mem";
    files.put(name, lines);
    return parameter(parameter, "\"" + name + "\"");
  }

  StreamCase file(String name, List<String> lines) {
    files.put(name, lines);
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
            .filter(entry -> !entry.getValue().toString().startsWith("\""))
            .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }

  /** Compiles once and simulates: unhindered, with random waits of two kinds, and with a reset. */
  void check(Path folder) throws IOException {
    write(folder);
    HdlTools.compile(folder, "tb_stream");

    Timing timing = simulate(folder);
    latency.ifPresent(cycles -> assertThat(timing.latency()).as("latency").isEqualTo(cycles));
    interval.ifPresent(
        cycles -> {
          assertThat(timing.intervalMin()).as("shortest interval").isEqualTo(cycles);
          assertThat(timing.intervalMax()).as("longest interval").isEqualTo(cycles);
        });
    if (inputNeverWaits) {
      assertThat(timing.inputCycles()).as("input cycles").isEqualTo(inputs.size() - 1);
    }
    if (outputNeverPauses) {
      assertThat(timing.outputCycles()).as("output cycles").isEqualTo(outputs.size() - 1);
    }

    simulate(folder, "+stall", "+seed=11");
    simulate(folder, "+stall", "+seed=12");
    if (room.isPresent()) {
      simulate(folder, "+stall", "+seed=13", "+hold_until=" + room.getAsInt());
    }
    // in the middle of a frame, unless every frame is one beat
    simulate(folder, "+stall", "+seed=14", "+reset_at=" + (inputs.size() / 3 + 1));
  }

  private void write(Path folder) throws IOException {
    List<String> defines = new ArrayList<>();
    defines.add("DUT " + module);
    defines.add(
        "DUT_PARAMETERS "
            + parameters.entrySet().stream()
                .map(entry -> "." + entry.getKey() + "(" + entry.getValue() + ")")
                .collect(Collectors.joining(", ")));
    defines.add("IN_WIDTH " + inputWidth);
    defines.add("IN_BEATS " + inputs.size());
    defines.add("OUT_WIDTH " + outputWidth);
    defines.add("OUT_BEATS " + outputs.size());
    defines.addAll(ports);
    Files.write(folder.resolve("dut.vh"), defines.stream().map(line -> "`define " + line).toList());
    Files.write(folder.resolve("input.hex"), hex(inputs, inputWidth));
    Files.write(folder.resolve("expected.hex"), hex(outputs, outputWidth));
    for (Map.Entry<String, List<String>> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static List<String> hex(List<Beat> beats, int width) {
    return beats.stream().map(beat -> beat.word(width).toString(16)).toList();
  }

  private Timing simulate(Path folder, String... plusArguments) throws IOException {
    String output = HdlTools.simulate(folder, List.of(plusArguments));
    Matcher result = RESULT.matcher(output);
    assertThat(result.find()).as(output).isTrue();
    assertThat(result.group(2)).as(output).isEqualTo("0");
    assertThat(result.group(1)).as(output).isEqualTo(Integer.toString(outputs.size()));
    assertThat(result.group(8)).as("frame_error").isEqualTo(frameError);
    return new Timing(
        Integer.parseInt(result.group(3)),
        Integer.parseInt(result.group(4)),
        Integer.parseInt(result.group(5)),
        Integer.parseInt(result.group(6)),
        Integer.parseInt(result.group(7)));
  }
}
