package dev.bnn.hwgen;

/** What a host and a board are connected by. */
public sealed interface Wire {
  /** As fast as serial ports of boards usually are. */
  Wire USUAL = new Uart(3_000_000);

  /** The word on the command line and in files. */
  String word();

  /**
   * A serial port: 8 data bits, no parity, one stop bit.
   *
   * @param baud bits a second
   */
  record Uart(int baud) implements Wire {
    /** Share by which the real rate may differ: a byte's last bit is then off by a fifth of one. */
    private static final double TOLERANCE = 0.02;

    /** {@code bnn_uart_receive} needs them to find the middle of a bit. */
    private static final int LEAST_CYCLES = 4;

    public Uart {
      if (baud < 300) {
        throw new IllegalArgumentException(baud + " baud: at least 300");
      }
    }

    @Override
    public String word() {
      return "uart";
    }

    int cyclesPerBit(double megahertz) {
      return (int) Math.round(megahertz * 1e6 / baud);
    }

    /** Whether a design at a clock can send and receive at this rate. */
    boolean isServedAt(double megahertz) {
      int cycles = cyclesPerBit(megahertz);
      return cycles >= LEAST_CYCLES && Math.abs(megahertz * 1e6 / cycles / baud - 1) <= TOLERANCE;
    }
  }

  /** SPI, mode 0; the board is the slave. */
  record Spi() implements Wire {
    /** Cycles of the design in a period of the clock, at least: it is sampled. */
    static final int LEAST_CYCLES = 8;

    @Override
    public String word() {
      return "spi";
    }
  }
}
