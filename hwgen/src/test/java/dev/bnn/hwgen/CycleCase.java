package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One module with one set of parameters, and what its outputs must be cycle by cycle. */
final class CycleCase implements UnitCase {
  private static final Pattern RESULT = Pattern.compile("cycles=(\\d+) bad=(\\d+)");

  private final String module;
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, List<String>> memories = new LinkedHashMap<>();
  private final List<Port> inputs = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private final List<String> inputLines = new ArrayList<>();
  private final List<String> outputLines = new ArrayList<>();

  CycleCase(String module) {
    this.module = module;
  }

  CycleCase parameter(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** A memory file in the folder of the simulation, named by a parameter. */
  CycleCase memory(String parameter, List<String> lines) {
    memories.put(parameter, lines);
    return this;
  }

  CycleCase input(String name, int width) {
    inputs.add(new Port(name, width));
    return this;
  }

  CycleCase output(String name, int width) {
    outputs.add(new Port(name, width));
    return this;
  }

  /**
   * One cycle.
   *
   * @param values what is applied, in the order of the ports: boolean, int or BigInteger
   * @param expected what the outputs must be before the cycle ends; null where nobody looks
   */
  CycleCase cycle(List<?> values, List<?> expected) {
    inputLines.add(line(inputs, values));
    outputLines.add(line(outputs, expected));
    return this;
  }

  /** Binary, the first port in the lowest bits. */
  private static String line(List<Port> ports, List<?> values) {
    if (ports.size() != values.size()) {
      throw new IllegalArgumentException(values.size() + " values for " + ports);
    }
    StringBuilder line = new StringBuilder();
    for (int i = ports.size() - 1; i >= 0; i--) {
      line.append(bits(values.get(i), ports.get(i).width()));
    }
    return line.toString();
  }

  private static String bits(Object value, int width) {
    if (value == null) {
      return "x".repeat(width);
    }
    BigInteger number =
        value instanceof Boolean bit
            ? (bit ? BigInteger.ONE : BigInteger.ZERO)
            : value instanceof Integer small ? BigInteger.valueOf(small) : (BigInteger) value;
    BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    String digits = number.and(mask).toString(2);
    return "0".repeat(width - digits.length()) + digits;
  }

  @Override
  public String toString() {
    return module
        + parameters.entrySet().stream()
            .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }

  @Override
  public String module() {
    return module;
  }

  @Override
  public String parameterText() {
    return parameters.entrySet().stream()
        .map(entry -> "." + entry.getKey() + "(" + entry.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  @Override
  public List<Port> inputPorts() {
    return List.copyOf(inputs);
  }

  @Override
  public List<Port> outputPorts() {
    return List.copyOf(outputs);
  }

  @Override
  public String bench() {
    return "tb_cycle.v";
  }

  @Override
  public Map<String, String> macros(String prefix) {
    List<String> settings = new ArrayList<>();
    settings.add(parameterText());
    memories
        .keySet()
        .forEach(name -> settings.add("." + name + "(\"" + prefix + memoryFile(name) + "\")"));
    Map<String, String> macros = new LinkedHashMap<>();
    macros.put("DUT", module);
    macros.put("DUT_PARAMETERS", String.join(", ", settings));
    List<String> connections = new ArrayList<>();
    connect(connections, inputs, "in");
    connect(connections, outputs, "out");
    macros.put("DUT_PORTS", String.join(", ", connections));
    macros.put("INPUT", "\"" + prefix + "input.bin\"");
    macros.put("EXPECTED", "\"" + prefix + "expected.bin\"");
    macros.put("IN_WIDTH", Integer.toString(width(inputs)));
    macros.put("OUT_WIDTH", Integer.toString(width(outputs)));
    macros.put("CYCLES", Integer.toString(inputLines.size()));
    return macros;
  }

  private static void connect(List<String> connections, List<Port> ports, String bus) {
    int low = 0;
    for (Port port : ports) {
      connections.add(
          "." + port.name() + "(" + bus + "[" + (low + port.width() - 1) + ":" + low + "])");
      low += port.width();
    }
  }

  private static int width(List<Port> ports) {
    return ports.stream().mapToInt(Port::width).sum();
  }

  private static String memoryFile(String parameter) {
    return parameter.toLowerCase(Locale.ROOT) + ".mem";
  }

  @Override
  public Map<String, List<String>> files() {
    Map<String, List<String>> files = new LinkedHashMap<>();
    files.put("input.bin", inputLines);
    files.put("expected.bin", outputLines);
    memories.forEach((parameter, lines) -> files.put(memoryFile(parameter), lines));
    return files;
  }

  @Override
  public List<String> findFaults(UnitBench.Run run, String line) {
    Matcher result = RESULT.matcher(line);
    if (!result.find() || Integer.parseInt(result.group(1)) != inputLines.size()) {
      return List.of("did not finish: " + line);
    }
    return result.group(2).equals("0") ? List.of() : List.of(result.group(2) + " wrong cycles");
  }
}
