package dev.bnn.hwgen;

import static dev.bnn.hwgen.VerilogText.clocked;
import static dev.bnn.hwgen.VerilogText.named;
import static dev.bnn.hwgen.VerilogText.quote;

import dev.bnn.hwgen.RegisterMap.Register;
import dev.bnn.hwgen.VerilogText.Named;
import dev.bnn.hwgen.VerilogText.Stream;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the bench both simulators share ({@code sim/bnn_bench.v}) and Icarus' clock around it
 * ({@code sim/bnn_bench_icarus.v}).
 *
 * <p>A source sends the frames of {@code vectors/images.hex}; a monitor at every layer's output
 * compares each beat with the golden vectors. The monitors' stream numbers are the layers'; the
 * result stream has the number after the last layer. After the run the registers are read and
 * compared with the network, and with what the bench counted.
 */
final class BenchWriter {
  /** Registers that bnn_register_check has a count of its own for. */
  private static final List<String> MOVING =
      List.of(
          "CYCLES",
          "FRAMES_IN",
          "FRAMES_OUT",
          "FRAMES_DROPPED",
          "INPUT_WAITS",
          "OUTPUT_WAITS",
          "INPUT_IDLE",
          RegisterMap.COUNTER_HIGH,
          "LATENCY_LAST",
          "LATENCY_MIN",
          "LATENCY_MAX");

  /** Written and read back: no two bytes alike. */
  private static final long SCRATCH_VALUE = 0x5CA7C4EDL;

  private BenchWriter() {}

  /** A watched stream of the design. */
  record Monitor(int stream, String signals, int beats, int lanes, int laneWidth, String file) {}

  /** Every stream the bench watches. */
  static List<Monitor> monitors(BinaryNetwork network, HardwarePlan plan) {
    List<Monitor> monitors = new ArrayList<>();
    if (plan.encodesOnChip()) {
      Encoding encoding = network.input().encoding();
      monitors.add(
          new Monitor(
              0,
              "dut.l0",
              plan.inputBeats(),
              plan.valuesPerBeat() * encoding.levels(),
              PlanHardware.formatOf(encoding).width(),
              VectorWriter.layerFile(0)));
    }
    for (StagePlan stage : plan.stages()) {
      monitors.add(
          new Monitor(
              stage.layer(),
              "dut." + TopWriter.name(stage),
              stage.outputBeats(),
              stage.outputLanes(),
              stage.outputValueWidth(),
              VectorWriter.layerFile(stage.layer())));
    }
    monitors.add(
        new Monitor(
            network.layers().size(), "result", plan.outputBeats(), 1, 32, VectorWriter.RESULTS));
    return monitors;
  }

  /** Everything in {@code sim/}: bench, clock, monitors and the Verilator harness, by name. */
  static Map<String, String> files(BinaryNetwork network, HardwarePlan plan) {
    Map<String, String> files = new TreeMap<>();
    files.put("sim/bnn_bench.v", bench(network, plan));
    files.put("sim/bnn_bench_icarus.v", icarusTop(plan));
    for (String name : RtlLibrary.SIMULATION) {
      files.put("sim/" + name, RtlLibrary.read("sim/" + name));
    }
    return files;
  }

