package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes of messages; expected ones by hand, CRCs by zlib. */
class MessageTest {
  @Test
  void messages_have_the_bytes_of_the_page() {
    assertThat(hex(MessageType.RESET, 7)).isEqualTo("b2 04 07 0000 ce5e69ab");
    assertThat(hex(MessageType.READ, 0x2A, 0x20, 0)).isEqualTo("b2 02 2a 0200 2000 24dbf648");
    assertThat(hex(MessageType.RESULT, 255, 7, 0, 0, 0))
        .isEqualTo("b2 81 ff 0400 07000000 b26ac36e");
    assertThat(hex(MessageType.WRITE, 0, 8, 0, 1, 0, 0, 0))
        .isEqualTo("b2 03 00 0600 080001000000 fa3f3d9a");
  }

  @Test
  void words_of_a_payload_are_little_endian() {
    byte[] payload = HexFormat.of().parseHex("73320000efbeadde");
    Message message = new Message(MessageType.PATTERN_DONE, 1, payload);
    assertThat(HexFormat.of().formatHex(message.toBytes()))
        .isEqualTo("b28501080073320000efbeaddea0dcd577");
    assertThat(message.word(0)).isEqualTo(12915);
    assertThat(message.word(1)).isEqualTo(0xDEADBEEF);
    assertThat(Message.words(12915, 0xDEADBEEF)).isEqualTo(payload);
  }

  @Test
  void an_answer_has_the_type_of_its_question_and_bit_7() {
    assertThat(MessageType.IMAGE.answer()).isEqualTo(MessageType.RESULT);
    assertThat(MessageType.PATTERN.answer()).isEqualTo(MessageType.PATTERN_DONE);
    assertThat(MessageType.RESULT.isAnswer()).isTrue();
    assertThat(MessageType.ERROR.isAnswer()).isTrue();
    assertThat(MessageType.RESET.isAnswer()).isFalse();
  }

  /** Start, type, tag, length, payload, CRC, with spaces between. */
  private static String hex(MessageType type, int tag, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    String hex = HexFormat.of().formatHex(new Message(type, tag, bytes).toBytes());
    String body = hex.substring(10, hex.length() - 8);
    return String.join(
        " ",
        (hex.substring(0, 2)
                + " "
                + hex.substring(2, 4)
                + " "
                + hex.substring(4, 6)
                + " "
                + hex.substring(6, 10)
                + " "
                + body
                + " "
                + hex.substring(hex.length() - 8))
            .split(" +"));
  }
}
