package dev.bnn.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** A message between host and board, either way (docs/link.md). Immutable. */
final class Message {
  static final int START = 0xB2;
  static final int HEADER_BYTES = 5;
  static final int CRC_BYTES = 4;
  static final int FRAME_BYTES = HEADER_BYTES + CRC_BYTES;

  static final int IMAGE = 0x01;
  static final int READ = 0x02;
  static final int WRITE = 0x03;
  static final int RESET = 0x04;
  static final int PATTERN = 0x05;

  /** What an answer's type has in addition. */
  static final int ANSWER = 0x80;

  static final int ERROR = 0xFF;

  private final int type;
  private final int tag;
  private final byte[] payload;

  Message(int type, int tag, byte[] payload) {
    this.type = type;
    this.tag = tag;
    this.payload = payload.clone();
  }

  int type() {
    return type;
  }

  int tag() {
    return tag;
  }

  byte[] payload() {
    return payload.clone();
  }

  /** 32 bits of the payload. */
  int word(int index) {
    return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * index);
  }

  /** As it travels. */
  byte[] toBytes() {
    byte[] bytes = new byte[payload.length + FRAME_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) START).put((byte) type).put((byte) tag).putShort((short) payload.length);
    buffer.put(payload);
    buffer.putInt(crc(bytes, 1, bytes.length - CRC_BYTES - 1));
    return bytes;
  }

  static int crc(byte[] bytes, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  @Override
  public String toString() {
    return String.format("message 0x%02X, tag %d, %d bytes", type, tag, payload.length);
  }
}
