package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program this toolkit calls, the oldest version it is known to work with, and where it is.
 *
 * <p>Package names: packages.debian.org; packages.fedoraproject.org (one {@code nextpnr} for all
 * families); formulae.brew.sh ({@code nextpnr-ice40} brings {@code icestorm}).
 */
public enum ExternalTool {
  VERILATOR(
      "verilator",
      "--version",
      "Verilator ([0-9]+(?:[.][0-9]+)+)",
      "5.006",
      true,
      "simulates whole test sets",
      "verilator",
      "verilator",
      "verilator"),
  ICARUS(
      "iverilog",
      "-V",
      "Icarus Verilog version ([0-9]+(?:[.][0-9]+)+)",
      "11.0",
      true,
      "simulates a second time, with unknown values",
      "iverilog",
      "iverilog",
      "icarus-verilog"),
  CXX(
      "g++",
      "--version",
      "[^0-9]([0-9]+(?:[.][0-9]+)+)",
      "9.0",
      true,
      "compiles for Verilator",
      "g++",
      "gcc-c++",
      "gcc"),
  MAKE(
      "make",
      "--version",
      "GNU Make ([0-9]+(?:[.][0-9]+)+)",
      "4.0",
      true,
      "builds for Verilator",
      "make",
      "make",
      "make"),
  YOSYS(
      "yosys",
      "-V",
      "Yosys ([0-9]+(?:[.][0-9]+)+)",
      "0.23",
      false,
      "counts LUTs; makes netlists for boards",
      "yosys",
      "yosys",
      "yosys"),
  NEXTPNR(
      "nextpnr-ice40",
      "--version",
      "Version (?:nextpnr-)?([0-9]+(?:[.][0-9]+)+)",
      "0.4",
      false,
      "places designs on boards",
      "nextpnr-ice40",
      "nextpnr",
      "nextpnr-ice40"),
  ICEPACK(
      "icepack",
      "-h",
      "(Usage): icepack",
      "",
      false,
      "writes and reads bitstreams of boards",
      "fpga-icestorm",
      "icestorm",
      "icestorm"),
  ICEBOX(
      "icebox_vlog",
      "-h",
      "(Usage): icebox_vlog",
      "",
      false,
      "reads bitstreams (verify --stage bitstream)",
      "fpga-icestorm fpga-icestorm-chipdb",
      "icestorm",
      "icestorm"),
  PYTHON(
      "python3",
      "--version",
      "Python ([0-9]+(?:[.][0-9]+)+)",
      "3.9",
      false,
      "reads what others write (the tests)",
      "python3",
      "python3",
      "python");

  /** A program that does not tell its version by then is broken. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final String program;
  private final String versionOption;
  private final Pattern versionPattern;
  private final String minimum;
  private final boolean needed;
  private final String purpose;
  private final String debianPackage;
  private final String fedoraPackage;
  private final String homebrewPackage;

  ExternalTool(
      String program,
      String versionOption,
      String versionPattern,
      String minimum,
      boolean needed,
      String purpose,
      String debianPackage,
      String fedoraPackage,
      String homebrewPackage) {
    this.program = program;
    this.versionOption = versionOption;
    this.versionPattern = Pattern.compile(versionPattern);
    this.minimum = minimum;
    this.needed = needed;
    this.purpose = purpose;
    this.debianPackage = debianPackage;
    this.fedoraPackage = fedoraPackage;
    this.homebrewPackage = homebrewPackage;
  }

  /** What the simulation of a whole test set needs. */
  public static List<ExternalTool> forSimulation() {
    return List.of(VERILATOR, ICARUS, CXX, MAKE);
  }

  /** What makes a bitstream. */
  public static List<ExternalTool> forBitstream() {
    return List.of(YOSYS, NEXTPNR, ICEPACK, MAKE);
  }

  public String program() {
    return program;
  }

  /** Oldest version known to work; empty for a program that does not tell its version. */
  public String minimum() {
    return minimum;
  }

  /** Whether a command of {@code bnn} calls it; the others serve tests and bundles. */
  public boolean isNeeded() {
    return needed;
  }

  /** The package that brings it. */
  public String packageOf(PackageSystem system) {
    return switch (system) {
      case DEBIAN -> debianPackage;
      case FEDORA -> fedoraPackage;
      case HOMEBREW -> homebrewPackage;
    };
  }

  /** What it is for, in a few words. */
  public String purpose() {
    return purpose;
  }

  /** The version on this machine ("here" if it tells none), empty if the program is not there. */
  public Optional<String> findVersion() {
    try {
      ToolRun run = ToolRun.run(Path.of("."), List.of(program, versionOption), ANSWER_LIMIT);
      Matcher matcher = versionPattern.matcher(run.output());
      return matcher.find()
          ? Optional.of(minimum.isEmpty() ? "here" : matcher.group(1))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // not installed
    }
  }

  /** Whether it is on this machine, new enough. */
  public boolean isUsable() {
    return findVersion().filter(this::isNewEnough).isPresent();
  }

  private boolean isNewEnough(String version) {
    return minimum.isEmpty() || compareVersions(version, minimum) >= 0;
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
          program + " is needed (" + purpose + ") but not installed: " + howToGet());
    }
    if (!isNewEnough(version.get())) {
      throw new ToolMissingException(
          program + " " + version.get() + " is too old: " + minimum + " or newer is needed");
    }
  }

  /** What to type, on this machine if it is a known one. */
  private String howToGet() {
    PackageSystem system = PackageSystem.ofThisMachine().orElse(PackageSystem.DEBIAN);
    return system.command() + " " + packageOf(system);
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
