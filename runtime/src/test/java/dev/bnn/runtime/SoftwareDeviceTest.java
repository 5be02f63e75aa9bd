package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.IntVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board's side of docs/link.md. */
class SoftwareDeviceTest {
  private final TestBundle bundle = TestBundle.small(3);
  private final SoftwareDevice board = bundle.board();

  @Test
  void images_get_the_results_of_the_interpreter_with_their_tags() {
    List<byte[]> images = bundle.images(new SplittableRandom(1), 5);
    for (int i = 0; i < images.size(); i++) {
      byte[] payload = PackImage.pack(bundle.contract().input(), images.get(i));
      IntVector expected = bundle.expected(images.get(i));
      assertThat(say(MessageType.IMAGE, 0xF0 + i, payload))
          .containsExactly(
              new Message(MessageType.RESULT, 0xF0 + i, Message.words(expected.toArray())));
    }
  }

  @Test
  void every_register_has_its_reset_value() {
    for (Contract.Register register : bundle.contract().registers()) {
      assertThat(read(register.offset())).as(register.name()).isEqualTo(register.reset());
      assertThat(read(register.offset() + 3)).as(register.name()).isEqualTo(register.reset());
    }
  }

  @Test
  void registers_can_be_written_as_the_page_says() {
    for (Contract.Register register : bundle.contract().registers()) {
      boolean writable = List.of("CONTROL", "SCRATCH", "ERRORS").contains(register.name());
      assertThat(write(register.offset(), 0xFFFFFFF0))
          .as(register.name())
          .isEqualTo(
              writable
                  ? new Message(MessageType.WRITE_DONE, 1, new byte[0])
                  : error(1, ErrorCode.REGISTER));
    }
    assertThat(read(0x00C)).isEqualTo(0xFFFFFFF0L);
    assertThat(read(0x008)).as("other bits read 0").isZero();
    assertThat(say(MessageType.READ, 1, new byte[] {0x18, 0}))
        .containsExactly(error(1, ErrorCode.REGISTER));
    assertThat(write(0x018, 0)).isEqualTo(error(1, ErrorCode.REGISTER));
  }

  @Test
  void counters_count_frames_and_the_contracts_cycles() {
    byte[] payload = bundle.contract().vectors().get(0).payload();
    for (int i = 0; i < 3; i++) {
      say(MessageType.IMAGE, i, payload);
    }
    assertThat(read(0x044)).as("FRAMES_IN").isEqualTo(3);
    assertThat(read(0x048)).as("FRAMES_OUT").isEqualTo(3);
    assertThat(read(0x040)).as("CYCLES").isEqualTo(3 * TestBundle.CYCLES_PER_FRAME);
    assertThat(read(0x05C)).as("COUNTER_HIGH").isZero();
    assertThat(read(0x064)).as("LATENCY_MIN").isEqualTo(TestBundle.LATENCY);
    write(0x008, 2);
    assertThat(read(0x044)).as("FRAMES_IN in reset").isZero();
    assertThat(read(0x064)).as("LATENCY_MIN in reset").isEqualTo(0xFFFFFFFFL);
    say(MessageType.IMAGE, 0, payload);
    assertThat(read(0x048)).as("FRAMES_OUT in reset").isZero();
  }

  @Test
  void no_image_goes_through_while_the_data_path_is_in_reset() {
    write(0x008, 1);
    byte[] payload = bundle.contract().vectors().get(0).payload();
    assertThat(say(MessageType.IMAGE, 0, payload)).isEmpty();
    assertThat(say(MessageType.PATTERN, 0, Message.words(1))).isEmpty();
    assertThat(say(MessageType.RESET, 4, new byte[0]))
        .containsExactly(new Message(MessageType.RESET_DONE, 4, new byte[0]));
    assertThat(say(MessageType.IMAGE, 0, payload)).hasSize(1);
  }

