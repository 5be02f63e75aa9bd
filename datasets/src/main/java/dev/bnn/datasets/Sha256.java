package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over numbers and bytes; integers enter as four bytes, highest first. */
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Sha256 add(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return add(bytes.array());
  }

  Sha256 add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  Sha256 add(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
    return this;
  }

  Sha256 add(String ascii) {
    return add(ascii.getBytes(US_ASCII));
  }

  /** The hash of everything added, 32 bytes. */
  byte[] bytes() {
    return digest.digest();
  }

  /** The hash of everything added, 64 hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
