package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Where the Verilog of this module lies, and how benches are simulated with Icarus. */
final class HdlTools {
  /** The library. */
  static final Path RTL = Path.of("src/main/rtl").toAbsolutePath();

  /** Simulation-only modules and the Verilator harness. */
  static final Path SIM = Path.of("src/main/sim").toAbsolutePath();

  /** Benches. */
  static final Path BENCH = Path.of("src/test/rtl").toAbsolutePath();

  /** Properties and the scripts that prove them. */
  static final Path FORMAL = Path.of("src/test/formal").toAbsolutePath();

  private HdlTools() {}

  /** Compiles a bench of ours with Icarus into {@code bench.vvp}. */
  static void compile(Path folder, String top, String... options) throws IOException {
    compile(folder, RTL, BENCH.resolve(top + ".v"), options);
  }

  /** Compiles a bench against a library into {@code bench.vvp}; warnings count as errors. */
  static void compile(Path folder, Path library, Path bench, String... options) throws IOException {
    String top = bench.getFileName().toString().replace(".v", "");
    List<String> command =
        Stream.of(
                Stream.of("iverilog", "-g2012", "-Wall", "-Wno-timescale", "-o", "bench.vvp"),
                Stream.of("-I", folder.toString(), "-I", BENCH.toString(), "-s", top),
                Stream.of(library, SIM, BENCH).flatMap(path -> Stream.of("-y", path.toString())),
                Arrays.stream(options),
                Stream.of(bench.toString()))
            .flatMap(words -> words)
            .toList();
    assertThat(ToolRun.run(folder, command)).as(command.toString()).isEqualTo(new ToolRun(0, ""));
  }

  /** Simulates what {@code compile} made. */
  static String simulate(Path folder, List<String> plusArguments) throws IOException {
    return ToolRun.require(
            folder,
            Stream.concat(Stream.of("vvp", "-n", "bench.vvp"), plusArguments.stream()).toList())
        .output();
  }
}
