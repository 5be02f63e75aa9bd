package dev.bnn.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Finds the whole messages in a stream of bytes. Of one that is damaged only its start is thrown
 * away: that may have been noise, and the message may begin behind it.
 */
final class MessageReader {
  /** What a payload may be long, for a type; negative for a type there is not. */
  private final IntUnaryOperator payloadBytes;

  private byte[] held = new byte[1024];
  private int count;
  private long damaged;

  MessageReader(IntUnaryOperator payloadBytes) {
    this.payloadBytes = payloadBytes;
  }

  /** Adds what came. */
  void add(byte[] bytes, int length) {
    if (count + length > held.length) {
      held = Arrays.copyOf(held, 2 * (count + length));
    }
    System.arraycopy(bytes, 0, held, count, length);
    count += length;
  }

  /** Throws away what is held. */
  void clear() {
    count = 0;
  }

  /** Messages whose CRC was wrong, so far; noise may count. */
  long damaged() {
    return damaged;
  }

  /** The next whole message of what was added. */
  Optional<Message> next() {
    int at = 0;
    Optional<Message> found = Optional.empty();
    while (found.isEmpty() && at < count) {
      int needed = bytesNeeded(at);
      if (needed > count - at) {
        break;
      }
      if (needed == 0) {
        at++;
      } else if (isWhole(at, needed)) {
        int end = at + needed - Message.CRC_BYTES;
        byte[] payload = Arrays.copyOfRange(held, at + Message.HEADER_BYTES, end);
        found = Optional.of(new Message(held[at + 1] & 0xFF, held[at + 2] & 0xFF, payload));
        at += needed;
      } else {
        damaged++;
        at++;
      }
    }
    System.arraycopy(held, at, held, 0, count - at);
    count -= at;
    return found;
  }

  /** Bytes to be there to say more of the message that seems to begin; 0: none does. */
  private int bytesNeeded(int at) {
    if ((held[at] & 0xFF) != Message.START) {
      return 0;
    }
    if (count - at < 2) {
      return Message.HEADER_BYTES;
    }
    int length = payloadBytes.applyAsInt(held[at + 1] & 0xFF);
    if (length < 0) {
      return 0;
    }
    if (count - at < Message.HEADER_BYTES) {
      return Message.HEADER_BYTES;
    }
    boolean fits = ((held[at + 3] & 0xFF) | (held[at + 4] & 0xFF) << 8) == length;
    return fits ? length + Message.FRAME_BYTES : 0;
  }

  private boolean isWhole(int at, int length) {
    int covered = length - 1 - Message.CRC_BYTES;
    int sent = ByteBuffer.wrap(held).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 1 + covered);
    return Message.crc(held, at + 1, covered) == sent;
  }
}
