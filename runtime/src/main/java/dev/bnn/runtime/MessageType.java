package dev.bnn.runtime;

import java.util.Optional;
import java.util.OptionalInt;

/** The types of messages (docs/link.md). */
enum MessageType {
  IMAGE(0x01),
  READ(0x02),
  WRITE(0x03),
  RESET(0x04),
  PATTERN(0x05),
  RESULT(0x81),
  READ_DONE(0x82),
  WRITE_DONE(0x83),
  RESET_DONE(0x84),
  PATTERN_DONE(0x85),
  ERROR(0xFF);

  private static final int ANSWER = 0x80;

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  /** The byte in a message, 0…255. */
  int code() {
    return code;
  }

  static Optional<MessageType> ofCode(int code) {
    for (MessageType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Whether the board says it. */
  boolean isAnswer() {
    return code >= ANSWER;
  }

  /** What answers a message of the host. */
  MessageType answer() {
    return ofCode(code | ANSWER).orElseThrow();
  }

  /** Bytes of its payload. */
  int length(Contract.LinkTerms terms) {
    return switch (this) {
      case IMAGE -> terms.imageBytes();
      case RESULT -> terms.resultBytes();
      case READ -> 2;
      case WRITE -> 6;
      case PATTERN, READ_DONE -> 4;
      case PATTERN_DONE -> 8;
      case RESET, WRITE_DONE, RESET_DONE -> 0;
      case ERROR -> 1;
    };
  }

  /** Bytes of the payload of an answer; empty if no answer has this type. */
  static OptionalInt answerLength(Contract.LinkTerms terms, int code) {
    return ofCode(code)
        .filter(MessageType::isAnswer)
        .map(type -> OptionalInt.of(type.length(terms)))
        .orElse(OptionalInt.empty());
  }
}
