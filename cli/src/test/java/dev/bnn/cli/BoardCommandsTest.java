package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.ExternalTool;
import dev.bnn.quantize.exec.Interpreter;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a trained network to a board, as far as there is none. */
class BoardCommandsTest {
  @TempDir Path folder;

  private Path export(Object... options) {
    Path bundle = folder.resolve("board");
    Object[] all = new Object[options.length + 5];
    System.arraycopy(
        new Object[] {"export", Trained.RUN, "--fpga", bundle, "--no-bitstream"}, 0, all, 0, 5);
    System.arraycopy(options, 0, all, 5, options.length);
    Execution.ofSuccess(all);
    return bundle;
  }

  private static void requireSimulation() {
    Tools.require(ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE);
  }

  // ------------------------------------------------------------------ the whole way

  @Test
  void a_board_in_software_classifies_the_test_set_as_the_network_does() throws IOException {
    Path bundle = export("--target", "icebreaker");
    JsonNode answer =
        Execution.ofSuccess(
                "run", bundle, "--link", "software", "--dataset", "digits", "--benchmark", "--json")
            .json();
    JsonNode dataset = answer.path("dataset");
    assertThat(dataset.path("images").asInt()).isEqualTo(359);
    assertThat(dataset.path("mismatches").asInt()).isZero();
    assertThat(answer.path("benchmark").path("cyclesPerImage").asDouble()).isEqualTo(256);
    assertThat(answer.path("statistics").path("retries").asInt()).isZero();
  }

  /** UART and SPI, bytes and bits, class and scores, through the pins of the board's RTL. */
  @ParameterizedTest
  @CsvSource({
    "--target icebreaker",
    "--target hx8k --wire spi --scores",
  })
  void a_simulated_board_classifies_as_the_network_does(String options) throws IOException {
    requireSimulation();
    Path bundle = export((Object[]) options.split(" "));
    JsonNode answer =
        Execution.ofSuccess(
                "run",
                bundle,
                "--link",
                "simulation",
                "--dataset",
                "digits",
                "--images",
                60,
                "--benchmark",
                "--json")
            .json();
    assertThat(answer.path("dataset").path("images").asInt()).isEqualTo(60);
    assertThat(answer.path("dataset").path("mismatches").asInt()).isZero();
    assertThat(answer.path("benchmark").path("cyclesPerImage").asDouble()).isEqualTo(256);
    assertThat(answer.path("statistics").path("retries").asInt()).isZero();
  }

  /** The whole test set by both hosts. */
  @Test
  @Tag("slow")
  void both_hosts_classify_all_digits_through_a_pseudo_terminal()
      throws IOException, InterruptedException {
    requireSimulation();
    Path bundle = export("--target", "icebreaker");
    LabeledImages images = Datasets.load("digits", Path.of("unused")).test();
    Interpreter interpreter = new Interpreter(Trained.network());
    List<String> expected =
        IntStream.range(0, images.size())
            .mapToObj(i -> "" + interpreter.run(images.image(i)).answer())
            .toList();
    assertThat(
            Execution.ofSuccess(
                    "run", bundle, "--link", "simulation", "--dataset", "digits", "--json")
                .json()
                .path("dataset")
                .path("mismatches")
                .asInt(-1))
        .isZero();
    assertThat(classifyInC(bundle, images)).isEqualTo(expected);
  }

  @Test
  void the_host_in_c_classifies_as_the_network_does() throws IOException, InterruptedException {
    requireSimulation();
    Path bundle = export("--target", "hx8k", "--stream", "bytes");
    LabeledImages images = Datasets.load("digits", Path.of("unused")).test().head(60);
    Interpreter interpreter = new Interpreter(Trained.network());
    List<String> expected =
        IntStream.range(0, images.size())
            .mapToObj(i -> "" + interpreter.run(images.image(i)).answer())
            .toList();
    assertThat(classifyInC(bundle, images)).isEqualTo(expected);
  }

  /** Through the pseudo-terminal of the simulated board. */
  private List<String> classifyInC(Path bundle, LabeledImages images)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < images.size(); i++) {
      bytes.writeBytes(images.image(i));
    }
    Path file = Files.write(folder.resolve("images.bin"), bytes.toByteArray());
    run(bundle, "make", "-s", "board");
    run(bundle, "make", "-s", "-C", "host");
    Process board =
        new ProcessBuilder(bundle.resolve("obj_board/board").toString(), "--pty")
            .directory(bundle.toFile())
            .start();
    try {
      String line =
          new BufferedReader(new InputStreamReader(board.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      assertThat(line).startsWith("PTY ");
      return run(
              bundle,
              "host/classify",
              line.substring(4),
              "--patience",
              "200",
              "--index",
              file.toString())
          .lines()
          .toList();
    } finally {
      board.destroyForcibly();
    }
  }

  private static String run(Path bundle, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(bundle.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  @Tag("slow")
  void netlist_and_bitstream_classify_as_the_network_does() throws IOException {
    Tools.require(ExternalTool.forBitstream().toArray(ExternalTool[]::new));
    Tools.require(ExternalTool.ICEBOX);
    requireSimulation();
    Path bundle = folder.resolve("board");
    Execution.ofSuccess("export", Trained.RUN, "--fpga", bundle, "--target", "hx8k");
    JsonNode answer =
        Execution.ofSuccess(
                "verify", bundle, "--stage", "netlist,bitstream", "--images", 200, "--json")
            .json();
    assertThat(answer.path("stages").findValuesAsText("verdict"))
        .containsExactly("agrees", "agrees");
  }

  // ------------------------------------------------------------------ wrong use

  @Test
  void a_bundle_that_is_not_for_a_board_cannot_be_run() {
    assertThat(Execution.of("run", Trained.BUNDLE, "--link", "software", "--benchmark").err())
        .contains("is not for a board: export it with --target hx8k|icebreaker");
  }

  @Test
  void a_link_must_be_one_that_there_is() {
    Path bundle = export("--target", "icebreaker");
    Execution unknown = Execution.of("run", bundle, "--link", "bluetooth", "--benchmark");
    assertThat(unknown.err()).contains("bluetooth", "software, simulation or serial:DEV");
    assertThat(unknown.status()).isEqualTo(2);
    Execution absent = Execution.of("run", bundle, "--link", "serial:/dev/nothing", "--benchmark");
    assertThat(absent.err()).contains("/dev/nothing");
    assertThat(absent.status()).isEqualTo(1);
  }

  @Test
  void wires_are_for_boards() {
    Execution refused =
        Execution.of(
            "export",
            Trained.RUN,
            "--fpga",
            folder.resolve("b"),
            "--target",
            "xcup",
            "--wire",
            "spi");
    assertThat(refused.err()).contains("--wire and --baud are for boards");
    assertThat(refused.status()).isEqualTo(2);
  }

  @Test
  void gates_are_verified_of_a_board_only() {
    Execution model = Execution.of("verify", Trained.RUN, "--stage", "netlist");
    assertThat(model.err()).contains("stages netlist and bitstream are of a bundle for a board");
    Execution bundle = Execution.of("verify", Trained.BUNDLE, "--stage", "bitstream");
    assertThat(bundle.out() + bundle.err()).contains("no board/bnn_board.bin");
    assertThat(bundle.status()).isEqualTo(1);
  }
}
