package dev.bnn.hwgen;

import java.util.List;
import java.util.Map;

/** One module with one set of parameters, what it is fed and what it must answer. */
interface UnitCase {
  /** A port of the module besides aclk. */
  record Port(String name, int width) {}

  /** The module of the library. */
  String module();

  /** Its parameters as Verilog writes them, but for the names of memory files. */
  String parameterText();

  List<Port> inputPorts();

  List<Port> outputPorts();

  /** File of {@code src/test/rtl} that is the bench, once the macros of {@link #macros} are set. */
  String bench();

  /**
   * Macros that make the bench this case's.
   *
   * @param prefix in front of the names of the files of {@link #files}
   */
  Map<String, String> macros(String prefix);

  /** Lines of the files it reads, by name without the prefix. */
  Map<String, List<String>> files();

  /**
   * What is wrong, if anything.
   *
   * @param run which of {@link UnitBench#RUNS}
   * @param result rest of the line RESULT that the bench printed
   */
  List<String> findFaults(UnitBench.Run run, String result);
}
