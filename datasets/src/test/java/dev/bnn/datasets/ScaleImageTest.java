package dev.bnn.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScaleImageTest {
  @Test
  void the_same_size_changes_nothing() {
    byte[] image = {1, 2, 3, 4, 5, 6};
    assertThat(ScaleImage.apply(image, 1, 2, 3, 2, 3)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void twice_the_width_is_bilinear() {
    // centres at ¼, ¾, 1¼, 1¾ of pixels with centres ½ and 1½: 0, ¼·100, ¾·100, 100
    assertThat(ScaleImage.apply(new byte[] {0, 100}, 1, 1, 2, 1, 4))
        .containsExactly(0, 25, 75, 100);
    assertThat(ScaleImage.apply(new byte[] {0, 100}, 1, 2, 1, 4, 1))
        .containsExactly(0, 25, 75, 100);
  }

  @Test
  void half_the_width_averages_with_a_triangle() {
    // first new pixel: centre 1, reach 2, old centres ½ 1½ 2½: weights ¾ ¾ ¼ of 1¾
    // (3·0 + 3·70 + 1·140) / 7 = 50; the second mirrors it: (1·70 + 3·140 + 3·210) / 7 = 160
    byte[] image = {0, 70, (byte) 140, (byte) 210};
    assertThat(ScaleImage.apply(image, 1, 1, 4, 1, 2)).containsExactly(50, (byte) 160);
  }

  @Test
  void a_fine_pattern_becomes_its_mean_where_two_taps_would_alias() {
    // the two pixels around the centre of each new one have a mean of 100, all have one of 50
    byte[] stripes = new byte[64 * 64];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (byte) (i % 4 == 0 ? 200 : 0);
    }
    byte[] small = ScaleImage.apply(stripes, 1, 64, 64, 4, 4);
    for (byte b : small) {
      assertThat(Byte.toUnsignedInt(b)).isBetween(47, 53);
    }
  }

  @Test
  void a_plain_image_stays_plain_at_every_size_and_channels_do_not_mix() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 50; run++) {
      int h = 1 + random.nextInt(20);
      int w = 1 + random.nextInt(20);
      int toH = 1 + random.nextInt(20);
      int toW = 1 + random.nextInt(20);
      byte[] image = new byte[2 * h * w];
      Arrays.fill(image, h * w, 2 * h * w, (byte) 255);
      byte[] to = ScaleImage.apply(image, 2, h, w, toH, toW);
      byte[] expected = new byte[2 * toH * toW];
      Arrays.fill(expected, toH * toW, expected.length, (byte) 255);
      assertThat(to).as("%d×%d to %d×%d", h, w, toH, toW).isEqualTo(expected);
    }
  }

  @Test
  void sizes_are_written_rows_first() {
    assertThat(ImageSize.parse("24x32")).isEqualTo(new ImageSize(24, 32)).hasToString("24×32");
    for (String word : new String[] {"32", "x32", "32x", "32x-1", "99999x1", "a×b", ""}) {
      assertThatThrownBy(() -> ImageSize.parse(word))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("image size '" + word + "': must be HEIGHTxWIDTH, for example 32x32");
    }
    assertThatThrownBy(() -> ImageSize.parse("0x3"))
        .hasMessage("image size 0×3: sides must be at least 1");
  }
}
