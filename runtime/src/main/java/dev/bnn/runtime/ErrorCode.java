package dev.bnn.runtime;

/** What an ERROR of the board says. */
enum ErrorCode {
  CRC(1, "a message arrived damaged"),
  TYPE(2, "a message arrived with an unknown type"),
  LENGTH(3, "a message arrived with a wrong length"),
  TIMEOUT(4, "a message broke off"),
  OVERFLOW(5, "bytes came faster than the board takes them"),
  REGISTER(6, "there is no such register, or it cannot be written"),
  RANGE(7, "PATTERN of no or too many images");

  private final int code;
  private final String meaning;

  ErrorCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The byte in the message. */
  int code() {
    return code;
  }

  /** What a code means, for people; the board may be newer than this host. */
  static String describe(int code) {
    for (ErrorCode known : values()) {
      if (known.code == code) {
        return known.meaning;
      }
    }
    return "the board says error " + code + ", which this bnn does not know";
  }

  boolean is(Message message) {
    return message.type() == MessageType.ERROR.code() && message.payload()[0] == code;
  }
}
