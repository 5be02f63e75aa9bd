package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many cases in one Icarus build, because starting programs costs more than simulating a small
 * module: each case is a bench of its own with a clock of its own, and they all run at once.
 */
final class UnitBench {
  /** How the ends of a stream behave. */
  enum Run {
    UNHINDERED("+seed=1"),
    RANDOM("+stall +seed=11"),
    RANDOM_READY_AFTER_VALID("+stall +seed=12"),
    FILLED_UP("+stall +seed=13 +hold"),
    RESET_ON_THE_WAY("+stall +seed=14 +reset");

    private final String arguments;

    Run(String arguments) {
      this.arguments = arguments;
    }
  }

  private static final String TOP = "tb_all";
  private static final Pattern RESULT = Pattern.compile("^RESULT case=(\\d+) (.*)$");
  private static final Pattern BAD = Pattern.compile("^BAD case=(\\d+) (.*)$");

  private final Path folder;
  private final List<? extends UnitCase> cases;

  private UnitBench(Path folder, List<? extends UnitCase> cases) {
    this.folder = folder;
    this.cases = cases;
  }

  /**
   * Builds.
   *
   * @param folder where to, and where to simulate
   * @param library folder of the modules under test
   */
  static UnitBench build(Path folder, Path library, List<? extends UnitCase> cases)
      throws IOException {
    List<String> text = new ArrayList<>();
    text.add("`timescale 1ns / 1ps");
    text.add("module " + TOP + ";");
    text.add("integer running = " + cases.size() + ";");
    text.add("always @(running) if (running == 0) $finish;");
    for (int i = 0; i < cases.size(); i++) {
      text.add("tb_" + i + " u_" + i + " ();");
    }
    text.add("endmodule");
    for (int i = 0; i < cases.size(); i++) {
      UnitCase test = cases.get(i);
      String prefix = "c" + i + "_";
      Map<String, String> macros = new LinkedHashMap<>(test.macros(prefix));
      macros.put("TB", "tb_" + i);
      macros.put("CASE", Integer.toString(i));
      macros.forEach((name, value) -> text.add(("`define " + name + " " + value).strip()));
      text.add("`include \"" + test.bench() + "\"");
      macros.keySet().forEach(name -> text.add("`undef " + name));
      for (Map.Entry<String, List<String>> file : test.files().entrySet()) {
        Files.write(folder.resolve(prefix + file.getKey()), file.getValue());
      }
    }
    Files.write(folder.resolve(TOP + ".v"), text);
    HdlTools.compile(folder, library, folder.resolve(TOP + ".v"));
    return new UnitBench(folder, cases);
  }

  /** Simulates one kind of run; empty if all cases are as they must be. */
  List<String> findFaults(Run run) throws IOException {
    String output = HdlTools.simulate(folder, List.of(run.arguments.split(" ")));
    Map<Integer, List<String>> details = new LinkedHashMap<>();
    Map<Integer, String> results = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      Matcher bad = BAD.matcher(line);
      Matcher result = RESULT.matcher(line);
      if (bad.find()) {
        int number = Integer.parseInt(bad.group(1));
        details.computeIfAbsent(number, any -> new ArrayList<>()).add(bad.group(2));
      } else if (result.find()) {
        results.put(Integer.parseInt(result.group(1)), result.group(2));
      }
    }
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      UnitCase test = cases.get(i);
      List<String> found =
          results.containsKey(i)
              ? test.findFaults(run, results.get(i))
              : List.of("no result: " + output.lines().limit(20).toList());
      if (!found.isEmpty()) {
        faults.add(test + " (" + run + "): " + found + " " + details.getOrDefault(i, List.of()));
      }
    }
    return faults;
  }
}
