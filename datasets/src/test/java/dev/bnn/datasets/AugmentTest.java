package dev.bnn.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentTest {
  private static final byte[] IMAGE = {1, 2, 3, 4, 5, 6}; // 2×3

  @Test
  void a_shift_moves_zeros_in() {
    assertThat(shift(0, 0)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(shift(1, 0)).containsExactly(0, 0, 0, 1, 2, 3);
    assertThat(shift(-1, 0)).containsExactly(4, 5, 6, 0, 0, 0);
    assertThat(shift(0, 1)).containsExactly(0, 1, 2, 0, 4, 5);
    assertThat(shift(0, -2)).containsExactly(3, 0, 0, 6, 0, 0);
    assertThat(shift(1, -1)).containsExactly(0, 0, 0, 2, 3, 0);
    assertThat(shift(2, 3)).containsOnly(0);
  }

  @Test
  void a_crop_continues_the_image_as_in_a_mirror() {
    assertThat(crop(0, 0)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(crop(0, 1)).containsExactly(2, 1, 2, 5, 4, 5);
    assertThat(crop(0, 2)).containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(crop(0, -1)).containsExactly(2, 3, 2, 5, 6, 5);
    assertThat(crop(1, 0)).containsExactly(4, 5, 6, 1, 2, 3);
    assertThat(crop(0, 4)).containsExactly(1, 2, 3, 4, 5, 6); // a whole period
    assertThat(Augmentation.PadCrop.move(new byte[] {7}, 1, 1, 3, -2)).containsExactly(7);
  }

  @Test
  void a_flip_swaps_left_and_right_of_every_channel() {
    assertThat(Augmentation.Flip.flip(IMAGE, 2, 3)).containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(Augmentation.Flip.flip(IMAGE, 1, 2)).containsExactly(2, 1, 4, 3, 6, 5);
  }

  @Test
  void a_turn_is_clockwise_about_the_centre_and_bilinear() {
    byte[] square = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(Augmentation.Rotate.turn(square, 3, 3, 0)).isEqualTo(square);
    assertThat(Augmentation.Rotate.turn(square, 3, 3, Math.PI / 2))
        .containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
    // pixels 50·x + 30·y; cos 10° = 0.98481, sin 10° = 0.17365
    // (row 1, column 2) comes from x = 1.98481, y = 0.82635: 99.24 + 24.79 = 124.03
    // (row 0, column 1) comes from x = 0.82635, y = 0.01519: 41.32 + 0.46 = 41.77
    // (row 0, column 0) comes from x = −0.158, taken as 0, and y = 0.18884: 5.67
    byte[] slope = {0, 50, 100, 30, 80, (byte) 130, 60, 110, (byte) 160};
    byte[] turned = Augmentation.Rotate.turn(slope, 3, 3, Math.toRadians(10));
    assertThat(turned[4]).isEqualTo((byte) 80);
    assertThat(turned[5]).isEqualTo((byte) 124);
    assertThat(turned[1]).isEqualTo((byte) 42);
    assertThat(turned[0]).isEqualTo((byte) 6);
  }

  @Test
  void every_amount_up_to_the_bound_happens_and_none_beyond() {
    byte[] line = new byte[11];
    line[5] = 1;
    Set<Integer> places = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      byte[] moved = new Augmentation.Shift(2).apply(line, 1, 11, new SplittableRandom(seed));
      for (int i = 0; i < 11; i++) {
        if (moved[i] == 1) {
          places.add(i - 5);
        }
      }
    }
    assertThat(places).containsExactlyInAnyOrder(-2, -1, 0, 1, 2);
  }

  @Test
  void steps_follow_one_another_and_repeat_with_the_same_stream() {
    Augment augment = Augment.parse("crop:1,flip,shift:1,rotate:15");
    byte[] image = new byte[3 * 8 * 9];
    new SplittableRandom(1).nextBytes(image);
    byte[] before = image.clone();
    byte[] once = augment.apply(image, 8, 9, new SplittableRandom(7));
    assertThat(augment.apply(image, 8, 9, new SplittableRandom(7))).isEqualTo(once);
    assertThat(augment.apply(image, 8, 9, new SplittableRandom(8))).isNotEqualTo(once);
    assertThat(image).isEqualTo(before);
    SplittableRandom random = new SplittableRandom(7);
    byte[] byHand = image;
    for (Augmentation step : augment.steps()) {
      byHand = step.apply(byHand, 8, 9, random);
    }
    assertThat(once).isEqualTo(byHand);
    assertThat(Augment.none().apply(image, 8, 9, random)).isEqualTo(image);
  }

  @Test
  void names_are_read_back() {
    for (String name :
        List.of(
            "none", "flip", "crop:4", "shift:2", "rotate:10", "crop:4,flip,shift:2,rotate:15")) {
      assertThat(Augment.parse(name).name()).isEqualTo(name);
    }
    for (String wrong :
        List.of("", "mirror", "crop", "flip:2", "shift:-1", "crop:4,", "none,flip")) {
      assertThatThrownBy(() -> Augment.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "': use none, or some of crop:N,flip,shift:N,rotate:N (N pixels or degrees)");
    }
    assertThatThrownBy(() -> Augment.parse("rotate:16"))
        .hasMessage("rotate:16: must be 1…15 degrees");
    assertThatThrownBy(() -> Augment.parse("shift:0")).hasMessage("shift:0: must be 1…16 pixels");
    assertThatThrownBy(() -> Augment.parse("crop:17")).hasMessage("crop:17: must be 1…16 pixels");
    assertThatThrownBy(() -> Augment.parse("crop:1,flip,crop:2"))
        .hasMessage("'crop:2': this kind is there twice");
  }

  private static byte[] shift(int down, int right) {
    return Augmentation.Shift.move(IMAGE, 2, 3, down, right);
  }

  private static byte[] crop(int down, int right) {
    return Augmentation.PadCrop.move(IMAGE, 2, 3, down, right);
  }
}
