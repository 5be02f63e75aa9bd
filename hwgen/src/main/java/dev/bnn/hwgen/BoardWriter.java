package dev.bnn.hwgen;

import static dev.bnn.hwgen.VerilogText.clocked;
import static dev.bnn.hwgen.VerilogText.named;

import dev.bnn.hwgen.VerilogText.Named;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes {@code rtl/bnn_board.v}, the pins of a board around {@code bnn_top}, and where they are:
 * PLL, power-up reset, wire, link.
 */
final class BoardWriter {
  static final String MODULE = "bnn_board";

  /** Files of the design with its board, as bnn_top.f for the design alone. */
  static final String FILE_LIST = "bnn_board.f";

  /** Where the pins are, for nextpnr-ice40. */
  static final String PINS = "board/bnn_board.pcf";

  private static final List<String> UART_PORTS =
      List.of("clk", "rx", "tx", "led_ready", "led_error");
  private static final List<String> SPI_PORTS =
      List.of("clk", "sck", "mosi", "miso", "select_n", "led_ready", "led_error");

  /** Signals that the board drives. */
  private static final List<String> OUTPUTS = List.of("tx", "miso", "led_ready", "led_error");

  private final HardwarePlan plan;
  private final Board board;
  private final LinkPlan link;
  private final VerilogText text = new VerilogText();

  private BoardWriter(HardwarePlan plan) {
    this.plan = plan;
    this.board = plan.options().target().board().orElseThrow();
    this.link = LinkPlan.of(plan);
  }

  /** The module as text. */
  static String write(HardwarePlan plan) {
    BoardWriter writer = new BoardWriter(plan);
    writer.ports();
    writer.clock();
    writer.wire();
    writer.link();
    writer.design();
    writer.leds();
    writer.text.line("endmodule").blank().line("`resetall");
    return writer.text.toString();
  }

  /** Places of the pins, a line each. */
  static String writePins(HardwarePlan plan) {
    Board board = plan.options().target().board().orElseThrow();
    return "# "
        + board.name()
        + ", "
        + board.device()
        + "-"
        + board.packageName()
        + "\n"
        + ports(plan).stream()
            .map(port -> "set_io " + port + " " + board.pins().get(port) + "\n")
            .collect(Collectors.joining());
  }

  private static List<String> ports(HardwarePlan plan) {
    return plan.options().wire() instanceof Wire.Spi ? SPI_PORTS : UART_PORTS;
  }

  private void ports() {
    TopWriter.generatedHeader(
        text,
        String.format(
            Locale.ROOT,
            "%s: bnn_top on %s at %s MHz, its host at a %s (docs/link.md of the toolkit).",
            MODULE,
            board.name(),
            plan.options().clockMhz(),
            link.wire().word().toUpperCase(Locale.ROOT)),
        plan);
    text.line("module " + MODULE).line("(");
    text.line(
        ports(plan).stream()
            .map(port -> "    " + (OUTPUTS.contains(port) ? "output" : "input ") + " wire " + port)
            .collect(Collectors.joining(",\n")));
    text.line(");").blank();
  }

  private void clock() {
    Pll pll = board.pll(plan.options().clockMhz());
    text.line(
        String.format(Locale.ROOT, "// %s MHz to %s MHz", board.oscillatorMhz(), pll.megahertz()));
    text.wire(1, "aclk").wire(1, "locked").wire(1, "aresetn").blank();
    text.line("// verilator lint_off PINMISSING"); // it has more pins than are used
    text.instance(
        board.pll().module(),
        named()
            .with("FEEDBACK_PATH", VerilogText.quote("SIMPLE"))
            .with("DIVR", "4'd" + pll.divr())
            .with("DIVF", "7'd" + pll.divf())
            .with("DIVQ", "3'd" + pll.divq())
            .with("FILTER_RANGE", "3'd" + pll.filterRange()),
        "u_pll",
        named()
            .with(board.pll().port(), "clk")
            .with("RESETB", "1'b1")
            .with("BYPASS", "1'b0")
            .with("PLLOUTGLOBAL", "aclk")
            .with("LOCK", "locked"));
    text.line("// verilator lint_on PINMISSING").blank();
    text.instance(
        "bnn_power_up",
        "u_power_up",
        named().with("aclk", "aclk").with("locked", "locked").with("aresetn", "aresetn"));
  }

