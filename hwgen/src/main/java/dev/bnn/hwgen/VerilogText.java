package dev.bnn.hwgen;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Verilog as text: wires and instances, nothing else; owns the layout. */
final class VerilogText {
  private final StringBuilder text = new StringBuilder();

  /** Named parameters or port connections in order; values are Verilog expressions. */
  static final class Named {
    private final Map<String, String> entries = new LinkedHashMap<>();

    Named with(String name, String expression) {
      entries.put(name, expression);
      return this;
    }

    Named with(String name, int value) {
      return with(name, Integer.toString(value));
    }

    Named withAll(Named other) {
      entries.putAll(other.entries);
      return this;
    }

    private String render() {
      return entries.entrySet().stream()
          .map(e -> "    ." + e.getKey() + "(" + e.getValue() + ")")
          .collect(Collectors.joining(",\n"));
    }
  }

  /**
   * An AXI4-Stream of the design: the wires {@code NAME_tdata, _tvalid, _tready, _tlast} and, where
   * frames may still be dropped, {@code _tuser}.
   */
  record Stream(String name, int width, boolean user) {
    /** Adds this stream's connections to a port bundle such as {@code s_axis}. */
    Named connect(Named ports, String bundle) {
      for (String signal : signals()) {
        ports.with(bundle + "_" + signal, name + "_" + signal);
      }
      return ports;
    }

    List<String> signals() {
      return user
          ? List.of("tdata", "tvalid", "tready", "tlast", "tuser")
          : List.of("tdata", "tvalid", "tready", "tlast");
    }
  }

  VerilogText line(String line) {
    text.append(line).append('\n');
    return this;
  }

  VerilogText blank() {
    return line("");
  }

  /** Declares the wires of a stream. */
  VerilogText declare(Stream stream) {
    for (String signal : stream.signals()) {
      wire(signal.equals("tdata") ? stream.width() : 1, stream.name() + "_" + signal);
    }
    return this;
  }

  VerilogText wire(int width, String name) {
    String range = width == 1 ? "" : "[" + (width - 1) + ":0] ";
    return line("wire " + range + name + ";");
  }

  VerilogText instance(String module, Named parameters, String name, Named ports) {
    line(module + " #(");
    line(parameters.render());
    line(") " + name + " (");
    line(ports.render());
    return line(");").blank();
  }

  /** An instance of a module without parameters. */
  VerilogText instance(String module, String name, Named ports) {
    line(module + " " + name + " (");
    line(ports.render());
    return line(");").blank();
  }

  static Named named() {
    return new Named();
  }

  static Named clocked() {
    return named().with("aclk", "aclk").with("aresetn", "aresetn");
  }

  static String quote(String text) {
    return '"' + text + '"';
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
