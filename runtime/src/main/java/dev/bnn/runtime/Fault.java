package dev.bnn.runtime;

/** Ways in which a {@link FaultyDevice}, or the wire to it, misbehaves. */
public enum Fault {
  /** An answer, and with it all behind it, comes up to a second late. */
  LATE,
  /** The end of an answer is missing. */
  SHORT,
  /** Up to three bits of an answer are wrong. */
  CORRUPT,
  /** Up to three bits of a message to the board are wrong. */
  CORRUPT_REQUEST,
  /** A byte is lost on its way to the board. */
  LOST_BYTE,
  /** Noise comes before an answer. */
  SURPLUS,
  /** An answer does not come. */
  SILENT,
  /** From some answer on nothing comes any more. */
  SILENT_FROM,
  /** The board holds another network. */
  WRONG_HASH,
  /** The board answers but is no bnn design, or one of another register map. */
  WRONG_IDENTITY,
  /** The board starts anew in the middle of a message. */
  RESET_MID_FRAME,
  /** An answer comes twice. */
  DUPLICATE,
  /** An old answer comes again. */
  STALE,
  /** The answers are those of a design that computes wrong. */
  WRONG_ANSWER,
  /** From some message on the way is gone. */
  UNPLUGGED,
  /** From some message on the board sends garbage without end. */
  BABBLE
}