  @Test
  void a_pattern_has_the_signature_of_its_results_and_the_contracts_cycles() {
    for (int images : List.of(1, 2, 16, 100)) {
      int cycles = TestBundle.LATENCY + (images - 1) * TestBundle.CYCLES_PER_FRAME;
      byte[] payload = Message.words(cycles, (int) bundle.signature(images));
      assertThat(say(MessageType.PATTERN, 9, Message.words(images)))
          .containsExactly(new Message(MessageType.PATTERN_DONE, 9, payload));
    }
    for (int images : List.of(0, 65536, -1)) {
      assertThat(say(MessageType.PATTERN, 9, Message.words(images)))
          .containsExactly(error(9, ErrorCode.RANGE));
    }
  }

  @Test
  void damage_is_answered_and_changes_nothing() {
    byte[] write = message(MessageType.WRITE, 7, new byte[] {0xC, 0, 1, 2, 3, 4});
    write[8] ^= 1;
    board.take(write);
    assertThat(answers()).containsExactly(error(7, ErrorCode.CRC));
    assertThat(read(0x00C)).isZero();
    byte[] image = message(MessageType.IMAGE, 8, bundle.contract().vectors().get(0).payload());
    image[9] ^= 1;
    board.take(image);
    assertThat(answers()).containsExactly(error(8, ErrorCode.CRC));
    assertThat(read(0x04C)).as("FRAMES_DROPPED").isEqualTo(1);
    assertThat(read(0x010)).as("ERRORS").isEqualTo(1);
    write(0x010, 1);
    assertThat(read(0x010)).as("ERRORS").isZero();
  }

  @Test
  void types_and_lengths_that_there_are_not_are_answered() {
    board.take(new Message(0x06, 5, new byte[0]).toBytes());
    board.take(new Message(MessageType.RESULT, 6, new byte[4]).toBytes());
    board.take(new Message(MessageType.READ, 7, new byte[3]).toBytes());
    assertThat(answers())
        .containsExactly(
            error(5, ErrorCode.TYPE), error(6, ErrorCode.TYPE), error(7, ErrorCode.LENGTH));
  }

  @Test
  void a_message_that_breaks_off_is_given_up_after_the_timeout() {
    byte[] read = message(MessageType.READ, 3, new byte[2]);
    for (int i = 0; i < read.length; i++) {
      board.take(new byte[] {read[i]});
      board.passTime(4_900_000);
    }
    assertThat(answers()).as("slow, but whole").hasSize(1);
    board.take(new byte[] {read[0], read[1], read[2], read[3]});
    board.passTime(4_900_000);
    assertThat(answers()).isEmpty();
    board.passTime(200_000);
    assertThat(answers()).containsExactly(error(3, ErrorCode.TIMEOUT));
    board.take(read);
    assertThat(answers()).hasSize(1);
  }

  @Test
  void a_model_of_another_network_is_refused(@TempDir Path folder) throws IOException {
    bundle.write(folder);
    assertThat(SoftwareDevice.open(folder, bundle.contract())).isNotNull();
    assertThatThrownBy(() -> SoftwareDevice.open(folder, TestBundle.small(4).contract()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.bnn is not the network of");
  }

  private long read(int address) {
    List<Message> answers =
        say(MessageType.READ, 2, new byte[] {(byte) address, (byte) (address >> 8)});
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).is(MessageType.READ_DONE, 2)).isTrue();
    return Integer.toUnsignedLong(answers.get(0).word(0));
  }

  private Message write(int address, int value) {
    byte[] word = Message.words(value);
    byte[] payload = {(byte) address, (byte) (address >> 8), word[0], word[1], word[2], word[3]};
    return say(MessageType.WRITE, 1, payload).get(0);
  }

  private List<Message> say(MessageType type, int tag, byte[] payload) {
    board.take(message(type, tag, payload));
    return answers();
  }

  private List<Message> answers() {
    List<Message> answers = new ArrayList<>();
    for (Optional<Message> next = board.poll(); next.isPresent(); next = board.poll()) {
      answers.add(next.get());
    }
    return answers;
  }

  private static byte[] message(MessageType type, int tag, byte[] payload) {
    return new Message(type, tag, payload).toBytes();
  }

  private static Message error(int tag, ErrorCode code) {
    return new Message(MessageType.ERROR, tag, new byte[] {(byte) code.code()});
  }
}
