package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs Verilator, Icarus and Yosys on the Verilog of this module. */
final class HdlTools {
  /** The library. */
  static final Path RTL = Path.of("src/main/rtl").toAbsolutePath();

  /** Simulation-only modules and the Verilator harness. */
  static final Path SIM = Path.of("src/main/sim").toAbsolutePath();

  /** Benches. */
  static final Path BENCH = Path.of("src/test/rtl").toAbsolutePath();

  /** Far beyond what any of the programs takes; a bench that hangs must not hang the build. */
  private static final long TIMEOUT_SECONDS = 120;

  /** How a program ended, and everything it printed. */
  record Outcome(int status, String output) {
    List<String> lines() {
      return output.lines().toList();
    }
  }

  private HdlTools() {}

  /** Where CI promises a tool its absence is a failure; elsewhere the test is skipped. */
  static void require(String tool) {
    boolean present =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    if (!present && "true".equals(System.getenv("CI"))) {
      fail("%s is not installed, and CI must run every test", tool);
    }
    Assumptions.assumeTrue(present, tool + " is not installed");
  }

  static Outcome run(Path folder, List<String> command) {
    try {
      Path log = Files.createTempFile(folder, "log", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail("%s did not end within %d s", command, TIMEOUT_SECONDS);
      }
      return new Outcome(process.exitValue(), Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Outcome run(Path folder, String... command) {
    return run(folder, List.of(command));
  }

  /** Compiles a bench with Icarus into {@code bench.vvp}; warnings count as errors. */
  static void compile(Path folder, String top, String... options) {
    List<String> command =
        Stream.of(
                Stream.of("iverilog", "-g2012", "-Wall", "-Wno-timescale", "-o", "bench.vvp"),
                Stream.of("-I", folder.toString(), "-s", top),
                Stream.of(RTL, SIM, BENCH).flatMap(path -> Stream.of("-y", path.toString())),
                Arrays.stream(options),
                Stream.of(BENCH.resolve(top + ".v").toString()))
            .flatMap(words -> words)
            .toList();
    Outcome outcome = run(folder, command);
    if (outcome.status() != 0 || !outcome.output().isEmpty()) {
      fail("%s: %s", command, outcome.output());
    }
  }

  /** Simulates what {@link #compile} made. */
  static Outcome simulate(Path folder, List<String> plusArguments) {
    return run(
        folder,
        Stream.concat(Stream.of("vvp", "-n", "bench.vvp"), plusArguments.stream()).toList());
  }
}
