package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of memories: shapes that Yosys 0.23 chose, and some counted by hand. */
class MapMemoryTest {
  private static final Family XILINX = Family.ULTRASCALE_PLUS;

  private static MapMemory.Mapped rom(int width, int depth) {
    return MapMemory.ofRom(width, depth, MemoryStyle.AUTO, XILINX);
  }

  private static MapMemory.Mapped ram(int width, int depth) {
    return MapMemory.ofRam(width, depth, MemoryStyle.AUTO, XILINX);
  }

  /** Weight memories of cnv with BNN-PYNQ's folding, as synthesized (docs/benchmarks.md). */
  @ParameterizedTest
  @CsvSource({"512, 288, 15", "128, 2304, 18", "32, 18432, 32", "4, 32768, 8", "8, 32768, 15"})
  void weights_take_the_blocks_that_yosys_took(int width, int depth, int halfBlocks) {
    assertThat(rom(width, depth).halfBlocks()).isEqualTo(halfBlocks);
  }

  @ParameterizedTest
  @CsvSource({"512, 144", "9, 512", "5, 1024", "44, 64"})
  void a_memory_that_is_only_read_is_logic_where_a_block_would_be_dearer(int width, int depth) {
    assertThat(rom(width, depth)).isEqualTo(new MapMemory.Mapped(0, 0, 1, true));
  }

  /** Windows, pools and input buffers of the same design. */
  @ParameterizedTest
  @CsvSource({
    "24, 96, 48, 0",
    "32, 180, 0, 1",
    "32, 84, 0, 1",
    "32, 60, 40, 0",
    "32, 144, 0, 1",
    "2, 448, 56, 0",
    "1, 640, 80, 0",
    "4, 128, 16, 0",
    "8, 128, 32, 0",
    "1, 1024, 128, 0",
    "1, 64, 8, 0"
  })
  void written_memories_take_what_yosys_took(int width, int depth, int luts, int halfBlocks) {
    MapMemory.Mapped mapped = ram(width, depth);
    assertThat(mapped.luts()).isEqualTo(luts);
    assertThat(mapped.halfBlocks()).isEqualTo(halfBlocks);
  }

  /** 2048 words of 9 bits in half a block: 16 parts of 8 bits side by side fill 15 of them. */
  @Test
  void parts_of_a_deep_memory_share_a_word_of_a_block() {
    assertThat(rom(8, 32768)).isEqualTo(new MapMemory.Mapped(0, 15, 16, false));
  }

  @Test
  void a_style_that_is_asked_for_is_kept() {
    assertThat(MapMemory.ofRom(16, 512, MemoryStyle.BLOCK, XILINX).halfBlocks()).isEqualTo(1);
    assertThat(MapMemory.ofRom(512, 512, MemoryStyle.LOGIC, XILINX).logic()).isTrue();
    assertThat(MapMemory.ofRam(8, 512, MemoryStyle.LUT_RAM, XILINX).luts()).isPositive();
  }

  /** A block of iCE40 has 4096 bits, at most 16 a word, and counts as two halves. */
  @ParameterizedTest
  @CsvSource({"16, 256, 2", "16, 257, 4", "2, 2048, 2", "8, 12544, 50", "32, 256, 4"})
  void ice40_takes_blocks_of_4096_bits(int width, int depth, int halfBlocks) {
    MapMemory.Mapped mapped = MapMemory.ofRom(width, depth, MemoryStyle.AUTO, Family.ICE40_HX);
    assertThat(mapped.halfBlocks()).isEqualTo(halfBlocks);
  }

  @Test
  void small_written_memories_are_registers_on_ice40() {
    assertThat(MapMemory.ofRam(1, 64, MemoryStyle.AUTO, Family.ICE40_HX).logic()).isTrue();
  }
}
