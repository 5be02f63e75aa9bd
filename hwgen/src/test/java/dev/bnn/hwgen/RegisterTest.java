package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registers: one table everywhere, and a bus that keeps the protocol. */
class RegisterTest {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final Path BENCH = HdlTools.BENCH.resolve("tb_bnn_registers.v");
  private static final String ALL_RIGHT = "RESULT cases=2750 bad=0";
  private static final String NO_HASH = "0".repeat(64);
  private static final Pattern TABLE = Pattern.compile("\\| offset \\| name \\|(.*\\n)(\\|.*\\n)+");
  private static final Path PAGE = Path.of("../docs/host-runtime.md");

  @TempDir Path folder;

  @Test
  void the_bus_keeps_the_protocol_and_every_register_does_what_the_map_says() throws IOException {
    Tools.require(ExternalTool.ICARUS);
    HdlTools.compile(folder, HdlTools.RTL, BENCH);
    for (int seed = 1; seed <= 4; seed++) {
      assertThat(HdlTools.simulate(folder, List.of("+seed=" + seed)).lines())
          .as("seed %d", seed)
          .containsExactly(ALL_RIGHT);
    }
  }

  /** Whether the bench sees what is wrong with the registers of a library. */
  static boolean benchSees(Path folder, Path library) throws IOException {
    HdlTools.compile(folder, library, BENCH);
    return !HdlTools.simulate(folder, List.of("+seed=1")).strip().equals(ALL_RIGHT);
  }

  @Test
  void the_addresses_of_the_rtl_are_those_of_the_map() throws IOException {
    Matcher address =
        Pattern.compile("localparam \\[11:0\\] (\\w+) += 12'h(\\w+);")
            .matcher(Files.readString(HdlTools.RTL.resolve("bnn_registers.v")));
    Map<String, Integer> rtl = new LinkedHashMap<>();
    while (address.find()) {
      rtl.put(address.group(1), Integer.parseInt(address.group(2), 16));
    }
    Map<String, Integer> map = new LinkedHashMap<>();
    RegisterMap.of(HASH).forEach(register -> map.put(register.name(), register.offset()));
    assertThat(rtl).containsExactlyEntriesOf(map);
  }

  @Test
  void registers_are_words_of_their_own_within_the_address_space() {
    List<Integer> offsets =
        RegisterMap.of(HASH).stream().map(RegisterMap.Register::offset).toList();
    assertThat(offsets).isSorted().doesNotHaveDuplicates();
    assertThat(offsets).allSatisfy(o -> assertThat(o % 4).isZero());
    assertThat(offsets).allSatisfy(o -> assertThat(o).isBetween(0, 0xFFC));
  }

  @Test
  void the_words_of_the_hash_read_in_order_are_the_hash() {
    StringBuilder hash = new StringBuilder();
    RegisterMap.of(HASH).stream()
        .filter(register -> register.name().startsWith("HASH_"))
        .forEach(register -> hash.append(String.format("%08x", register.reset())));
    assertThat(hash.toString()).isEqualTo(HASH);
  }

  /** The page is read by people, the table by everything else; -Dapprove=true writes it anew. */
  @Test
  void the_page_shows_the_map() throws IOException {
    String page = Files.readString(PAGE);
    String every = RegisterMap.markdown(RegisterMap.of(NO_HASH));
    String loader = RegisterMap.markdown(RegisterMap.ofLoader(NO_HASH));
    Matcher table = TABLE.matcher(page);
    assertThat(table.find()).isTrue();
    if (Boolean.getBoolean("approve")) {
      page = table.replaceFirst(Matcher.quoteReplacement(every));
      Matcher second = TABLE.matcher(page);
      assertThat(second.find()).isTrue();
      assertThat(second.find()).as("the loader's table").isTrue();
      page = page.substring(0, second.start()) + loader + page.substring(second.end());
      Files.writeString(PAGE, page);
    }
    assertThat(page).contains("\n" + every + "\n").contains("\n" + loader + "\n");
  }

  @Test
  void the_c_code_of_the_page_compiles_without_a_warning() throws IOException {
    Tools.require(ExternalTool.CXX);
    Matcher code =
        Pattern.compile("```c\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertThat(code.find()).isTrue();
    Files.writeString(folder.resolve("page.c"), code.group(1));
    List<String> command =
        List.of(
            ExternalTool.CXX.program(),
            "-x",
            "c",
            "-std=c99",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-c",
            "page.c");
    assertThat(ToolRun.run(folder, command)).isEqualTo(new ToolRun(0, ""));
  }
}
