package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts and families: what their files say. */
class TargetTest {
  /** Vendors' data sheets. */
  @ParameterizedTest
  @CsvSource({
    "xc7z020, 53200, 106400, 140, 220",
    "xc7z045, 218600, 437200, 545, 900",
    "xczu7ev, 230400, 460800, 312, 1728",
    "xck26, 117120, 234240, 144, 1248",
    "xcku115, 663360, 1326720, 2160, 5520",
    "xcu250, 1728000, 3456000, 2688, 12288",
    "ice40-hx8k, 7680, 7680, 32, 0",
    "ice40-up5k, 5280, 5280, 30, 8",
    "ecp5-85f, 83640, 83640, 208, 156"
  })
  void a_part_has_what_its_vendor_says(String word, int lut, int ff, int blocks, int dsp) {
    assertThat(Target.parse(word).resources()).contains(new Resources(lut, ff, 2 * blocks, dsp));
  }

  @ParameterizedTest
  @MethodSource("dev.bnn.hwgen.Target#all")
  void every_target_names_its_source(Target target) {
    assertThat(target.source()).isNotBlank();
    assertThat(Target.parse(target.word())).isEqualTo(target);
  }

  @Test
  void a_design_fits_up_to_a_share_of_each_resource() {
    Target part = Target.parse("ecp5-85f"); // 83,640 LUTs and flip-flops, 208 memories
    assertThat(part.fits(new Resources(41820, 41820, 208, 78), 0.5)).isTrue();
    assertThat(part.fits(new Resources(41821, 0, 0, 0), 0.5)).isFalse();
    assertThat(part.fits(new Resources(0, 41821, 0, 0), 0.5)).isFalse();
    assertThat(part.fits(new Resources(0, 0, 209, 0), 0.5)).isFalse();
    assertThat(part.fits(new Resources(0, 0, 0, 79), 0.5)).isFalse();
  }

  @Test
  void on_ice40_half_of_the_flip_flops_need_a_cell_of_their_own() {
    Target part = Target.ICE40_HX8K; // 7,680 cells
    assertThat(part.fits(new Resources(5000, 2288, 0, 0), 0.8)).isTrue();
    assertThat(part.fits(new Resources(5000, 2290, 0, 0), 0.8)).isFalse();
  }

  @Test
  void a_board_has_what_its_part_has_and_may_use_all_of_its_block_memories() {
    Target board = Target.parse("icebreaker");
    Target part = Target.parse("ice40-up5k");
    assertThat(board.part()).isEqualTo("ice40-up5k");
    assertThat(board.resources()).isEqualTo(part.resources());
    assertThat(board.family()).isEqualTo(part.family());
    assertThat(board.fits(new Resources(0, 0, 60, 0), 0.5)).isTrue();
    assertThat(part.fits(new Resources(0, 0, 60, 0), 0.5)).isFalse();
  }

  @Test
  void what_is_no_part_has_no_limits() {
    Resources enormous = new Resources(1 << 30, 1 << 30, 1 << 30, 1 << 30);
    assertThat(Target.GENERIC.resources()).isEmpty();
    assertThat(Target.GENERIC.fits(enormous, 0.01)).isTrue();
  }
}
