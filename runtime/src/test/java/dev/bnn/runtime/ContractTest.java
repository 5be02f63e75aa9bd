package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host reads of host-runtime.json, and what it says of a file that is not as it must be. */
class ContractTest {
  @TempDir Path folder;

  @Test
  void it_reads_what_a_host_needs() {
    TestBundle bundle = TestBundle.small(1);
    Contract contract = bundle.contract();
    assertThat(contract.networkHash()).isEqualTo(bundle.network().hash());
    assertThat(contract.input().image()).isEqualTo(new Shape(1, 5, 4));
    assertThat(contract.input().bytes()).isEqualTo(20);
    assertThat(contract.output()).isEqualTo(new Contract.Output(false, 1));
    assertThat(contract.classes()).hasSize(6).startsWith("class 0");
    assertThat(contract.target())
        .isEqualTo(
            new Contract.Target("icebreaker", "ice40-up5k", java.util.Optional.of("iCEBreaker")));
    assertThat(contract.link())
        .contains(new Contract.LinkTerms(Contract.LinkKind.UART, 3000000, 20, 4, 6, 5000));
    assertThat(contract.register("SCRATCH"))
        .isEqualTo(new Contract.Register("SCRATCH", 0xC, Contract.Access.READ_WRITE, 0));
    assertThat(contract.registers()).hasSize(25);
    assertThat(contract.vectors()).hasSize(3);
  }

  @Test
  void a_folder_that_is_no_bundle_is_told_from_a_damaged_one() throws IOException {
    assertThatThrownBy(() -> Contract.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder
                + " is no bundle: there is no host-runtime.json in it; bnn export MODEL --fpga DIR"
                + " makes one");
    Files.writeString(folder.resolve("host-runtime.json"), "{ \"format\": ");
    assertThatThrownBy(() -> Contract.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder + "/host-runtime.json is damaged: not JSON: ")
        .hasMessageEndingWith(": export the bundle again");
    Files.writeString(folder.resolve("host-runtime.json"), "");
    assertThatThrownBy(() -> Contract.read(folder)).hasMessageContaining("it holds no object");
  }

  @Test
  void another_version_is_named() {
    assertRefused(
        json -> json.put("version", 2),
        "is of version 2, but this bnn reads version 3: export the bundle again");
  }

  @Test
  void what_is_missing_or_does_not_fit_is_named() {
    assertRefused(json -> json.remove("timing"), "is damaged: the file lacks 'timing'");
    assertRefused(
        json -> json.withObject("/link").put("window", "six"),
        "is damaged: 'window' of 'link' is not an integer");
    assertRefused(
        json -> json.withObject("/link").put("imageBytes", 21),
        "is damaged: 'imageBytes' is 21 for images of 20 bytes, of at most 65535");
    assertRefused(
        json -> json.withObject("/input").put("beats", 6),
        "is damaged: 6 beats of 4 values for an image of 20");
    assertRefused(
        json -> json.withObject("/selfTest").putArray("vectors"),
        "is damaged: 'selfTest' has no vectors");
    assertRefused(
        json -> json.withObject("/selfTest").remove("pattern"),
        "is damaged: 'selfTest' lacks 'pattern'");
    assertRefused(
        json -> json.withObject("/link").put("protocol", 2),
        "is damaged: it speaks protocol 2, but this bnn speaks protocol 1");
  }

  @Test
  void words_of_a_damaged_file_stay_on_one_short_line() {
    String long_ = "\n\u001b[31m".repeat(1000);
    assertThatThrownBy(() -> read(json -> json.withObject("/output").put("kind", long_)))
        .message()
        .doesNotContain("\n", "\u001b")
        .hasSizeLessThan(600);
  }

  @Test
  void a_bundle_without_a_link_is_read_but_is_not_for_a_board() throws IOException {
    Contract contract =
        read(
            json -> {
              json.remove("link");
              json.withObject("/target").put("word", "generic").remove("board");
            });
    assertThat(contract.link()).isEmpty();
    assertThatThrownBy(contract::requireLink)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the bundle of generated for generic is not for a board: export it with --target"
                + " hx8k|icebreaker");
  }

  private void assertRefused(Consumer<ObjectNode> change, String message) {
    assertThatThrownBy(() -> read(change))
        .isInstanceOf(IOException.class)
        .message()
        .startsWith(folder + "/host-runtime.json " + message);
  }

  private Contract read(Consumer<ObjectNode> change) throws IOException {
    TestBundle bundle = TestBundle.small(1);
    change.accept(bundle.json());
    return Contract.read(bundle.write(folder));
  }
}