  private static String bench(BinaryNetwork network, HardwarePlan plan) {
    VerilogText text = new VerilogText();
    TopWriter.generatedHeader(
        text, "bnn_bench: sends images, compares every layer's stream.  Simulation only.", plan);
    text.line("module bnn_bench")
        .line("(")
        .line("    input  wire        aclk,")
        .line("    input  wire        aresetn,")
        .blank()
        .line("    input  wire [31:0] frames,")
        .line("    input  wire        stall,")
        .line("    input  wire [31:0] seed,")
        .line("    output wire        done")
        .line(");")
        .blank();
    Stream image = new Stream("image", plan.inputWidth(), false);
    Stream result = new Stream("result", 32, false);
    text.declare(image).declare(result).wire(1, "frame_error").wire(1, "finish");
    declareBus(text);
    text.blank();
    Named control = clocked().with("frames", "frames").with("stall", "stall").with("seed", "seed");
    text.instance(
        "bnn_stream_source",
        named()
            .with("WIDTH", plan.inputWidth())
            .with("DATA_WIDTH", plan.valuesPerBeat() * plan.inputValueWidth())
            .with("BEATS", plan.inputBeats())
            .with("FILE", quote(VectorWriter.IMAGES)),
        "u_source",
        image.connect(control, "m_axis"));
    text.instance(
        TopWriter.MODULE,
        "dut",
        connectBus(result.connect(image.connect(clocked(), "s_axis"), "m_axis"), "s_axil")
            .with("frame_error", "frame_error"));
    for (Monitor monitor : monitors(network, plan)) {
      text.instance(
          "bnn_stream_check",
          named()
              .with("STREAM", monitor.stream)
              .with("BEATS", monitor.beats)
              .with("LANES", monitor.lanes)
              .with("LANE_WIDTH", monitor.laneWidth)
              .with("FILE", quote(monitor.file)),
          "u_check_" + monitor.stream,
          clocked()
              .with("finish", "finish")
              .with("axis_tdata", monitor.signals + "_tdata")
              .with("axis_tvalid", monitor.signals + "_tvalid")
              .with("axis_tready", monitor.signals + "_tready")
              .with("axis_tlast", monitor.signals + "_tlast")
              .with("frames_done", "")
              .with("frames_bad", ""));
    }
    text.instance(
        "bnn_stream_sink",
        // a frame too many shows within the time of two more frames
        named().with("WIDTH", 32).with("DRAIN", 2 * plan.cyclesPerFrame() + 64),
        "u_sink",
        result
            .connect(
                clocked()
                    .with("frames", "frames")
                    .with("stall", "stall")
                    .with("seed", "seed")
                    .with("first_accepted", "image_tvalid && image_tready"),
                "s_axis")
            .with("frames_done", "")
            .with("interval_last", "")
            .with("interval_min", "")
            .with("interval_max", "")
            .with("first_latency", "")
            .with("finish", "finish")
            .with("done", ""));
    registerCheck(text, plan);
    text.line("reg [63:0] cycle = 64'd0;")
        .line("reg        frame_error_q = 1'b0;")
        .blank()
        .line("always @(posedge aclk) begin")
        .line("    cycle <= cycle + 64'd1;")
        .line("    frame_error_q <= aresetn && frame_error;")
        .line("    if (aresetn && frame_error && !frame_error_q) begin")
        .line(
            "        $display(\"PROTOCOL stream=0 frame=0 beat=0 cycle=%0d frame_error\", cycle);")
        .line("    end")
        .line("end")
        .blank()
        .line("endmodule")
        .blank()
        .line("`resetall");
    return text.toString();
  }

