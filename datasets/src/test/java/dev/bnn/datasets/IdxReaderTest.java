package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
  private static final List<String> CLASSES = List.of("0", "1", "2");
  private static final byte[] IMAGES =
      idx(new int[] {0x803, 2, 1, 3}, new int[] {0, 1, 2, 253, 254, 255});
  private static final byte[] LABELS = idx(new int[] {0x801, 2}, new int[] {2, 0});

  @TempDir Path folder;

  /** The bytes of an IDX file. */
  static byte[] idx(int[] header, int[] data) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * header.length + data.length);
    for (int word : header) {
      bytes.putInt(word);
    }
    for (int value : data) {
      bytes.put((byte) value);
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void should_read_plain_and_compressed_files() throws IOException {
    LabeledImages images = read(IMAGES, LABELS);
    assertThat(images).hasToString("2 images of 1×1×3");
    assertThat(images.image(1)).containsExactly(253, 254, 255);
    assertThat(images.labels()).containsExactly(2, 0);
    assertThat(images.classNames()).isEqualTo(CLASSES);
    assertThat(read(gzip(IMAGES), LABELS)).isEqualTo(images);
    assertThat(read(gzip(IMAGES), gzip(LABELS))).isEqualTo(images);
  }

  @Test
  void should_say_which_file_is_missing() throws IOException {
    Path images = Files.write(folder.resolve("images"), IMAGES);
    Path labels = folder.resolve("labels");
    assertOneLine(
        () -> IdxReader.read(IdxReader.Source.of(images), IdxReader.Source.of(labels), CLASSES),
        labels + " is missing");
  }

  @Test
  void should_refuse_another_kind_of_file() {
    assertOneLine(
        () -> read(LABELS, LABELS),
        "images is no IDX file of images: it starts with 00000801, not with 00000803");
    assertOneLine(
        () -> read(IMAGES, "<!DOCTYPE html>".getBytes(US_ASCII)),
        "labels is no IDX file of labels: it starts with 3c21444f, not with 00000801");
  }

  @Test
  void should_refuse_a_file_that_is_cut_short_anywhere() throws IOException {
    for (int length = 0; length < IMAGES.length; length++) {
      byte[] cut = Arrays.copyOf(IMAGES, length);
      assertOneLine(() -> read(cut, LABELS), "images is cut short", "; delete it and get it again");
      byte[] zipped = gzip(cut);
      assertOneLine(
          () -> read(zipped, LABELS), "images is cut short", "; delete it and get it again");
    }
    assertOneLine(
        () -> read(Arrays.copyOf(IMAGES, IMAGES.length - 1), LABELS),
        "images is cut short: it announces 6 bytes of images and holds 5; delete it and get it again");
  }

  @Test
  void should_refuse_a_file_that_is_longer_than_announced() throws IOException {
    byte[] longer = Arrays.copyOf(IMAGES, IMAGES.length + 1);
    String message =
        "images is longer than the 6 bytes of images it announces; delete it and get it again";
    assertOneLine(() -> read(longer, LABELS), message);
    byte[] zipped = gzip(longer);
    assertOneLine(() -> read(zipped, LABELS), message);
  }

  @Test
  void should_refuse_different_numbers_of_images_and_labels() {
    byte[] three = idx(new int[] {0x801, 3}, new int[] {0, 1, 2});
    assertOneLine(
        () -> read(IMAGES, three),
        "images holds 2 images, but ",
        "labels holds 3 labels: take both from the same place");
  }

  @Test
  void should_refuse_a_label_that_is_no_class() {
    byte[] labels = idx(new int[] {0x801, 2}, new int[] {2, 255});
    assertOneLine(
        () -> read(IMAGES, labels),
        "labels is damaged: label 255 of image 1 is not 0…2; delete it and get it again");
  }

  @Test
  void should_refuse_broken_gzip() throws IOException {
    byte[] whole = gzip(IMAGES);
    for (int length = 2; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertOneLine(() -> read(cut, LABELS), "images is cut short", "; delete it and get it again");
    }
    for (int i = 2; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) 0xff;
      boolean harmless = 4 <= i && i <= 9; // time, extra flags and operating system of the header
      if (harmless) {
        assertThat(read(damaged, LABELS)).isEqualTo(read(IMAGES, LABELS));
      } else {
        assertOneLine(() -> read(damaged, LABELS), "images is ");
      }
    }
  }

  @Test
  void should_refuse_absurd_sizes_without_reserving_memory() throws IOException {
    assertOneLine(
        () -> read(idx(new int[] {0x803, -1, -1, -1}, new int[0]), LABELS),
        "images is damaged: it announces 4294967295×4294967295×4294967295 bytes, not 1…2147483638");
    assertOneLine(
        () -> read(idx(new int[] {0x803, 0, 28, 28}, new int[0]), LABELS),
        "announces 0×28×28 bytes");
    // a header may lie within the bound: 2 GiB announced, 1 byte there, in a heap that has less
    byte[] liar = gzip(idx(new int[] {0x803, 1, 1, Integer.MAX_VALUE - 9}, new int[1]));
    assertOneLine(
        () -> read(liar, idx(new int[] {0x801, 1}, new int[1])),
        "announces 2147483638 bytes of images and holds 1");
  }

  private LabeledImages read(byte[] images, byte[] labels) throws IOException {
    Path imagesFile = Files.write(folder.resolve("images"), images);
    Path labelsFile = Files.write(folder.resolve("labels"), labels);
    return IdxReader.read(
        IdxReader.Source.of(imagesFile), IdxReader.Source.of(labelsFile), CLASSES);
  }

  private static void assertOneLine(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(DatasetException.class)
        .message()
        .doesNotContain("\n")
        .contains(parts);
  }
}
