package dev.bnn.hwgen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The handwritten Verilog modules, as they lie in the repository. */
final class RtlLibrary {
  private static final Pattern MODULE_NAME = Pattern.compile("\\bbnn_[a-z0-9_]+\\b");

  /** Simulation modules and the Verilator harness; part of every bundle. */
  static final List<String> SIMULATION =
      List.of(
          "bnn_frame_reader.v",
          "bnn_random_stall.v",
          "bnn_register_check.v",
          "bnn_stream_check.v",
          "bnn_stream_sink.v",
          "bnn_stream_source.v",
          "main.cpp");

  private static final List<String> MODULES =
      List.of(
          "bnn_activity",
          "bnn_adder_tree",
          "bnn_argmax",
          "bnn_at_least",
          "bnn_axi_lite",
          "bnn_axi_lite_fork",
          "bnn_bank_memory",
          "bnn_compressor",
          "bnn_crc32",
          "bnn_delay",
          "bnn_dense",
          "bnn_dense_lanes",
          "bnn_fifo",
          "bnn_frame_fill",
          "bnn_frame_filter",
          "bnn_frame_gate",
          "bnn_frame_guard",
          "bnn_gearbox",
          "bnn_image_in",
          "bnn_input_dense",
          "bnn_input_encode",
          "bnn_input_lanes",
          "bnn_input_table",
          "bnn_lane_control",
          "bnn_layer_memories",
          "bnn_link",
          "bnn_loader",
          "bnn_logic_rom",
          "bnn_max_pool",
          "bnn_maximum",
          "bnn_message_in",
          "bnn_message_out",
          "bnn_pass_counter",
          "bnn_pattern",
          "bnn_pixel_converter",
          "bnn_pixel_lane",
          "bnn_pixel_order",
          "bnn_pool_line",
          "bnn_popcount",
          "bnn_power_up",
          "bnn_ram",
          "bnn_registers",
          "bnn_replay_buffer",
          "bnn_rom",
          "bnn_score_extend",
          "bnn_score_lanes",
          "bnn_scores",
          "bnn_skid",
          "bnn_spi_slave",
          "bnn_uart_receive",
          "bnn_uart_send",
          "bnn_width_converter",
          "bnn_window",
          "bnn_window_value",
          "bnn_writable_layer",
          "bnn_xnor_lane");

  /** What stands in a branch of bnn_lane_control that only this layer's parameters choose. */
  private static final String WRITABLE_LAYER = "bnn_writable_layer";

  private static final String WRITABLE_MEMORIES = "bnn_layer_memories";

  private RtlLibrary() {}

  /** The library modules a top needs, directly or through others, by file name. */
  static Map<String, String> closure(String top) {
    Set<String> wanted = new TreeSet<>(MODULES);
    if (!modulesIn(top).contains(WRITABLE_LAYER)) {
      wanted.remove(WRITABLE_MEMORIES);
    }
    Map<String, String> files = new TreeMap<>();
    addModules(top, wanted, files);
    return files;
  }

  private static void addModules(String verilog, Set<String> wanted, Map<String, String> files) {
    for (String module : modulesIn(verilog)) {
      if (wanted.contains(module) && !files.containsKey(module + ".v")) {
        String source = read("rtl/" + module + ".v");
        files.put(module + ".v", source);
        addModules(source, wanted, files);
      }
    }
  }

  private static Set<String> modulesIn(String verilog) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = MODULE_NAME.matcher(verilog.replaceAll("//.*", ""));
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  /** Text of a file packed with this module. */
  static String read(String resource) {
    try (InputStream in = RtlLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
