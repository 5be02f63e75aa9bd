package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the bundle: all files of a design, in memory first, so that no half bundle is written. */
public final class BundleGenerator {
  /** Images with golden vectors in a bundle; whole test sets are checked by {@code bnn verify}. */
  public static final int SAMPLE_IMAGES = 16;

  static final String FILE_LIST = "bnn_top.f";
  static final String MODEL = "model.bnn";

  private BundleGenerator() {}

  /**
   * The files of a bundle by name; the same network, plan and images give the same bytes.
   *
   * @param images sample images, (channels, height, width), for the golden vectors
   */
  public static SortedMap<String, byte[]> generate(
      BinaryNetwork network, HardwarePlan plan, List<byte[]> images) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    String top = TopWriter.write(network, plan);
    Map<String, String> library = RtlLibrary.closure(top);
    put(files, "rtl/" + TopWriter.MODULE + ".v", top);
    library.forEach((name, text) -> put(files, "rtl/" + name, text));
    put(files, FILE_LIST, fileList(library));
    MemoryWriter.write(network, plan).forEach((name, text) -> put(files, name, text));
    BenchWriter.files(network, plan).forEach((name, text) -> put(files, name, text));
    putVectors(files, network, plan, images);
    put(files, PlanFile.NAME, PlanFile.write(plan));
    put(files, FoldingFile.NAME, FoldingFile.write(plan));
    put(files, "Makefile", RtlLibrary.read("Makefile.bundle"));
    put(files, "README.md", BundleReadme.write(network, plan, images.size()));
    put(files, HostRuntimeFile.SCHEMA, RtlLibrary.read(HostRuntimeFile.SCHEMA));
    try {
      files.put(MODEL, ModelFile.toBytes(network));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory: cannot happen
    }
    put(files, HostRuntimeFile.NAME, HostRuntimeFile.write(network, plan, files));
    return files;
  }

  private static void put(Map<String, byte[]> files, String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** One list for every tool: library modules by name, the generated top last. */
  private static String fileList(Map<String, String> library) {
    StringBuilder list = new StringBuilder();
    library.keySet().forEach(name -> list.append("rtl/").append(name).append('\n'));
    return list.append("rtl/" + TopWriter.MODULE + ".v\n").toString();
  }

  private static void putVectors(
      Map<String, byte[]> files, BinaryNetwork network, HardwarePlan plan, List<byte[]> images) {
    Interpreter interpreter = new Interpreter(network);
    Map<String, StringBuilder> vectors = new TreeMap<>();
    for (byte[] image : images) {
      Trace trace = interpreter.run(image);
      VectorWriter.lines(network, plan, image, trace)
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
