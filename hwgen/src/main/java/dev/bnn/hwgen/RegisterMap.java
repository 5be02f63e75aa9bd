package dev.bnn.hwgen;

import dev.bnn.quantize.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registers of a generated design: the one table behind {@code host-runtime.json}, {@code
 * docs/host-runtime.md}, the addresses in {@code bnn_registers.v} (checked by a test) and the
 * readback in simulation.
 */
final class RegisterMap {
  /** Bytes of the address space; whatever is not in the table answers SLVERR. */
  static final int SIZE = 0x1000;

  /** Bits of a counter; the low word is read first, the rest from COUNTER_HIGH. */
  static final int COUNTER_WIDTH = 48;

  /** Value of ID: "BNN" and the version of this map. */
  static final long IDENTITY = 0x424E4E31L;

  /** Name of the register with the upper bits of a counter. */
  static final String COUNTER_HIGH = "COUNTER_HIGH";

  /** Offsets and bits of a writable design, beyond those of every design. */
  static final int NETWORK = 0x800;

  static final int NEXT_NETWORK = 0x804;
  static final int NETWORKS = 0x808;
  static final int LOAD_ADDRESS = 0x80C;
  static final int LOAD_DATA = 0x810;

  /** Bits of NETWORKS. */
  static final int PAUSE = 1;

  static final int SWAP = 2;

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

  private RegisterMap() {}

  /** What a host may do. A write to one of the first three answers SLVERR. */
  enum Access {
    /** Never changes. */
    CONSTANT("constant"),
    /** Read-only. */
    READ_ONLY("read"),
    /** The low word of a counter; reading it keeps the upper bits in COUNTER_HIGH. */
    COUNTER("counter"),
    /** Readable, and writable byte by byte. */
    READ_WRITE("read-write"),
    /** Readable; a bit is cleared by writing 1 to it. */
    WRITE_1_TO_CLEAR("write-1-to-clear"),
    /** Readable, and writable as a whole word. */
    WORD("word"),
    /** A door to something else, by whole words. */
    PORT("port");

    private final String word;

    Access(String word) {
      this.word = word;
    }

    /** The word of {@code host-runtime.json} and of the page. */
    String word() {
      return word;
    }
  }

  /** A bit of a register. */
  record Bit(int number, String name, String meaning) {}

  /**
   * A 32-bit register.
   *
   * @param offset bytes from the base address
   * @param reset value after reset, 0…2³²−1; of a constant always
   */
  record Register(
      String name, int offset, Access access, long reset, List<Bit> bits, String meaning) {
    Register {
      bits = List.copyOf(bits);
    }
  }

  /** All registers of a design, by rising offset. */
  static List<Register> of(HardwarePlan plan) {
    List<Register> map = new ArrayList<>(of(plan.networkHash()));
    if (plan.isWritable()) {
      map.addAll(ofLoader(plan.networkHash()));
    }
    return List.copyOf(map);
  }

  /** The registers that a writable design has besides. */
  static List<Register> ofLoader(String networkHash) {
    return List.of(
        readOnly(
            "NETWORK",
            NETWORK,
            Integer.toUnsignedLong(NetworkLoad.identity(networkHash)),
            "identity of the network that answers: first 32 bits of its SHA-256; at first that of"
                + " the bitstream"),
        new Register(
            "NEXT_NETWORK",
            NEXT_NETWORK,
            Access.WORD,
            0,
            List.of(),
            "identity of the network in the other bank, written when it is loaded; 0: none, and so"
                + " after any write of `LOAD_DATA`"),
        new Register(
            "NETWORKS",
            NETWORKS,
            Access.WORD,
            0,
            List.of(
                new Bit(0, "PAUSE", "1 lets no frame begin"),
                new Bit(
                    1,
                    "SWAP",
                    "write 1: change networks between two frames; reads 1 until that is done"),
                new Bit(2, "READ_ACTIVE", "1: `LOAD_DATA` reads the network that answers"),
                new Bit(3, "PAUSED", "no frame is under way, and none begins; read-only"),
                new Bit(4, "BANK", "the memory bank that answers; read-only")),
            "which network answers; not reset: `BANK`, `NETWORK`, `NEXT_NETWORK`"),
        new Register(
            "LOAD_ADDRESS",
            LOAD_ADDRESS,
            Access.WORD,
            0,
            List.of(),
            "place of `LOAD_DATA`, one more after each use"),
        new Register(
            "LOAD_DATA",
            LOAD_DATA,
            Access.PORT,
            0,
            List.of(),
            "32 bits of a weight or constant memory: written to the bank that does not answer, read"
                + " while `PAUSED`"));
  }

