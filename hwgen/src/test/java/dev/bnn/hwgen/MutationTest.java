package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Is what checks the library worth something? Every fault of {@link Mutations} is put into a copy
 * of it, and the checks are tried from the cheapest on until one sees it. {@code docs/mutations.md}
 * is the list; {@code -Dapprove=true} writes it anew.
 */
class MutationTest {
  private static final Path TABLE = Path.of("../docs/mutations.md");
  private static final int PARALLEL = 2;

  /** Modules that are tested as parts of another one. */
  private static final Map<String, String> TESTED_IN =
      Map.ofEntries(
          Map.entry("bnn_gearbox", "bnn_width_converter"),
          Map.entry("bnn_lane_control", "bnn_dense"),
          Map.entry("bnn_pass_counter", "bnn_dense"),
          Map.entry("bnn_window_value", "bnn_window"),
          Map.entry("bnn_logic_rom", "bnn_rom"),
          Map.entry("bnn_compressor", "bnn_popcount"),
          Map.entry("bnn_pool_line", "bnn_max_pool"),
          Map.entry("bnn_frame_fill", "bnn_tagged_frames"),
          Map.entry("bnn_frame_filter", "bnn_tagged_frames"),
          Map.entry("bnn_dense_lanes", "bnn_dense"),
          Map.entry("bnn_input_lanes", "bnn_input_dense"),
          Map.entry("bnn_score_lanes", "bnn_scores"),
          Map.entry("bnn_frame_gate", "bnn_loader"));

  /** Modules of the host's side, which have one bench of their own. */
  private static final Set<String> REGISTERS =
      Set.of("bnn_axi_lite", "bnn_registers", "bnn_activity");

  /** Modules of writable weights, which a design is simulated for. */
  private static final Set<String> WRITABLE =
      Set.of(
          "bnn_axi_lite_fork",
          "bnn_bank_memory",
          "bnn_layer_memories",
          "bnn_loader",
          "bnn_frame_gate",
          "bnn_writable_layer");

  @TempDir Path folder;

  /** What was seen first. */
  private enum Detector {
    UNIT_BENCH("unit bench"),
    PROOF("proof"),
    SMALL_NETWORK("small network"),
    NONE("nothing");

    private final String word;

    Detector(String word) {
      this.word = word;
    }
  }

  @Test
  void faults_change_the_library_and_name_their_place() throws IOException {
    List<Mutation> mutations = Mutations.all();
    assertThat(mutations).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
    for (Mutation mutation : mutations) {
      assertThat(mutation.changedText()).isNotBlank();
    }
    try (Stream<Path> files = Files.list(HdlTools.RTL)) {
      assertThat(mutations)
          .extracting(Mutation::module)
          .containsAll(files.map(f -> f.getFileName().toString().replace(".v", "")).toList());
    }
  }

  @Tag("slow")
  @Test
  void every_fault_is_seen() throws Exception {
    Tools.require(ExternalTool.ICARUS, ExternalTool.YOSYS);
    List<Mutation> mutations = Mutations.all();
    ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
    List<Future<Detector>> verdicts = new ArrayList<>();
    try {
      for (int i = 0; i < mutations.size(); i++) {
        Mutation mutation = mutations.get(i);
        Path place = Files.createDirectory(folder.resolve("fault" + i));
        Callable<Detector> search = () -> findDetector(mutation, place);
        verdicts.add(pool.submit(search));
      }
      List<String> lines = new ArrayList<>();
      List<Mutation> survivors = new ArrayList<>();
      List<Mutation> harmless = mutations.stream().filter(m -> m.harmless().isPresent()).toList();
      for (int i = 0; i < mutations.size(); i++) {
        Detector detector = verdictOf(verdicts.get(i), mutations.get(i));
        lines.add(row(mutations.get(i), detector));
        if (detector == Detector.NONE) {
          survivors.add(mutations.get(i));
        }
      }
      checkTable(lines);
      assertThat(survivors).containsExactlyElementsOf(harmless);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Detector verdictOf(Future<Detector> verdict, Mutation mutation)
      throws InterruptedException {
    try {
      return verdict.get();
    } catch (ExecutionException e) {
      throw new AssertionError(mutation + ": " + e.getCause().getMessage(), e.getCause());
    }
  }

  private static Detector findDetector(Mutation mutation, Path place) throws IOException {
    Path library = Files.createDirectory(place.resolve("library"));
    mutation.copyLibrary(library);
    String tested = TESTED_IN.getOrDefault(mutation.module(), mutation.module());
    List<UnitCase> own =
        Stream.<UnitCase>concat(StreamCases.all(), CycleCases.all())
            .filter(test -> test.module().equals(tested))
            .toList();
    if (!own.isEmpty() && benchSees(place, library, own)) {
      return Detector.UNIT_BENCH;
    }
    if (REGISTERS.contains(mutation.module()) && RegisterTest.benchSees(place, library)) {
      return Detector.UNIT_BENCH;
    }
    if (mutation.module().equals("bnn_link") && LinkTest.sees(place, library)) {
      return Detector.UNIT_BENCH;
    }
    if (WRITABLE.contains(mutation.module()) && WritableDesignTest.sees(place, library)) {
      return Detector.UNIT_BENCH;
    }
    List<FormalCase> properties =
        FormalCases.all()
            .filter(p -> p.module().equals(mutation.module()) || p.module().equals(tested))
            .toList();
    for (FormalCase property : properties) {
      if (!property.holds(place, library)) {
        return Detector.PROOF;
      }
    }
    List<? extends UnitCase> network =
        StreamCases.all().filter(test -> test.module().equals("bnn_example")).toList();
    return benchSees(place, library, network) ? Detector.SMALL_NETWORK : Detector.NONE;
  }

  private static boolean benchSees(Path place, Path library, List<? extends UnitCase> cases)
      throws IOException {
    UnitBench bench = UnitBench.build(place, library, cases);
    for (UnitBench.Run run : UnitBench.Run.values()) {
      if (!bench.findFaults(run).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  // ------------------------------------------------------------------ the list

  private static String row(Mutation mutation, Detector detector) {
    return "| `"
        + mutation.module()
        + "` | "
        + mutation.what()
        + " | "
        + code(mutation.before())
        + " | "
        + code(mutation.after())
        + " | "
        + detector.word
        + mutation.harmless().map(why -> ": " + why).orElse("")
        + " |";
  }

  private static String code(String text) {
    String line = text.strip().replaceAll("\n *", " ");
    return line.isEmpty() ? "" : "`" + line.replace("|", "\\|") + "`";
  }

  private static void checkTable(List<String> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Faults the checks of the Verilog library see\n\n")
        .append(
            "Each line is a small fault put into a copy of the library, and the cheapest check ")
        .append("that sees it: the unit bench of\nthe module, the proof of its properties, or the ")
        .append(
            "simulation of a small network. One that nothing sees must be harmless. `MutationTest` tries them all and writes\n")
        .append("this list (`-Dall -Dtest=MutationTest -Dapprove=true`).\n\n")
        .append("| module | fault | instead of | is | seen by |\n|---|---|---|---|---|\n");
    rows.forEach(row -> text.append(row).append('\n'));
    if (Boolean.getBoolean("approve")) {
      Files.writeString(TABLE, text);
    }
    assertThat(Files.readString(TABLE)).isEqualTo(text.toString());
  }
}
