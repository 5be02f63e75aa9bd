package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Messages in a stream of bytes, whatever else is in it. */
class MessageReaderTest {
  private static final Contract.LinkTerms TERMS =
      new Contract.LinkTerms(Contract.LinkKind.UART, 3000000, 98, 4, 6, 50000);
  private static final Message FIRST = new Message(MessageType.RESULT, 1, new byte[] {7, 0, 0, 0});
  private static final Message SECOND =
      new Message(MessageType.READ_DONE, 2, new byte[] {(byte) 0xB2, (byte) 0x81, 3, 4});

  @Test
  void messages_are_found_however_the_bytes_are_cut() {
    byte[] stream = join(FIRST.toBytes(), SECOND.toBytes());
    for (int cut = 0; cut <= stream.length; cut++) {
      MessageReader reader = reader();
      List<Message> found = new ArrayList<>();
      for (byte[] piece :
          List.of(Arrays.copyOf(stream, cut), Arrays.copyOfRange(stream, cut, stream.length))) {
        reader.feed(piece);
        found.addAll(all(reader));
      }
      assertThat(found).as("cut at %d", cut).containsExactly(FIRST, SECOND);
    }
  }

  @Test
  void bytes_between_messages_are_ignored() {
    MessageReader reader = reader();
    reader.feed(join(new byte[] {0, 1, (byte) 0xFF}, FIRST.toBytes(), new byte[5]));
    reader.feed(SECOND.toBytes());
    assertThat(all(reader)).containsExactly(FIRST, SECOND);
    assertThat(reader.damaged()).isZero();
  }

  @Test
  void a_true_message_that_begins_inside_a_damaged_one_is_found() {
    byte[] broken = Arrays.copyOf(FIRST.toBytes(), 7); // its end never came
    MessageReader reader = reader();
    reader.feed(join(broken, SECOND.toBytes()));
    assertThat(all(reader)).containsExactly(SECOND);
    assertThat(reader.damaged()).isEqualTo(1);
  }

  @Test
  void a_length_that_the_type_does_not_have_is_no_message() {
    byte[] huge = {(byte) 0xB2, (byte) 0x81, 0, (byte) 0xFF, (byte) 0xFF};
    byte[] request = new Message(MessageType.READ, 0, new byte[2]).toBytes();
    MessageReader reader = reader();
    reader.feed(join(huge, request, SECOND.toBytes()));
    assertThat(all(reader)).containsExactly(SECOND);
    assertThat(reader.damaged()).isZero();
  }

  @Test
  void a_start_without_an_end_hides_a_message_only_until_silence() {
    MessageReader reader = reader();
    byte[] start =
        Arrays.copyOf(new Message(MessageType.PATTERN_DONE, 0, new byte[8]).toBytes(), 6);
    Message reset = new Message(MessageType.RESET_DONE, 9, new byte[0]);
    reader.feed(join(start, reset.toBytes()));
    assertThat(reader.next()).isEmpty();
    assertThat(reader.nextAfterSilence()).contains(reset);
    assertThat(reader.nextAfterSilence()).isEmpty();
  }

  @Test
  void clearing_forgets_what_came() {
    MessageReader reader = reader();
    reader.feed(Arrays.copyOf(FIRST.toBytes(), 12));
    reader.clear();
    reader.feed(new byte[] {FIRST.toBytes()[12]});
    assertThat(all(reader)).isEmpty();
  }

  @Test
  void every_whole_message_is_found_in_noise_and_nothing_else() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      List<Message> sent = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        stream.writeBytes(noise(random));
        byte[] payload = new byte[4];
        random.nextBytes(payload);
        Message message = new Message(MessageType.RESULT, random.nextInt(256), payload);
        byte[] bytes = message.toBytes();
        if (random.nextInt(4) == 0) { // damaged, or cut off
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          bytes = Arrays.copyOf(bytes, random.nextInt(1, bytes.length + 1));
        } else {
          sent.add(message);
        }
        stream.writeBytes(bytes);
      }
      MessageReader reader = reader();
      List<Message> found = new ArrayList<>();
      byte[] bytes = stream.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + random.nextInt(1, 40));
        reader.feed(Arrays.copyOfRange(bytes, at, end));
        found.addAll(all(reader));
        at = end;
      }
      for (Optional<Message> m = reader.nextAfterSilence();
          m.isPresent();
          m = reader.nextAfterSilence()) {
        found.add(m.get());
        found.addAll(all(reader));
      }
      assertThat(found).as("seed %d", seed).isEqualTo(sent);
    }
  }

  /** Bytes that look like the beginning of a message now and then. */
  private static byte[] noise(SplittableRandom random) {
    byte[] noise = new byte[random.nextInt(20)];
    random.nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      if (random.nextInt(4) == 0) {
        noise[i] = Message.START;
      }
    }
    return random.nextBoolean() ? noise : join(noise, Arrays.copyOf(FIRST.toBytes(), 5));
  }

  private static MessageReader reader() {
    return new MessageReader(code -> MessageType.answerLength(TERMS, code));
  }

  private static List<Message> all(MessageReader reader) {
    List<Message> messages = new ArrayList<>();
    reader.next().ifPresent(messages::add);
    if (!messages.isEmpty()) {
      messages.addAll(all(reader));
    }
    return messages;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
