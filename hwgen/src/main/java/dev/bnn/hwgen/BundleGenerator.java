package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the bundle: all files of a design, in memory first, so that no half bundle is written. */
public final class BundleGenerator {
  /** Images with golden vectors in a bundle; whole test sets are checked by {@code bnn verify}. */
  public static final int SAMPLE_IMAGES = 16;

  static final String FILE_LIST = "bnn_top.f";
  static final String MODEL = "model.bnn";

  private BundleGenerator() {}

  /**
   * The files of a bundle by name; the same network, plan and images give the same bytes. Of a
   * board there is everything but the bitstream.
   *
   * @param images sample images, (channels, height, width), for the golden vectors
   */
  public static SortedMap<String, byte[]> generate(
      BinaryNetwork network, HardwarePlan plan, List<byte[]> images) {
    List<Trace> traces = traces(network, images);
    return withContract(network, plan, images, traces, sources(network, plan, images, traces));
  }

  /**
   * The files of a bundle for a board, with its bitstream; the same network, plan, images and
   * versions of the tools give the same bytes.
   *
   * @param images sample images, (channels, height, width), for the golden vectors
   * @param progress told what is begun
   * @throws ToolMissingException if a program is not installed
   * @throws BitstreamException if the design does not fit, or not at the clock
   */
  public static SortedMap<String, byte[]> generateWithBitstream(
      BinaryNetwork network, HardwarePlan plan, List<byte[]> images, Consumer<String> progress)
      throws IOException {
    List<Trace> traces = traces(network, images);
    SortedMap<String, byte[]> files = sources(network, plan, images, traces);
    files.putAll(BuildBitstream.build(network, plan, files, progress));
    return withContract(network, plan, images, traces, files);
  }

  private static List<Trace> traces(BinaryNetwork network, List<byte[]> images) {
    Interpreter interpreter = new Interpreter(network);
    return images.stream().map(interpreter::run).toList();
  }

  private static SortedMap<String, byte[]> withContract(
      BinaryNetwork network,
      HardwarePlan plan,
      List<byte[]> images,
      List<Trace> traces,
      SortedMap<String, byte[]> files) {
    List<SelfTest.Vector> vectors = SelfTest.vectors(network, plan, images, traces);
    ObjectNode contract = HostRuntimeFile.describe(network, plan, vectors);
    if (contract.has("link")) {
      HostSource.write(contract).forEach((name, text) -> put(files, name, text));
    }
    put(files, HostRuntimeFile.NAME, HostRuntimeFile.write(contract, files));
    return files;
  }

  /** All files of a bundle but its contract and what is made of that. */
  static SortedMap<String, byte[]> sources(
      BinaryNetwork network, HardwarePlan plan, List<byte[]> images, List<Trace> traces) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    String top = TopWriter.write(network, plan);
    Map<String, String> library = RtlLibrary.closure(top);
    put(files, "rtl/" + TopWriter.MODULE + ".v", top);
    library.forEach((name, text) -> put(files, "rtl/" + name, text));
    put(files, FILE_LIST, fileList(library.keySet(), TopWriter.MODULE));
    if (plan.options().target().board().isPresent()) {
      putBoard(files, plan, library);
    }
    MemoryWriter.write(network, plan).forEach((name, text) -> put(files, name, text));
    BenchWriter.files(network, plan).forEach((name, text) -> put(files, name, text));
    putVectors(files, network, plan, images, traces);
    put(files, PlanFile.NAME, PlanFile.write(plan));
    put(files, FoldingFile.NAME, FoldingFile.write(plan));
    put(files, "Makefile", BundleMakefile.write(plan));
    put(files, "README.md", BundleReadme.write(network, plan, images.size()));
    put(files, HostRuntimeFile.SCHEMA, RtlLibrary.read(HostRuntimeFile.SCHEMA));
    try {
      files.put(MODEL, ModelFile.toBytes(network));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory: cannot happen
    }
    return files;
  }

  private static void putBoard(
      Map<String, byte[]> files, HardwarePlan plan, Map<String, String> library) {
    String board = BoardWriter.write(plan);
    Map<String, String> modules = new TreeMap<>(library);
    modules.putAll(RtlLibrary.closure(board));
    modules.forEach((name, text) -> put(files, "rtl/" + name, text));
    put(files, "rtl/" + BoardWriter.MODULE + ".v", board);
    put(
        files,
        BoardWriter.FILE_LIST,
        fileList(modules.keySet(), TopWriter.MODULE, BoardWriter.MODULE));
    put(files, BoardWriter.PINS, BoardWriter.writePins(plan));
    for (String name : RtlLibrary.BOARD_SIMULATION) {
      put(files, "sim/" + name, RtlLibrary.read("sim/" + name));
    }
  }

  private static void put(Map<String, byte[]> files, String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** One list for every tool: library modules by name, generated ones last. */
  private static String fileList(Set<String> library, String... generated) {
    return Stream.concat(library.stream(), Stream.of(generated).map(module -> module + ".v"))
        .map(name -> "rtl/" + name + "\n")
        .collect(Collectors.joining());
  }

  private static void putVectors(
      Map<String, byte[]> files,
      BinaryNetwork network,
      HardwarePlan plan,
      List<byte[]> images,
      List<Trace> traces) {
    Map<String, StringBuilder> vectors = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      VectorWriter.lines(network, plan, images.get(i), traces.get(i))
          .forEach(
              (name, line) ->
                  vectors
                      .computeIfAbsent(name, n -> new StringBuilder())
                      .append(line)
                      .append('\n'));
    }
    vectors.forEach((name, text) -> put(files, name, text.toString()));
  }
}
