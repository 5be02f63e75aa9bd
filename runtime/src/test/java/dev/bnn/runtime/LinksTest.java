package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways to a board, and what is said when there is none. */
@Timeout(60)
class LinksTest {
  private final TestBundle bundle = TestBundle.small(9);

  @TempDir Path folder;

  @BeforeEach
  void writeBundle() throws IOException {
    bundle.write(folder);
  }

  @Test
  void an_unknown_word_is_told_those_there_are() {
    for (String word : List.of("usb", "serial", "serial:", "Software", "")) {
      assertThatThrownBy(() -> Links.open(word, folder, bundle.contract()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("unknown link '" + word + "': use software, simulation or serial:DEV");
    }
  }

  @Test
  void the_software_board_is_opened() throws IOException {
    try (Link link = Links.open("software", folder, bundle.contract())) {
      assertThat(link.name()).isEqualTo("software");
      link.write(new Message(MessageType.RESET, 3, new byte[0]).toBytes());
      assertThat(link.read(Duration.ZERO))
          .isEqualTo(new Message(MessageType.RESET_DONE, 3, new byte[0]).toBytes());
      assertThat(link.read(Duration.ofMillis(5))).isEmpty();
    }
  }

  @Test
  void a_port_that_is_not_there_is_told_with_those_there_are() {
    assertThatThrownBy(() -> Links.open("serial:/dev/ttyNone7", folder, bundle.contract()))
        .isInstanceOf(DeviceException.class)
        .message()
        .startsWith("serial:/dev/ttyNone7: no such port; there ")
        .doesNotContain("\n");
  }

  @Test
  void a_file_is_no_port() throws IOException {
    Path file = Files.writeString(folder.resolve("port"), "");
    assertThatThrownBy(() -> Links.open("serial:" + file, folder, bundle.contract()))
        .isInstanceOf(DeviceException.class)
        .message()
        .startsWith("serial:" + file + ": ")
        .doesNotContain("\n");
  }

  @Test
  void spi_needs_another_host() {
    bundle.json().withObject("/link").put("kind", "spi").put("maxClockHz", 7500000);
    assertThatThrownBy(() -> Links.open("serial:/dev/ttyUSB1", folder, bundle.contract()))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "serial:/dev/ttyUSB1: this bundle's board speaks SPI, which no serial port does: use"
                + " the C host on the computer that its SPI pins are wired to");
  }

  @Test
  void a_bundle_that_is_for_no_board_has_no_link() {
    bundle.json().remove("link");
    for (String word : List.of("software", "simulation", "serial:/dev/ttyUSB1")) {
      assertThatThrownBy(() -> Links.open(word, folder, bundle.contract()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not for a board: export it with --target hx8k|icebreaker");
    }
  }

  @Test
  void a_simulation_that_cannot_be_built_is_told_in_one_line() {
    assertThatThrownBy(() -> Links.open("simulation", folder, bundle.contract()))
        .isInstanceOf(DeviceException.class)
        .message()
        .startsWith("simulation: ")
        .doesNotContain("\n");
  }

  @Test
  void a_simulation_that_does_not_say_where_it_is_is_told() throws IOException {
    Files.writeString(folder.resolve("Makefile"), "board:\n\t@true\n");
    Path board = folder.resolve("obj_board").resolve("board");
    Files.createDirectories(board.getParent());
    Files.writeString(board, "#!/bin/sh\necho hello\n");
    assertThat(board.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> Links.open("simulation", folder, bundle.contract()))
        .isInstanceOf(DeviceException.class)
        .hasMessageStartingWith("simulation: the simulated board did not start: ");
  }

  @Test
  void a_program_is_a_board_by_its_standard_input_and_output() throws IOException {
    List<byte[]> images = bundle.images(new SplittableRandom(1), 100);
    Link link = ProcessLink.start("program", BoardProgram.command(folder.toString()), 1);
    try (Device device = Device.open(bundle.contract(), link, patient())) {
      assertThat(device.classify(images)).isEqualTo(bundle.answers(images));
    }
  }

  @Test
  void a_program_that_ends_is_told_with_its_last_words() throws IOException {
    Link link = ProcessLink.start("program", BoardProgram.command(folder + "/no-such-bundle"), 1);
    assertThatThrownBy(() -> Device.open(bundle.contract(), link, patient()))
        .isInstanceOf(DeviceException.class)
        .message()
        .startsWith("program: the board's program has ended")
        .doesNotContain("\n");
  }

  @Test
  void a_program_that_is_not_there_is_told() {
    assertThatThrownBy(() -> ProcessLink.start("program", List.of("no-such-program"), 1))
        .isInstanceOf(DeviceException.class)
        .hasMessage("program: cannot start no-such-program: is it installed?");
  }

  /** A JVM takes its time to start. */
  private static Device.Options patient() {
    return new Device.Options(Duration.ofSeconds(20), 1);
  }
}