  private void wire() {
    text.line("// bytes of the host, and for it");
    text.wire(8, "in_tdata").wire(1, "in_tvalid");
    text.wire(8, "out_tdata").wire(1, "out_tvalid").wire(1, "out_tready").blank();
    Named in = named().with("m_axis_tdata", "in_tdata").with("m_axis_tvalid", "in_tvalid");
    if (link.wire() instanceof Wire.Uart uart) {
      int cycles = uart.cyclesPerBit(plan.options().clockMhz());
      text.instance(
          "bnn_uart_receive",
          named().with("CYCLES_PER_BIT", cycles),
          "u_receive",
          clocked().with("line", "rx").withAll(in));
      text.instance(
          "bnn_uart_send",
          named().with("CYCLES_PER_BIT", cycles),
          "u_send",
          clocked().withAll(out()).with("line", "tx"));
      return;
    }
    Named ports = clocked();
    for (String port : List.of("sck", "mosi", "miso", "select_n")) {
      ports.with(port, port);
    }
    text.instance("bnn_spi_slave", "u_spi", ports.withAll(in).withAll(out()));
  }

  private static Named out() {
    return named()
        .with("s_axis_tdata", "out_tdata")
        .with("s_axis_tvalid", "out_tvalid")
        .with("s_axis_tready", "out_tready");
  }

  private static final List<String> STREAM = List.of("tdata", "tvalid", "tready", "tlast");

  private void link() {
    text.line("// messages").wire(1, "top_aresetn");
    text.wire(plan.inputWidth(), "image_tdata");
    STREAM.stream().skip(1).forEach(signal -> text.wire(1, "image_" + signal));
    text.wire(32, "result_tdata").wire(1, "result_tvalid").wire(1, "result_tready");
    TopWriter.BUS.forEach(signal -> text.wire(busWidth(signal), "bus_" + signal));
    text.blank();
    Named ports =
        clocked()
            .with("s_axis_tdata", "in_tdata")
            .with("s_axis_tvalid", "in_tvalid")
            .with("m_axis_tdata", "out_tdata")
            .with("m_axis_tvalid", "out_tvalid")
            .with("m_axis_tready", "out_tready")
            .with("top_aresetn", "top_aresetn");
    STREAM.forEach(signal -> ports.with("image_" + signal, "image_" + signal));
    STREAM.stream().limit(3).forEach(signal -> ports.with("result_" + signal, "result_" + signal));
    TopWriter.BUS.forEach(signal -> ports.with("m_axil_" + signal, "bus_" + signal));
    text.instance(
        "bnn_link",
        named()
            .with("BEAT_BYTES", plan.inputWidth() / 8)
            .with("BEATS", plan.inputBeats())
            .with("RESULT_BEATS", plan.outputBeats())
            .with("WINDOW", link.window())
            .with("BUFFER_BYTES", link.bufferBytes())
            .with("TIMEOUT", link.timeoutCycles(plan.options().clockMhz()))
            .with("WHOLE_RESULTS", link.holdsResults() ? 1 : 0),
        "u_link",
        ports);
  }

  private static int busWidth(String signal) {
    return switch (signal) {
      case "awaddr", "araddr" -> 12;
      case "awprot", "arprot" -> 3;
      case "wdata", "rdata" -> 32;
      case "wstrb" -> 4;
      case "bresp", "rresp" -> 2;
      default -> 1;
    };
  }

  private void design() {
    text.wire(1, "frame_error").wire(1, "unused_result_tlast").blank();
    Named ports = named().with("aclk", "aclk").with("aresetn", "top_aresetn");
    STREAM.forEach(signal -> ports.with("s_axis_" + signal, "image_" + signal));
    STREAM.stream().limit(3).forEach(signal -> ports.with("m_axis_" + signal, "result_" + signal));
    ports.with("m_axis_tlast", "unused_result_tlast");
    TopWriter.BUS.forEach(signal -> ports.with("s_axil_" + signal, "bus_" + signal));
    text.instance(TopWriter.MODULE, "u_top", ports.with("frame_error", "frame_error"));
  }

  private void leds() {
    String not = board.ledsActiveLow() ? "!" : "";
    text.line("assign led_ready = " + not + "aresetn;")
        .line("assign led_error = " + not + "frame_error;")
        .blank();
  }
}