  /** Reads all registers after the run. */
  private static void registerCheck(VerilogText text, HardwarePlan plan) {
    Map<String, Register> registers = new LinkedHashMap<>();
    RegisterMap.of(plan).stream()
        .filter(r -> r.access() != RegisterMap.Access.PORT)
        .forEach(r -> registers.put(r.name(), r));
    List<Register> constants =
        registers.values().stream().filter(r -> !MOVING.contains(r.name())).toList();
    List<String> offsets = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Register register : constants) {
      boolean written = register.name().equals("SCRATCH");
      offsets.add(0, hex(12, register.offset()));
      values.add(0, hex(32, written ? SCRATCH_VALUE : register.reset()));
    }
    Named parameters =
        named()
            .with("CONSTANTS", constants.size())
            .with("CONSTANT_OFFSETS", concatenate(offsets))
            .with("CONSTANT_VALUES", concatenate(values))
            .with("SCRATCH_VALUE", hex(32, SCRATCH_VALUE))
            .with("SCRATCH", hex(12, registers.get("SCRATCH").offset()));
    MOVING.forEach(name -> parameters.with(name, hex(12, registers.get(name).offset())));
    Named ports =
        clocked()
            .with("finish", "finish")
            .with("done", "done")
            .with("stall", "stall")
            .with("seed", "seed");
    for (String signal : List.of("tvalid", "tready", "tlast")) {
      ports.with("s_axis_" + signal, "image_" + signal);
    }
    for (String signal : List.of("tvalid", "tready", "tlast")) {
      ports.with("m_axis_" + signal, "result_" + signal);
    }
    text.instance("bnn_register_check", parameters, "u_registers", connectBus(ports, "m_axil"));
  }

  private static String hex(int width, long value) {
    return String.format(Locale.ROOT, "%d'h%0" + width / 4 + "x", width, value);
  }

  private static String concatenate(List<String> words) {
    return "{" + String.join(", ", words) + "}";
  }

  private static void declareBus(VerilogText text) {
    Map<String, Integer> widths =
        Map.of(
            "awaddr", 12, "awprot", 3, "wdata", 32, "wstrb", 4, "bresp", 2, "araddr", 12, "arprot",
            3, "rdata", 32, "rresp", 2);
    TopWriter.BUS.forEach(signal -> text.wire(widths.getOrDefault(signal, 1), "bus_" + signal));
  }

  private static Named connectBus(Named ports, String bundle) {
    TopWriter.BUS.forEach(signal -> ports.with(bundle + "_" + signal, "bus_" + signal));
    return ports;
  }

  /** A clock and plusargs around the bench, for Icarus Verilog. */
  private static String icarusTop(HardwarePlan plan) {
    VerilogText text = new VerilogText();
    TopWriter.generatedHeader(
        text, "bnn_bench_icarus: clock and arguments for Icarus Verilog.  Simulation only.", plan);
    return text.line("module bnn_bench_icarus;")
        .blank()
        .line("reg        aclk = 1'b0;")
        .line("reg        aresetn = 1'b0;")
        .line("reg [31:0] frames = 32'd1;")
        .line("reg        stall = 1'b0;")
        .line("reg [31:0] seed = 32'd1;")
        .line("reg [63:0] timeout = 64'd1000000000;")
        .line("reg [63:0] cycle = 64'd0;")
        .line("reg [8*1024-1:0] trace;")
        .line("reg        traces = 1'b0;")
        .line("reg [63:0] trace_from = 64'd0;")
        .line("reg [63:0] trace_to = 64'hFFFFFFFFFFFFFFFF;")
        .line("wire       done;")
        .blank()
        .line("bnn_bench bench (")
        .line("    .aclk(aclk),")
        .line("    .aresetn(aresetn),")
        .line("    .frames(frames),")
        .line("    .stall(stall),")
        .line("    .seed(seed),")
        .line("    .done(done)")
        .line(");")
        .blank()
        .line("always #5 aclk = !aclk;")
        .blank()
        .line("initial begin")
        .line("    if (!$value$plusargs(\"frames=%d\", frames)) frames = 32'd1;")
        .line("    if (!$value$plusargs(\"seed=%d\", seed)) seed = 32'd1;")
        .line("    if (!$value$plusargs(\"timeout=%d\", timeout)) timeout = 64'd1000000000;")
        .line("    stall = $test$plusargs(\"stall\");")
        .line("    if (!$value$plusargs(\"trace_from=%d\", trace_from)) trace_from = 64'd0;")
        .line(
            "    if (!$value$plusargs(\"trace_to=%d\", trace_to)) trace_to = 64'hFFFFFFFFFFFFFFFF;")
        .line("    traces = $value$plusargs(\"trace=%s\", trace);")
        .line("    if (traces) $dumpfile(trace);")
        .line("    if (traces && trace_from == 64'd0) $dumpvars(0, bench);")
        .line("end")
        .blank()
        .line("// inputs change with the falling edge; everything inside works on the rising one")
        .line("always @(negedge aclk) begin")
        .line("    cycle = cycle + 64'd1;")
        .line("    aresetn = cycle >= 64'd4;")
        .line("    if (traces && cycle == trace_from) $dumpvars(0, bench);")
        .line("    if (traces && cycle == trace_to + 64'd1) $dumpoff;")
        .line("    if (done === 1'b1) begin")
        .line("        $display(\"CYCLES %0d\", cycle);")
        .line("        $finish;")
        .line("    end else if (cycle >= timeout) begin")
        .line("        $display(\"TIMEOUT cycle=%0d\", cycle);")
        .line("        $finish;")
        .line("    end")
        .line("end")
        .blank()
        .line("endmodule")
        .blank()
        .line("`resetall")
        .toString();
  }
}
