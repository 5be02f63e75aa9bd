package dev.bnn.runtime;

import java.util.Locale;

/** How a simulated board can misbehave: docs/host-runtime.md says what a host makes of each. */
public enum Fault {
  /** Some answers come long after the host has given up waiting. */
  LATE,
  /** Some answers lack their end. */
  SHORT,
  /** Some answers have a wrong bit. */
  CORRUPT,
  /** Some messages of the host arrive with a wrong bit. */
  CORRUPT_REQUEST,
  /** Some messages of the host arrive without one of their bytes. */
  LOST_BYTE,
  /** Noise between all answers, starts of messages among it. */
  SURPLUS,
  /** Some answers come twice. */
  DUPLICATE,
  /** Before some answers an old one comes again. */
  STALE,
  /**
   * Now and then the board resets itself in the middle of a message: what was under way is gone.
   */
  RESET_MID_FRAME,
  /** It never answers. */
  SILENT,
  /** It stops answering: a board that is wedged. */
  SILENT_FROM,
  /** It never stops sending. */
  BABBLE,
  /** It goes away. */
  UNPLUGGED,
  /** It is another design. */
  WRONG_IDENTITY,
  /** It has another network. */
  WRONG_HASH,
  /** Its results are wrong. */
  WRONG_ANSWER,
  /** Its results are no classes. */
  NO_CLASS;

  /** The word on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether every image gets its right result all the same. */
  public boolean isSurvived() {
    return ordinal() <= RESET_MID_FRAME.ordinal();
  }
}