  /** The registers of every design, by rising offset. */
  static List<Register> of(String networkHash) {
    List<Register> map = new ArrayList<>();
    map.add(
        constant(
            "ID", 0x000, IDENTITY, "`0x424E4E31`, \"BNN1\": a bnn design, version 1 of this map"));
    map.add(
        constant(
            "VERSION", 0x004, toolVersion(), "tool: major in bits 31:16, minor 15:8, patch 7:0"));
    map.add(
        new Register(
            "CONTROL",
            0x008,
            Access.READ_WRITE,
            0,
            List.of(
                new Bit(0, "DATA_RESET", "1 holds the data path in reset"),
                new Bit(
                    1, "COUNTERS_RESET", "1 holds counters and latencies at their reset values")),
            "resets, as long as a bit is 1; the other bits read 0"));
    map.add(
        new Register(
            "SCRATCH", 0x00C, Access.READ_WRITE, 0, List.of(), "the host's own, without effect"));
    map.add(
        new Register(
            "ERRORS",
            0x010,
            Access.WRITE_1_TO_CLEAR,
            0,
            List.of(
                new Bit(0, "EARLY_TLAST", "a frame ended too early and was dropped"),
                new Bit(1, "LATE_TLAST", "a frame did not end in time and was dropped")),
            "sticky; the pin `frame_error` is 1 while a bit is"));
    map.add(
        readOnly("IN_FLIGHT", 0x014, 0, "frames accepted whose result was not yet taken, 16 bits"));
    for (int word = 0; word < 8; word++) {
      map.add(
          constant(
              "HASH_" + word,
              0x020 + 4 * word,
              Long.parseLong(networkHash.substring(8 * word, 8 * word + 8), 16),
              String.format(
                  Locale.ROOT,
                  "hexadecimal digits %d…%d of the network's SHA-256",
                  8 * word,
                  8 * word + 7)));
    }
    map.add(counter("CYCLES", 0x040, "clock cycles"));
    map.add(counter("FRAMES_IN", 0x044, "frames of the right length, at their last beat"));
    map.add(counter("FRAMES_OUT", 0x048, "results, at their last beat"));
    map.add(counter("FRAMES_DROPPED", 0x04C, "frames of a wrong length"));
    map.add(counter("INPUT_WAITS", 0x050, "cycles in which an input beat waited for the design"));
    map.add(counter("OUTPUT_WAITS", 0x054, "cycles in which a result beat waited for the host"));
    map.add(counter("INPUT_IDLE", 0x058, "cycles in which the design waited for input"));
    map.add(
        readOnly(
            COUNTER_HIGH,
            0x05C,
            0,
            "bits 47:32 of the counter that was read last, of that moment"));
    map.add(
        readOnly(
            "LATENCY_LAST",
            0x060,
            0,
            "cycles from first beat in to last beat out of the frame measured last"));
    map.add(
        readOnly("LATENCY_MIN", 0x064, 0xFFFFFFFFL, "the least of all measured; all ones: none"));
    map.add(readOnly("LATENCY_MAX", 0x068, 0, "the most of all measured"));
    return List.copyOf(map);
  }

  private static Register constant(String name, int offset, long value, String meaning) {
    return new Register(name, offset, Access.CONSTANT, value, List.of(), meaning);
  }

  private static Register readOnly(String name, int offset, long reset, String meaning) {
    return new Register(name, offset, Access.READ_ONLY, reset, List.of(), meaning);
  }

  private static Register counter(String name, int offset, String meaning) {
    return new Register(name, offset, Access.COUNTER, 0, List.of(), meaning);
  }

  /** Value of VERSION. */
  static long toolVersion() {
    Matcher version = VERSION.matcher(Version.NUMBER);
    if (!version.matches()) {
      throw new IllegalStateException("version " + Version.NUMBER + " is not MAJOR.MINOR.PATCH");
    }
    return Long.parseLong(version.group(1)) << 16
        | Long.parseLong(version.group(2)) << 8
        | Long.parseLong(version.group(3));
  }

  /** A table of {@code docs/host-runtime.md}. */
  static String markdown(List<Register> registers) {
    StringBuilder table = new StringBuilder();
    table.append("| offset | name | access | reset | meaning |\n|---|---|---|---|---|\n");
    for (Register register : registers) {
      table.append(
          String.format(
              Locale.ROOT,
              "| `0x%03X` | `%s` | %s | %s | %s |\n",
              register.offset(),
              register.name(),
              register.access().word(),
              register.access() == Access.CONSTANT ? "–" : resetText(register.reset()),
              register.meaning()));
      for (Bit bit : register.bits()) {
        table.append(
            String.format(
                Locale.ROOT,
                "| | bit %d `%s` | | %d | %s |\n",
                bit.number(),
                bit.name(),
                register.reset() >> bit.number() & 1,
                bit.meaning()));
      }
    }
    return table.toString();
  }

  private static String resetText(long reset) {
    return reset == 0 ? "0" : String.format(Locale.ROOT, "`0x%08X`", reset);
  }
}
