package dev.bnn.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabeledImagesTest {
  private static final List<String> CLASSES = List.of("cat", "dog", "bird");

  /** Three images of 2×1×2; image i holds 10·i … 10·i + 3. */
  private static LabeledImages threeImages() {
    byte[] pixels = {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, (byte) 255};
    return LabeledImages.of(2, 1, 2, pixels, new int[] {2, 0, 2}, CLASSES);
  }

  @Test
  void should_give_shape_images_and_labels() {
    LabeledImages images = threeImages();
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.channels()).isEqualTo(2);
    assertThat(images.height()).isEqualTo(1);
    assertThat(images.width()).isEqualTo(2);
    assertThat(images.imageBytes()).isEqualTo(4);
    assertThat(images.image(1)).containsExactly(10, 11, 12, 13);
    assertThat(images.label(0)).isEqualTo(2);
    assertThat(images.labels()).containsExactly(2, 0, 2);
    assertThat(images.classNames()).isEqualTo(CLASSES);
    assertThat(images.countPerClass()).containsExactly(1, 0, 2);
    assertThat(images).hasToString("3 images of 2×1×2");
  }

  @Test
  void should_copy_an_image_to_a_place() {
    byte[] to = new byte[6];
    threeImages().copyImage(2, to, 1);
    assertThat(to).containsExactly(0, 20, 21, 22, (byte) 255, 0);
  }

  @Test
  void should_not_change_when_arrays_given_or_got_change() {
    // GIVEN
    byte[] pixels = {1, 2};
    int[] labels = {0, 1};
    LabeledImages images = LabeledImages.of(1, 1, 1, pixels, labels, CLASSES);
    String hash = images.hash();
    // WHEN
    pixels[0] = 9;
    labels[0] = 2;
    images.image(1)[0] = 9;
    images.labels()[0] = 2;
    images.countPerClass()[0] = 9;
    // THEN
    assertThat(images.image(0)).containsExactly(1);
    assertThat(images.image(1)).containsExactly(2);
    assertThat(images.labels()).containsExactly(0, 1);
    assertThat(images.select(new int[] {0, 1}).hash()).isEqualTo(hash);
  }

  @Test
  void should_select_images_in_the_given_order() {
    LabeledImages images = threeImages().select(new int[] {2, 0, 2});
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.image(0)).containsExactly(20, 21, 22, (byte) 255);
    assertThat(images.image(1)).containsExactly(0, 1, 2, 3);
    assertThat(images.labels()).containsExactly(2, 2, 2);
  }

  @Test
  void should_give_the_first_images() {
    LabeledImages images = threeImages();
    assertThat(images.head(2)).isEqualTo(images.select(new int[] {0, 1}));
    assertThat(images.head(0).size()).isZero();
    assertThat(images.head(99)).isEqualTo(images);
    assertThatThrownBy(() -> images.head(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void should_hash_shape_classes_pixels_and_labels() {
    // python3 -c "import hashlib, struct; print(hashlib.sha256(struct.pack('>5i', 2, 1, 2, 3, 3)
    //   + bytes([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 255]) + struct.pack('>3i', 2, 0, 2))
    //   .hexdigest())"
    assertThat(threeImages().hash())
        .isEqualTo("9b190c021027bb4a14f7911d1f46ca361a6ff5d6d328dbf770b40d132b672580");
    byte[] pixels = new byte[4];
    int[] labels = {0};
    assertThat(
            List.of(
                LabeledImages.of(1, 2, 2, pixels, labels, CLASSES).hash(),
                LabeledImages.of(2, 2, 1, pixels, labels, CLASSES).hash(),
                LabeledImages.of(2, 1, 2, pixels, labels, CLASSES).hash(),
                LabeledImages.of(1, 2, 2, pixels, labels, List.of("cat", "dog")).hash(),
                LabeledImages.of(1, 2, 2, pixels, new int[] {1}, CLASSES).hash(),
                LabeledImages.of(1, 2, 2, new byte[] {0, 0, 0, 1}, labels, CLASSES).hash(),
                LabeledImages.of(1, 1, 2, pixels, new int[2], CLASSES).hash()))
        .doesNotHaveDuplicates();
  }

  @Test
  void should_be_equal_by_value() {
    assertThat(threeImages()).isEqualTo(threeImages()).hasSameHashCodeAs(threeImages());
    assertThat(threeImages()).isNotEqualTo(threeImages().head(2));
  }

  @Test
  void should_refuse_what_does_not_fit_together() {
    byte[] pixels = new byte[4];
    assertThatThrownBy(() -> LabeledImages.of(0, 2, 2, pixels, new int[1], CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images of 0×2×2: every side must be at least 1");
    assertThatThrownBy(() -> LabeledImages.of(1, 2, 2, pixels, new int[2], CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 pixels are not 2 images of 1×2×2");
    assertThatThrownBy(() -> LabeledImages.of(1, 2, 2, pixels, new int[] {3}, CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label 3 of image 0: must be 0…2");
    assertThatThrownBy(() -> LabeledImages.of(1, 2, 2, pixels, new int[] {-1}, CLASSES))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LabeledImages.of(1, 2, 2, pixels, new int[1], List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LabeledImages.of(1, 2, 2, pixels, new int[1], List.of("a", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same name");
  }

  @Test
  void the_builder_gives_what_was_added_over_many_chunks() {
    // 5 MB an image: three a chunk of 16 MB
    int side = 1 << 20;
    LabeledImages.Builder builder = new LabeledImages.Builder(5, 1, side, CLASSES);
    byte[] image = new byte[5 * side + 3];
    Sha256 expected = new Sha256().add(5, 1, side, 3, 7);
    for (int i = 0; i < 7; i++) {
      Arrays.fill(image, 3, image.length, (byte) (i + 1));
      builder.add(image, 3, i % 3);
      expected.add(Arrays.copyOfRange(image, 3, image.length));
    }
    LabeledImages images = builder.build();
    assertThat(images.size()).isEqualTo(7);
    for (int i = 0; i < 7; i++) {
      byte[] read = images.image(i);
      assertThat(read[0]).isEqualTo((byte) (i + 1));
      assertThat(read[read.length - 1]).isEqualTo((byte) (i + 1));
      assertThat(images.label(i)).isEqualTo(i % 3);
    }
    assertThat(images.hash()).isEqualTo(expected.add(0, 1, 2, 0, 1, 2, 0).hex());
  }

  @Test
  void a_builder_refuses_what_is_no_image_and_ends_with_build() {
    LabeledImages.Builder builder = new LabeledImages.Builder(1, 1, 2, CLASSES);
    builder.add(new byte[] {7, 1, 2}, 1, 0);
    assertThatThrownBy(() -> builder.add(new byte[2], 1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> builder.add(new byte[2], 0, 3))
        .hasMessage("label 3 of image 1: must be 0…2");
    LabeledImages images = builder.build();
    assertThat(images).isEqualTo(LabeledImages.of(1, 1, 2, new byte[] {1, 2}, new int[1], CLASSES));
    assertThatThrownBy(() -> builder.add(new byte[2], 0, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new LabeledImages.Builder(3, 50_000, 50_000, CLASSES))
        .hasMessage("images of 3×50000×50000: too large for memory");
  }

  @Test
  void a_view_of_a_view_gives_the_same_images_as_a_copy() {
    LabeledImages view = threeImages().select(new int[] {2, 1, 0}).select(new int[] {0, 2}).head(9);
    LabeledImages copy =
        LabeledImages.of(
            2, 1, 2, new byte[] {20, 21, 22, (byte) 255, 0, 1, 2, 3}, new int[] {2, 2}, CLASSES);
    assertThat(view).isEqualTo(copy).hasSameHashCodeAs(copy);
    assertThat(view.hash()).isEqualTo(copy.hash());
    assertThat(view.contentHash()).isEqualTo(copy.contentHash());
  }

  @Test
  void the_content_hash_is_the_sum_of_the_sorted_sums_of_the_images() {
    // python3 -c "from hashlib import sha256 as s; from struct import pack as p; print(s(
    //   p('>5i', 2, 1, 2, 3, 3) + b''.join(sorted(s(p('>i', l) + bytes(x)).digest() for l, x in
    //   [(2, [0, 1, 2, 3]), (0, [10, 11, 12, 13]), (2, [20, 21, 22, 255])]))).hexdigest())"
    assertThat(threeImages().contentHash())
        .isEqualTo("a28733ba8143dc0c5cb89d52277a5a192ef82a53038931046b678c23ca1c95e9");
  }

  @Test
  void the_content_hash_knows_neither_order_nor_division_but_every_pixel_and_label() {
    LabeledImages images = threeImages();
    String hash = images.contentHash();
    assertThat(images.select(new int[] {2, 0, 1}).contentHash()).isEqualTo(hash);
    assertThat(
            LabeledImages.contentHash(
                List.of(images.select(new int[] {1}), images.select(new int[] {2, 0}))))
        .isEqualTo(hash);
    assertThat(
            List.of(
                hash,
                images.head(2).contentHash(),
                images.select(new int[] {0, 1, 2, 2}).contentHash(),
                LabeledImages.of(
                        2,
                        1,
                        2,
                        new byte[] {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, (byte) 255},
                        new int[] {2, 0, 1},
                        CLASSES)
                    .contentHash()))
        .doesNotHaveDuplicates();
    assertThatThrownBy(
            () ->
                LabeledImages.contentHash(
                    List.of(images, LabeledImages.of(2, 2, 1, new byte[4], new int[1], CLASSES))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parts must have one shape and the same classes");
  }
}
