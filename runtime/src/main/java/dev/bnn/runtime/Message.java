package dev.bnn.runtime;

import static dev.bnn.runtime.Checks.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** A message, in either direction (docs/link.md). Immutable. */
final class Message {
  /** The first byte of every message. */
  static final byte START = (byte) 0xB2;

  /** Bytes before the payload: start, type, tag, length. */
  static final int HEADER = 5;

  /** Bytes of a message beside its payload. */
  static final int FRAME = HEADER + 4;

  private final int type;
  private final int tag;
  private final byte[] payload;

  /**
   * A message.
   *
   * @param tag 0…255
   */
  Message(MessageType type, int tag, byte[] payload) {
    this(type.code(), tag, payload);
  }

  /** A message of any type. */
  Message(int type, int tag, byte[] payload) {
    check(payload.length <= 0xFFFF, "a payload of %d bytes", payload.length);
    this.type = type & 0xFF;
    this.tag = tag & 0xFF;
    this.payload = payload.clone();
  }

  /** Its type, 0…255. */
  int type() {
    return type;
  }

  /** Its tag, 0…255. */
  int tag() {
    return tag;
  }

  /** A copy of its payload. */
  byte[] payload() {
    return payload.clone();
  }

  boolean is(MessageType known, int expectedTag) {
    return type == known.code() && tag == expectedTag;
  }

  /** Word i of the payload, little-endian. */
  int word(int i) {
    return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * i);
  }

  /** As it goes over the wire. */
  byte[] toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(FRAME + payload.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(START)
            .put((byte) type)
            .put((byte) tag)
            .putShort((short) payload.length)
            .put(payload);
    return bytes.putInt(crc(bytes.array(), 0, payload.length)).array();
  }

  /** CRC-32 of type, tag, length and payload of the message that starts at {@code start}. */
  static int crc(byte[] bytes, int start, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, start + 1, HEADER - 1 + length);
    return (int) crc.getValue();
  }

  /** Bytes of words, little-endian. */
  static byte[] words(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Message that
        && type == that.type
        && tag == that.tag
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type + tag) + Arrays.hashCode(payload);
  }

  @Override
  public String toString() {
    return String.format("%02x:%02x:%s", type, tag, HexFormat.of().formatHex(payload));
  }
}
