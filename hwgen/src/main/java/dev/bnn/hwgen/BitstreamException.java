package dev.bnn.hwgen;

import java.io.IOException;

/** A design that has no bitstream: it does not fit its part, or not at its clock. */
public final class BitstreamException extends IOException {
  private static final long serialVersionUID = 1;

  BitstreamException(String message) {
    super(message);
  }
}
