package dev.bnn.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Finds messages in a stream of bytes that may hold noise and damage.
 *
 * <p>A start byte counts only with a type that there is and that type's length. If the CRC is wrong
 * after that, the start was a false one or the message is damaged: the search goes on one byte
 * after it, so that no true message is lost that begins inside.
 */
final class MessageReader {
  private final IntFunction<OptionalInt> lengths;
  private byte[] buffer = new byte[256];
  private int first; // of the bytes not yet looked at
  private int end;
  private long damaged;

  /**
   * A reader.
   *
   * @param lengths bytes of the payload by type 0…255; empty if there is no such type
   */
  MessageReader(IntFunction<OptionalInt> lengths) {
    this.lengths = lengths;
  }

  /** Takes bytes as they came. */
  void feed(byte[] bytes) {
    if (end + bytes.length > buffer.length) {
      int kept = end - first;
      byte[] larger = new byte[Math.max(buffer.length, 2 * (kept + bytes.length))];
      System.arraycopy(buffer, first, larger, 0, kept);
      buffer = larger;
      first = 0;
      end = kept;
    }
    System.arraycopy(bytes, 0, buffer, end, bytes.length);
    end += bytes.length;
  }

  /** The next message; empty if more bytes are needed. */
  Optional<Message> next() {
    while (first < end) {
      if (buffer[first] != Message.START) {
        first++;
        continue;
      }
      if (end - first < 2) {
        return Optional.empty();
      }
      int type = Byte.toUnsignedInt(buffer[first + 1]);
      OptionalInt length = lengths.apply(type);
      if (length.isPresent() && end - first < Message.HEADER) {
        return Optional.empty();
      }
      if (length.isEmpty() || statedLength() != length.getAsInt()) {
        first++;
        continue;
      }
      int size = Message.FRAME + length.getAsInt();
      if (end - first < size) {
        return Optional.empty();
      }
      if (isWhole(length.getAsInt())) {
        byte[] payload =
            Arrays.copyOfRange(buffer, first + Message.HEADER, first + size - Integer.BYTES);
        Message message = new Message(type, buffer[first + 2], payload);
        first += size;
        return Optional.of(message);
      }
      damaged++;
      first++;
    }
    return Optional.empty();
  }

  /** The next message if no more bytes come: one that is not whole was none, or is lost. */
  Optional<Message> nextAfterSilence() {
    while (first < end) {
      first++;
      Optional<Message> message = next();
      if (message.isPresent()) {
        return message;
      }
    }
    return Optional.empty();
  }

  /** Forgets what came so far. */
  void clear() {
    first = 0;
    end = 0;
  }

  /** What looked like a message so far but had a wrong CRC. */
  long damaged() {
    return damaged;
  }

  private int statedLength() {
    return Short.toUnsignedInt(littleEndian().getShort(first + 3));
  }

  private boolean isWhole(int length) {
    return littleEndian().getInt(first + Message.HEADER + length)
        == Message.crc(buffer, first, length);
  }

  private ByteBuffer littleEndian() {
    return ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
  }
}
