package dev.bnn.hwgen;

/**
 * The link of a board, in numbers: see docs/link.md.
 *
 * @param wire what carries it
 * @param imageBytes payload of an image
 * @param resultBytes payload of a result
 * @param bufferBytes bytes that wait on the board
 * @param window images without an answer that the host may have sent
 * @param timeoutMicros silence after which a message has broken off
 */
record LinkPlan(
    Wire wire, int imageBytes, int resultBytes, int bufferBytes, int window, int timeoutMicros) {
  /** Version of the protocol. */
  static final int PROTOCOL = 1;

  /** Bytes around a payload: start, type, tag, length, CRC. */
  static final int FRAME_BYTES = 9;

  private static final int TIMEOUT_MICROS = 50_000;

  /** One block memory. */
  private static final int BLOCK_BYTES = 512;

  /** Images that a design holds that takes whole frames: one that it computes, one that waits. */
  private static final int HELD = 2;

  /** Bits of a byte on a UART: start, 8, stop. */
  private static final int UART_BITS = 10;

  private static final int SPI_BITS = 8;

  /** Tags have 8 bits, and a host must tell the old ones from the new ones. */
  private static final int MOST_WINDOW = 64;

  /**
   * The link of a plan for a board.
   *
   * @throws IllegalArgumentException if the wire cannot be served at the plan's clock, or an image
   *     is larger than a message can be
   */
  static LinkPlan of(HardwarePlan plan) {
    Wire wire = plan.options().wire();
    double clock = plan.options().clockMhz();
    if (wire instanceof Wire.Uart uart && !uart.isServedAt(clock)) {
      throw new IllegalArgumentException(
          String.format(
              "%,d baud cannot be made of %s MHz: use --baud %d",
              uart.baud(), clock, Board.fastestUart(clock).baud()));
    }
    int imageBytes = plan.inputBeats() * (plan.inputWidth() / 8);
    if (imageBytes > 0xFFFF) {
      throw new IllegalArgumentException(
          String.format("an image of %,d bytes: a message has room for 65,535", imageBytes));
    }
    int message = imageBytes + FRAME_BYTES;
    // a design that works while an image comes in holds none that it has not begun
    int held = plan.completesFrames() ? 0 : HELD;
    int buffer = Math.max(BLOCK_BYTES, held == 0 ? roundUp(2 * message) : 0);
    return new LinkPlan(
        wire,
        imageBytes,
        4 * plan.outputBeats(),
        buffer,
        Math.max(1, Math.min(MOST_WINDOW, held + buffer / message)),
        TIMEOUT_MICROS);
  }

  private static int roundUp(int bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /** Cycles of the design in a byte on the wire, at its fastest. */
  int cyclesPerByte(double clockMhz) {
    return wire instanceof Wire.Uart uart
        ? UART_BITS * uart.cyclesPerBit(clockMhz)
        : SPI_BITS * Wire.Spi.LEAST_CYCLES;
  }

  /** Whether a result is sent when all of it has come: a UART may pause, SPI may not. */
  boolean holdsResults() {
    return wire instanceof Wire.Spi;
  }

  int timeoutCycles(double clockMhz) {
    return (int) Math.ceil(timeoutMicros * clockMhz);
  }

  /** Images a second that the wire carries at most: their messages are longer than the answers. */
  double imagesPerSecond(double clockMhz) {
    int bytes = Math.max(imageBytes, resultBytes) + FRAME_BYTES;
    return clockMhz * 1e6 / ((long) bytes * cyclesPerByte(clockMhz));
  }
}
