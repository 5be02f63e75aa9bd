package dev.bnn.hwgen;

import java.util.Locale;

/** Whether the weights of a design are those of one network for good. */
public enum WeightAccess {
  /** Read-only memories. */
  FIXED,
  /** Memories of two banks: the host loads another network of the same shape into one of them. */
  WRITABLE;

  /** The word in plan.json. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
