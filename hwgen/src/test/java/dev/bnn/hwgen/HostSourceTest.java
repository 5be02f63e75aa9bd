package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The host in C: right answers or a clear error from any board, and a program that says so. */
class HostSourceTest {
  /** Of the package of g++, which {@link ExternalTool} knows. */
  private static final String COMPILER = "gcc";

  private static final Path TESTS = Path.of("src/test/c").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final HostContract DIGITS =
      HostContract.of(new Shape(1, 28, 28), "binary", StreamKind.BITS, false, false, 8);

  @TempDir Path folder;

  static Stream<Arguments> contracts() {
    Shape colours = new Shape(3, 5, 7);
    Shape map = new Shape(2, 4, 6);
    return Stream.of(
        Arguments.of("digits over UART", DIGITS),
        Arguments.of(
            "levels, spare bits, SPI",
            HostContract.of(colours, "thermometer:3", StreamKind.BITS, false, true, 9)),
        Arguments.of(
            "bytes, scores", HostContract.of(map, "pixels", StreamKind.BYTES, true, false, 3)),
        Arguments.of(
            "bytes that the board encodes, scores, SPI",
            HostContract.of(map, "binary", StreamKind.BYTES, true, true, 1)),
        Arguments.of(
            "wide beats",
            HostContract.of(map, "thermometer:5", StreamKind.BITS, false, false, 120)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contracts")
  void no_board_makes_the_host_wrong_or_hang(String name, HostContract contract)
      throws IOException {
    writeHost(contract);
    writeVectors(contract);
    compile(contract, List.of("-std=c99"), "host_test.c", "fake_board.c");
    ToolRun run = ToolRun.run(folder, List.of("./host_test", "vectors.txt"), LIMIT);
    assertThat(run.output()).matches("checks=\\d{4,} bad=0\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void the_program_prints_what_images_are() throws IOException {
    byte[] images = buildProgram(DIGITS, 600);
    List<String> names = names(images);
    assertThat(serve("pty", "none", "PTY", "images.raw")).isEqualTo(printed(names));
    assertThat(serve("pty", "none", "PTY", "--idx", "images.idx")).isEqualTo(printed(names));
    assertThat(serve("pty", "corrupt-answer", "PTY", "--count", "300", "images.raw", "images.raw"))
        .isEqualTo(printed(names.subList(0, 300)));
    assertThat(serve("pipe", "none", "-", "images.raw")).isEqualTo(printed(names));
    assertThat(serve("pipe", "lost-byte", "-", "--out", "out.txt", "images.raw"))
        .isEqualTo(new ToolRun(0, ""));
    assertThat(folder.resolve("out.txt")).hasContent(String.join("\n", names) + "\n");
    assertThat(serve("pty", "none", "PTY", "--index", "--count", "1", "--benchmark", "images.raw"))
        .isEqualTo(
            new ToolRun(
                0,
                DIGITS.classes().indexOf(names.get(0))
                    + "\n200.00 cycles per image, 500000 images per second at 100 MHz\n"));
  }

  @Test
  void the_program_says_in_a_line_why_it_fails() throws IOException {
    buildProgram(DIGITS, 3);
    Files.write(folder.resolve("odd.raw"), new byte[785]);
    Files.write(folder.resolve("empty.raw"), new byte[0]);
    Files.write(folder.resolve("packed.idx"), HexFormat.of().parseHex("1f8b" + "00".repeat(20)));
    Files.write(
        folder.resolve("labels.idx"), HexFormat.of().parseHex("00000801" + "00".repeat(20)));
    Files.write(folder.resolve("short.idx"), idx(new byte[784], 2));
    assertThat(serve("pty", "none", "PTY", "odd.raw"))
        .isEqualTo(failed("odd.raw: ends within an image"));
    assertThat(serve("pty", "none", "PTY", "empty.raw"))
        .isEqualTo(failed("empty.raw: holds no image"));
    assertThat(serve("pty", "none", "PTY", "none.raw"))
        .isEqualTo(failed("none.raw: No such file or directory"));
    assertThat(serve("pty", "none", "PTY", "--idx", "packed.idx"))
        .isEqualTo(failed("packed.idx: is compressed: gunzip it first"));
    assertThat(serve("pty", "none", "PTY", "--idx", "labels.idx"))
        .isEqualTo(failed("labels.idx: holds no images as IDX (0x00000803)"));
    assertThat(serve("pty", "none", "PTY", "--idx", "short.idx").output())
        .contains("classify: short.idx: has fewer images than its header says\n");
    assertThat(serve("pipe", "silent", "-", "images.raw"))
        .isEqualTo(failed("-: the board does not answer: check power, cable, speed and bitstream"));
    assertThat(serve("pipe", "gone", "-", "images.raw"))
        .isEqualTo(failed("-: the wire failed: is the board still connected?"));
    assertThat(serve("pipe", "wrong-hash", "-", "images.raw"))
        .isEqualTo(failed("-: the board has another network: load this bundle's bitstream"));
    assertThat(run("/dev/null", "images.raw")).isEqualTo(failed("/dev/null: is no serial device"));
    assertThat(serve("pty", "none", "PTY", "--baud", "12345", "images.raw"))
        .isEqualTo(failed("12345 baud: this system's termios has no such speed"));
  }

  static Stream<List<String>> wrongArguments() {
    return Stream.of(
        List.of(),
        List.of("-"),
        List.of("-", "--baud"),
        List.of("-", "--baud", "fast", "a"),
        List.of("-", "--count", "0", "a"),
        List.of("-", "--count", "-1", "a"),
        List.of("-", "--loud", "a"),
        List.of("-", "--loud", "1", "a"),
        List.of("-", "--idx", "a", "b"));
  }

  @Test
  void wrong_arguments_are_told_apart() throws IOException {
    buildProgram(DIGITS, 1);
    for (List<String> words : wrongArguments().toList()) {
      ToolRun run = run(words.toArray(String[]::new));
      assertThat(run.exitCode()).as("%s", words).isEqualTo(2);
      assertThat(run.output()).startsWith("classify: ").contains("usage: ").hasLineCount(1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contracts")
  void the_makefile_builds_it(String name, HostContract contract) throws IOException {
    Tools.require(ExternalTool.CXX, ExternalTool.MAKE);
    writeHost(contract);
    assertThat(ToolRun.run(folder, List.of("make", "-s", "-C", "host"), LIMIT))
        .isEqualTo(new ToolRun(0, ""));
    assertThat(folder.resolve("host/classify")).isExecutable();
    assertThat(ToolRun.run(folder, List.of("make", "-s", "-C", "host", "clean"), LIMIT))
        .isEqualTo(new ToolRun(0, ""));
    assertThat(folder.resolve("host/classify")).doesNotExist();
  }

  @Test
  void the_files_have_the_numbers_of_the_contract_and_short_lines() throws IOException {
    Map<String, String> files = HostSource.write(DIGITS.json());
    assertThat(files)
        .containsOnlyKeys("host/Makefile", "host/bnn_host.c", "host/bnn_host.h", "host/classify.c");
    assertThat(files.get("host/bnn_host.h"))
        .contains("#define BNN_PAYLOAD_BYTES 98\n")
        .contains("#define BNN_WINDOW 6\n")
        .contains("#define BNN_BAUD 3000000\n")
        .contains("#define BNN_REG_ID 0x000u\n")
        // 6 · (98 + 4 + 18) bytes of 10 bits at 3 MHz take 2400 µs
        .contains("#define BNN_QUIET_MICROS 58651u\n");
    assertThat(files.values()).allSatisfy(text -> assertThat(text).doesNotContain("@CONTRACT@"));
    assertThat(files.values().stream().flatMap(String::lines))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("has no link: only a board has a host in C", root -> root.remove("link")),
        refusal("link.protocol is 2, known is 1", root -> link(root).put("protocol", 2)),
        refusal(
            "an image has 65536 bytes, a message 65535 at most",
            root -> link(root).put("imageBytes", 65536)),
        refusal("link.imageBytes is 97", root -> link(root).put("imageBytes", 97)),
        refusal("link.resultBytes is 8", root -> link(root).put("resultBytes", 8)),
        refusal("window must be a positive number", root -> link(root).put("window", 0)),
        refusal("baud must be a positive number", root -> link(root).remove("baud")),
        refusal(
            "selfTest.vectors is empty",
            root -> ((ObjectNode) root.get("selfTest")).putArray("vectors")));
  }

  private static Arguments refusal(String message, Consumer<ObjectNode> change) {
    return Arguments.of(message, change);
  }

  private static ObjectNode link(ObjectNode root) {
    return (ObjectNode) root.get("link");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void a_contract_of_another_kind_is_refused(String message, Consumer<ObjectNode> change)
      throws IOException {
    ObjectNode root = DIGITS.json();
    change.accept(root);
    assertThatThrownBy(() -> HostSource.write(root))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  // ---- files and programs

  private void writeHost(HostContract contract) throws IOException {
    for (Map.Entry<String, String> file : HostSource.write(contract.json()).entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private void writeVectors(HostContract contract) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    HexFormat hex = HexFormat.of();
    String lines =
        Stream.generate(() -> GeneratedNetworks.image(random, contract.network()))
            .limit(20)
            .map(image -> hex.formatHex(image) + " " + hex.formatHex(contract.pack(image)))
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(folder.resolve("vectors.txt"), lines);
  }

  /**
   * Compiles files of src/test/c, without a warning, and links them to what the first is called.
   */
  private void compile(HostContract contract, List<String> options, String... files)
      throws IOException {
    Tools.require(ExternalTool.CXX);
    List<String> command = new ArrayList<>(List.of(COMPILER));
    command.addAll(options);
    command.addAll(
        List.of("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-O1", "-g"));
    command.addAll(List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all"));
    command.addAll(contract.defines());
    command.addAll(List.of("-Ihost", "-I" + TESTS, "-o", files[0].replace(".c", "")));
    Arrays.stream(files).map(file -> find(file).toString()).forEach(command::add);
    assertThat(ToolRun.run(folder, command, LIMIT)).isEqualTo(new ToolRun(0, ""));
  }

  private Path find(String file) {
    Path own = folder.resolve("host").resolve(file);
    return Files.exists(own) ? own : TESTS.resolve(file);
  }

  /** Builds classify and a board for it, and writes images; returns their bytes. */
  private byte[] buildProgram(HostContract contract, int count) throws IOException {
    List<String> posix = List.of("-std=c99", "-D_DEFAULT_SOURCE", "-D_XOPEN_SOURCE=600");
    writeHost(contract);
    compile(contract, posix, "classify.c", "bnn_host.c");
    compile(contract, posix, "serve.c", "fake_board.c");
    SplittableRandom random = new SplittableRandom(4);
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      images.write(GeneratedNetworks.image(random, contract.network()));
    }
    Files.write(folder.resolve("images.raw"), images.toByteArray());
    Files.write(folder.resolve("images.idx"), idx(images.toByteArray(), count));
    return images.toByteArray();
  }

  private static byte[] idx(byte[] images, int count) {
    ByteBuffer file = ByteBuffer.allocate(16 + images.length);
    file.putInt(0x803).putInt(count).putInt(28).putInt(28).put(images);
    return file.array();
  }

  private static List<String> names(byte[] images) {
    List<String> names = new ArrayList<>();
    for (int at = 0; at < images.length; at += 784) {
      names.add(DIGITS.answerName(Arrays.copyOfRange(images, at, at + 784)));
    }
    return names;
  }

  private static ToolRun printed(List<String> names) {
    return new ToolRun(0, String.join("\n", names) + "\n");
  }

  private static ToolRun failed(String message) {
    return new ToolRun(1, "classify: " + message + "\n");
  }

  private ToolRun run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("./classify"));
    command.addAll(List.of(words));
    return ToolRun.run(folder, command, LIMIT);
  }

  private ToolRun serve(String wire, String fault, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("./serve", wire, fault, "20", "./classify"));
    command.addAll(List.of(words));
    return ToolRun.run(folder, command, LIMIT);
  }
}
