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
    Target part = Target.parse("ice40-hx8k");
    assertThat(part.fits(new Resources(6144, 6144, 51, 0), 0.8)).isTrue();
    assertThat(part.fits(new Resources(6145, 0, 0, 0), 0.8)).isFalse();
    assertThat(part.fits(new Resources(0, 6145, 0, 0), 0.8)).isFalse();
    assertThat(part.fits(new Resources(0, 0, 52, 0), 0.8)).isFalse();
    assertThat(part.fits(new Resources(0, 0, 0, 1), 0.8)).isFalse();
  }

  @Test
  void what_is_no_part_has_no_limits() {
    Resources enormous = new Resources(1 << 30, 1 << 30, 1 << 30, 1 << 30);
    assertThat(Target.GENERIC.resources()).isEmpty();
    assertThat(Target.GENERIC.fits(enormous, 0.01)).isTrue();
  }
}
