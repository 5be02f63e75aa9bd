package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A property of a module, for one set of parameters, for all inputs and all time: Yosys makes
 * circuit and property one and-inverter graph, and the solver of ABC (property directed
 * reachability) either proves it or finds a way to break it.
 */
final class FormalCase {
  private final String module;
  private final String property;
  private final Map<String, Integer> parameters = new LinkedHashMap<>();
  private final Map<String, String> macros = new LinkedHashMap<>();
  private final Map<String, List<String>> files = new LinkedHashMap<>();

  /**
   * A property.
   *
   * @param module the module of the library it is about
   * @param property file and top module in {@code src/test/formal}
   */
  FormalCase(String module, String property) {
    this.module = module;
    this.property = property;
  }

  FormalCase parameter(String name, int value) {
    parameters.put(name, value);
    return this;
  }

  FormalCase macro(String name, String value) {
    macros.put(name, value);
    return this;
  }

  /** A memory file, named by a macro. */
  FormalCase memory(String macro, List<String> lines) {
    String name = macro.toLowerCase(Locale.ROOT) + ".mem";
    files.put(name, lines);
    return macro(macro, "\"" + name + "\"");
  }

  String module() {
    return module;
  }

  /** Whether it holds; the folder takes the files of the proof. */
  boolean holds(Path folder, Path library) throws IOException {
    String defines =
        macros.entrySet().stream()
            .map(macro -> "`define " + macro.getKey() + " " + macro.getValue() + "\n")
            .collect(Collectors.joining());
    String text = Files.readString(HdlTools.FORMAL.resolve(property + ".v"));
    Files.writeString(folder.resolve("property.v"), defines + text);
    for (Map.Entry<String, List<String>> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    String settings =
        parameters.entrySet().stream()
            .map(entry -> " -chparam " + entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining());
    List<String> script = new ArrayList<>();
    script.add("read_verilog -formal -defer property.v " + library + "/*.v");
    script.add("hierarchy -top " + property + settings);
    script.addAll(Files.readAllLines(HdlTools.FORMAL.resolve("aiger.ys")));
    Files.write(folder.resolve("property.ys"), script);
    ToolRun.require(folder, List.of("yosys", "-q", "property.ys"));
    String verdict =
        ToolRun.require(
                folder, List.of("yosys-abc", "-c", "read_aiger property.aig; fold; strash; pdr"))
            .output();
    boolean proved = verdict.contains("Property proved.");
    boolean refuted = verdict.contains("was asserted in frame");
    if (proved == refuted) {
      throw new IllegalStateException("no verdict on " + this + ":\n" + verdict);
    }
    return proved;
  }

  @Override
  public String toString() {
    return module
        + ", "
        + property
        + parameters.entrySet().stream()
            .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }
}
