package dev.bnn.hwgen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a memory of the library becomes, by the rules of Yosys 0.23: its pass {@code memory_libmap}
 * gives every possible memory a cost and takes the least; costs and shapes are those of its files
 * for {@code xcup} (all families with 6-input LUTs are taken so), iCE40 and ECP5.
 */
final class MapMemory {
  private MapMemory() {}

  /** Cost of a bit chosen among several memories, and of a write enable for one of them. */
  private static final double MUX = 0.5;

  private static final double DEMUX = 0.5;

  /** Cost of a read port that writes nothing: the same in every memory. */
  private static final double READ_PORT = 2;

  /**
   * A memory of the device.
   *
   * @param luts it takes as LUT memory; 0 for a block
   * @param halfBlocks it takes
   * @param addressBits with the narrowest word
   * @param widths of a word, one a bit of the address less each
   * @param bits to which a written word is filled up, where a word is as wide
   * @param cost by the tool's measure
   * @param byWidth whether the cost is for the bits that are used
   * @param initialized whether it can be read only
   */
  private record Cell(
      int luts,
      int halfBlocks,
      int addressBits,
      List<Integer> widths,
      int bits,
      int cost,
      boolean byWidth,
      boolean initialized) {}

  private static final List<Cell> ULTRASCALE_PLUS =
      List.of(
          new Cell(8, 0, 5, List.of(14), 14, 16, true, false),
          new Cell(8, 0, 6, List.of(7), 7, 16, true, false),
          new Cell(0, 1, 14, List.of(1, 2, 4, 9, 18), 9, 129, false, true),
          new Cell(0, 2, 15, List.of(1, 2, 4, 9, 18, 36), 9, 257, false, true),
          new Cell(0, 1, 14, List.of(1, 2, 4, 9, 18, 36), 9, 129, false, true),
          new Cell(0, 2, 15, List.of(1, 2, 4, 9, 18, 36, 72), 9, 257, false, true));

  private static final List<Cell> ICE40 =
      List.of(new Cell(0, 2, 11, List.of(2, 4, 8, 16), 1, 64, false, true));

  private static final List<Cell> ECP5 =
      List.of(
          new Cell(6, 0, 4, List.of(4), 4, 4, false, false),
          new Cell(0, 2, 14, List.of(1, 2, 4, 9, 18), 9, 128, false, true),
          new Cell(0, 2, 14, List.of(1, 2, 4, 9, 18, 36), 9, 128, false, true));

  private static List<Cell> cells(Family family) {
    return switch (family) {
      case SERIES_7, ULTRASCALE, ULTRASCALE_PLUS -> ULTRASCALE_PLUS;
      case ICE40_HX, ICE40_UP -> ICE40;
      case ECP5 -> ECP5;
    };
  }

  /**
   * What a memory becomes.
   *
   * @param luts LUT memories
   * @param halfBlocks halves of block memories
   * @param banks memories that an address selects from; 1: none
   * @param logic whether it is LUTs, if only read, or registers
   */
  record Mapped(int luts, int halfBlocks, int banks, boolean logic) {}

  /** A memory that is only read. */
  static Mapped ofRom(int width, int depth, MemoryStyle style, Family family) {
    double perBit = family.lutInputs() >= 6 ? 1.0 / 64 : 1.0 / 16;
    return of(width, depth, style, family, false, perBit * width * depth);
  }

  /** A memory that is written. */
  static Mapped ofRam(int width, int depth, MemoryStyle style, Family family) {
    return of(width, depth, style, family, true, (double) width * depth);
  }

  private static Mapped of(
      int width, int depth, MemoryStyle style, Family family, boolean written, double logicCost) {
    Mapped logic = new Mapped(0, 0, 1, true);
    if (style == MemoryStyle.LOGIC) {
      return logic;
    }
    List<Choice> choices = new ArrayList<>();
    for (Cell cell : cells(family)) {
      boolean wanted =
          switch (style) {
            case BLOCK -> cell.halfBlocks > 0;
            case LUT_RAM -> cell.luts > 0;
            case AUTO, LOGIC -> true;
          };
      if (wanted && (written || cell.initialized)) {
        choices.add(best(cell, width, depth, written));
      }
    }
    Optional<Choice> best = choices.stream().reduce((a, b) -> b.cost < a.cost ? b : a);
    if (best.isEmpty() || (style == MemoryStyle.AUTO && logicCost <= best.get().cost)) {
      return logic;
    }
    return best.get().mapped;
  }

  private record Choice(double cost, Mapped mapped) {}

  /** The cheapest width of one kind of memory. */
  private static Choice best(Cell cell, int width, int depth, boolean written) {
    Choice best = null;
    for (int i = 0; i < cell.widths.size(); i++) {
      int unit = cell.widths.get(i);
      int words = 1 << (cell.addressBits - i);
      int banks = (depth + words - 1) / words;
      int granule = written ? Math.min(cell.bits, unit) : 1;
      int filled = (width + granule - 1) / granule * granule;
      int count = (banks * filled + unit - 1) / unit; // banks may share a word
      double cost =
          cell.byWidth ? (double) (cell.cost * banks * width) / unit : (double) cell.cost * count;
      cost += MUX * (banks - 1) * width + READ_PORT;
      cost += written && banks > 1 ? DEMUX * banks : 0;
      // the tool keeps the best cost as a whole number
      if (best == null || cost < Math.floor(best.cost)) {
        best =
            new Choice(cost, new Mapped(cell.luts * count, cell.halfBlocks * count, banks, false));
      }
    }
    return best;
  }
}
