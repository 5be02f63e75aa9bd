package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proofs about the library, for every input and all time; and that they can fail. */
class FormalTest {
  @TempDir Path folder;

  @BeforeEach
  void needs_yosys() {
    Tools.require(ExternalTool.YOSYS);
  }

  private static Stream<FormalCase> properties() {
    return FormalCases.all();
  }

  @ParameterizedTest
  @MethodSource("properties")
  void nothing_is_lost_repeated_changed_or_overtaken(FormalCase property) throws IOException {
    assertThat(property.holds(folder, HdlTools.RTL)).isTrue();
  }

  private static Stream<FormalCase> large() {
    return Stream.concat(FormalCases.large(), MapProofs.large());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("large")
  void larger_sizes_hold_too(FormalCase property) throws IOException {
    assertThat(property.holds(folder, HdlTools.RTL)).isTrue();
  }

  private static Stream<FormalCases.Refutation> refutations() {
    return Stream.concat(FormalCases.refutations().stream(), MapProofs.refutations().stream());
  }

  @ParameterizedTest
  @MethodSource("refutations")
  void a_fault_is_refuted(FormalCases.Refutation refutation) throws IOException {
    Path library = Files.createDirectory(folder.resolve("library"));
    refutation.fault().copyLibrary(library);
    assertThat(refutation.property().holds(folder, library)).isFalse();
  }

  // ------------------------------------------------------------------ popcount

  /** Trees as they are: every input, every weight, every threshold. */
  @Test
  void popcount_and_threshold_are_the_plain_loop() throws IOException {
    assertThat(provenPopcounts(HdlTools.RTL)).hasSize(48).doesNotContain(false);
  }

  @Test
  void a_wrong_popcount_is_refuted() throws IOException {
    Path library = Files.createDirectory(folder.resolve("library"));
    Mutation.of(
            "bnn_popcount",
            "operands[1] & operands[0], operands[1] ^",
            "operands[1] | operands[0], operands[1] ^",
            "or")
        .copyLibrary(library);
    assertThat(provenPopcounts(library)).contains(false);
  }

  private List<Boolean> provenPopcounts(Path library) throws IOException {
    List<String> tops =
        Stream.of(0, 1)
            .flatMap(
                compressors ->
                    IntStream.rangeClosed(1, 24)
                        .mapToObj(
                            n ->
                                "fv_popcount -chparam WIDTH "
                                    + n
                                    + " -chparam COMPRESSORS "
                                    + compressors))
            .toList();
    return prove(library, "fv_popcount", tops);
  }

  /** Larger trees by induction: one level, its parts being taken as right. */
  @Test
  void every_level_of_a_popcount_adds_its_parts() throws IOException {
    List<String> tops =
        IntStream.concat(IntStream.rangeClosed(4, 67), IntStream.of(128, 255, 256, 257, 784, 1024))
            .mapToObj(n -> "fv_popcount_node -chparam WIDTH " + n + " -chparam LOW " + lowPart(n))
            .toList();
    Path library = Files.createDirectory(folder.resolve("library"));
    Mutation.copy(library);
    replaceParts(library);
    assertThat(prove(library, "fv_popcount_node", tops)).hasSize(70).doesNotContain(false);

    Path broken = Files.createDirectory(folder.resolve("broken"));
    Mutation.of(
            "bnn_popcount",
            "{{(COUNT_WIDTH - LOW_COUNT_WIDTH){1'b0}}, low}",
            "low[LOW_COUNT_WIDTH-2:0]",
            "a carry is lost")
        .copyLibrary(broken);
    replaceParts(broken);
    assertThat(prove(broken, "fv_popcount_node", tops)).contains(false);
  }

  /** The largest 3·2^k that leaves something. */
  private static int lowPart(int n) {
    int low = 3;
    while (2 * low < n) {
      low *= 2;
    }
    return low;
  }

  private static void replaceParts(Path library) throws IOException {
    Path file = library.resolve("bnn_popcount.v");
    String text = Files.readString(file);
    String replaced = text.replace("bnn_popcount #(", "fv_popcount_part #(");
    assertThat(replaced).as("the parts of the tree").isNotEqualTo(text);
    Files.writeString(file, replaced);
  }

  /** One run for all: {@code ok} is 1 for every input of each of these tops. */
  private List<Boolean> prove(Path library, String file, List<String> tops) throws IOException {
    List<String> script = new ArrayList<>();
    script.add(
        "read_verilog -defer " + HdlTools.FORMAL.resolve(file + ".v") + " " + library + "/*.v");
    script.add("design -save library");
    for (String top : tops) {
      script.add("design -load library");
      script.add("hierarchy -top " + top);
      script.add("prep -flatten");
      script.add("sat -prove ok 1");
    }
    Files.write(folder.resolve("prove.ys"), script);
    String output = ToolRun.require(folder, List.of("yosys", "prove.ys")).output();
    return output
        .lines()
        .filter(line -> line.startsWith("SAT proof finished"))
        .map(line -> line.contains("SUCCESS"))
        .toList();
  }
}
