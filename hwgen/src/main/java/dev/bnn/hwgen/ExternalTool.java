package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program this toolkit calls, the oldest version it is known to work with, and where it is. */
public enum ExternalTool {
  VERILATOR(
      "verilator",
      "--version",
      "Verilator ([0-9]+(?:[.][0-9]+)+)",
      "5.006",
      "verilator",
      "simulates whole test sets"),
  ICARUS(
      "iverilog",
      "-V",
      "Icarus Verilog version ([0-9]+(?:[.][0-9]+)+)",
      "11.0",
      "iverilog",
      "simulates a second time, with unknown values"),
  CXX("g++", "--version", "[^0-9]([0-9]+(?:[.][0-9]+)+)", "9.0", "g++", "compiles for Verilator"),
  MAKE(
      "make",
      "--version",
      "GNU Make ([0-9]+(?:[.][0-9]+)+)",
      "4.0",
      "make",
      "builds for Verilator"),
  YOSYS(
      "yosys", "-V", "Yosys ([0-9]+(?:[.][0-9]+)+)", "0.23", "yosys", "elaborates and counts LUTs");

  private final String program;
  private final String versionOption;
  private final Pattern versionPattern;
  private final String minimum;
  private final String debianPackage;
  private final String purpose;

  ExternalTool(
      String program,
      String versionOption,
      String versionPattern,
      String minimum,
      String debianPackage,
      String purpose) {
    this.program = program;
    this.versionOption = versionOption;
    this.versionPattern = Pattern.compile(versionPattern);
    this.minimum = minimum;
    this.debianPackage = debianPackage;
    this.purpose = purpose;
  }

  /** What the simulation of a whole test set needs. */
  public static List<ExternalTool> forSimulation() {
    return List.of(VERILATOR, ICARUS, CXX, MAKE);
  }

  public String program() {
    return program;
  }

  /** Oldest version known to work. */
  public String minimum() {
    return minimum;
  }

  /** Package of Debian and Ubuntu that brings it. */
  public String debianPackage() {
    return debianPackage;
  }

  /** What it is for, in a few words. */
  public String purpose() {
    return purpose;
  }

  /** The version on this machine, empty if the program is not there or does not say one. */
  public Optional<String> findVersion() {
    try {
      ToolRun run = ToolRun.run(Path.of("."), List.of(program, versionOption));
      Matcher matcher = versionPattern.matcher(run.output());
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // not installed
    }
  }

  /** Whether it is on this machine, new enough. */
  public boolean isUsable() {
    return findVersion().filter(v -> compareVersions(v, minimum) >= 0).isPresent();
  }

  /**
   * Throws unless the tool is there and new enough.
   *
   * @throws ToolMissingException with what to do
   */
  public void require() throws ToolMissingException {
    Optional<String> version = findVersion();
    if (version.isEmpty()) {
      throw new ToolMissingException(
          program
              + " is needed ("
              + purpose
              + ") but not installed: apt-get install "
              + debianPackage);
    }
    if (compareVersions(version.get(), minimum) < 0) {
      throw new ToolMissingException(
          program + " " + version.get() + " is too old: " + minimum + " or newer is needed");
    }
  }

  /** Compares dotted numbers, part by part: 5.006 is 5.6, 5.10 is newer than 5.9. */
  static int compareVersions(String a, String b) {
    List<Integer> left = parts(a);
    List<Integer> right = parts(b);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      int order =
          Integer.compare(i < left.size() ? left.get(i) : 0, i < right.size() ? right.get(i) : 0);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static List<Integer> parts(String version) {
    List<Integer> parts = new ArrayList<>();
    for (String part : version.split("[.]")) {
      parts.add(Integer.parseInt(part));
    }
    return parts;
  }
}
