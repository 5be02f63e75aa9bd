package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
  @TempDir Path folder;

  @Test
  void grey_samples_are_taken_as_they_are_stored() throws IOException {
    // Java's getRGB makes 168 of 100
    byte[] png = Pictures.greyPng(new int[][] {{0, 100, 255}, {1, 2, 128}});
    assertThat(ImageFile.read(file(png), 1, 2, 3))
        .containsExactly(0, 100, (byte) 255, 1, 2, (byte) 128);
    assertThat(ImageFile.read(file(png), 3, 2, 3)).startsWith(0, 100).hasSize(18);
    byte[] jpeg =
        Pictures.encode(Pictures.grey(new int[8][8], BufferedImage.TYPE_BYTE_GRAY), "jpg");
    assertThat(ImageFile.read(file(jpeg), 1, 8, 8)).containsOnly(0);
  }

  @Test
  void colours_are_planes_and_one_channel_is_luma() throws IOException {
    for (String format : new String[] {"png", "bmp"}) {
      byte[] bytes =
          Pictures.encode(
              Pictures.coloured(new int[][] {{0x0a141e, 0xff0000}}, BufferedImage.TYPE_INT_RGB),
              format);
      assertThat(ImageFile.read(file(bytes), 3, 1, 2))
          .containsExactly(10, (byte) 255, 20, 0, 30, 0);
      // 0.299·10 + 0.587·20 + 0.114·30 = 18.15; 0.299·255 = 76.2
      assertThat(ImageFile.read(file(bytes), 1, 1, 2)).containsExactly(18, 76);
    }
  }

  @Test
  void sixteen_bits_are_rounded_to_eight() throws IOException {
    byte[] png =
        Pictures.encode(
            Pictures.grey(
                new int[][] {{0, 25_700, 65_535, 128, 129}}, BufferedImage.TYPE_USHORT_GRAY),
            "png");
    // 25700 / 257 = 100; 128 / 257 < ½ < 129 / 257
    assertThat(ImageFile.read(file(png), 1, 1, 5)).containsExactly(0, 100, (byte) 255, 0, 1);
  }

  @Test
  void palettes_are_looked_up() throws IOException {
    int[][] colours = {{0xffff0000, 0xff000000}};
    for (String format : new String[] {"png", "gif", "bmp"}) {
      byte[] bytes =
          Pictures.encode(Pictures.coloured(colours, BufferedImage.TYPE_BYTE_INDEXED), format);
      assertThat(ImageFile.read(file(bytes), 3, 1, 2)).containsExactly((byte) 255, 0, 0, 0, 0, 0);
    }
    byte[] bits =
        Pictures.encode(
            Pictures.grey(new int[][] {{1, 0, 1}}, BufferedImage.TYPE_BYTE_BINARY), "png");
    assertThat(ImageFile.read(file(bits), 1, 1, 3)).containsExactly((byte) 255, 0, (byte) 255);
  }

  @Test
  void transparent_parts_are_laid_over_black() throws IOException {
    byte[] png =
        Pictures.encode(
            Pictures.coloured(
                new int[][] {{0x00ffffff, 0x80ff8040, 0xff010203}}, BufferedImage.TYPE_INT_ARGB),
            "png");
    // 128/255 of 255, 128, 64: 128, 64.25, 32.1
    assertThat(ImageFile.read(file(png), 3, 1, 3))
        .containsExactly(0, (byte) 128, 1, 0, 64, 2, 0, 32, 3);
    assertThat(ImageFile.decode(file(png)).transparent()).isTrue();
  }

  @Test
  void a_picture_is_grey_if_all_its_pixels_are() throws IOException {
    int[][] grey = {{0xff0a0a0a, 0xff646464}};
    int[][] nearly = {{0xff0a0a0a, 0xff646465}};
    assertThat(decode(grey).channels()).isEqualTo(1);
    assertThat(decode(grey).pixels()).containsExactly(10, 100);
    assertThat(decode(nearly).channels()).isEqualTo(3);
  }

  private Picture decode(int[][] colours) throws IOException {
    return ImageFile.decode(
        file(Pictures.encode(Pictures.coloured(colours, BufferedImage.TYPE_INT_RGB), "png")));
  }

  @Test
  void another_size_is_scaled_as_in_training() throws IOException {
    byte[] png = Pictures.greyPng(new int[][] {{0, 70, 140, 210}});
    assertThat(ImageFile.read(file(png), 1, 1, 2)).containsExactly(50, (byte) 160);
  }

  @Test
  void what_is_no_whole_picture_is_said_in_words() throws IOException {
    int[][] noise = new int[64][64];
    SplittableRandom random = new SplittableRandom(1);
    Arrays.stream(noise).forEach(row -> Arrays.setAll(row, x -> random.nextInt(256)));
    BufferedImage image = Pictures.grey(noise, BufferedImage.TYPE_BYTE_GRAY);
    byte[] png = Pictures.encode(image, "png");
    byte[] jpeg = Pictures.encode(image, "jpg");
    byte[] bmp = Pictures.encode(image, "bmp");
    assertReason(new byte[0], "empty file");
    assertReason(
        "<html>404</html>".getBytes(US_ASCII),
        "not a picture that can be read (PNG, JPEG, BMP, GIF)");
    assertReason(Arrays.copyOf(png, png.length / 2), "cut short");
    assertReason(Arrays.copyOf(png, 33), "cut short");
    assertReason(Arrays.copyOf(png, 10), "cut short");
    assertReason(Arrays.copyOf(bmp, bmp.length / 2), "cut short");
    assertReason(
        Arrays.copyOf(jpeg, jpeg.length / 2), "damaged (Truncated File - Missing EOI marker)");
    byte[] flipped = png.clone();
    flipped[png.length / 2] ^= 1;
    assertReason(flipped, "damaged (incorrect data check)");
    assertReason(Pictures.cmykJpeg(), "colours are not grey or RGB (CMYK?): convert it to RGB");
  }

  @Test
  void a_decompression_bomb_is_refused_by_its_header() throws IOException {
    byte[] png = Pictures.plainPng(4, 4, 0);
    ByteBuffer.wrap(png).putInt(16, 50_000).putInt(20, 50_000); // width and height of IHDR
    assertReason(png, "announces 50000×50000 pixels, more than the 100 million that are read");
    assertThatThrownBy(() -> ImageFile.readSize(file(png)))
        .hasMessage("announces 50000×50000 pixels, more than the 100 million that are read");
  }

  @Test
  void a_missing_file_and_impossible_channels_are_refused() throws IOException {
    Path missing = folder.resolve("none.png");
    assertThatThrownBy(() -> ImageFile.read(missing, 1, 8, 8))
        .isInstanceOf(DatasetException.class)
        .hasMessage(missing + ": no such picture");
    assertThatThrownBy(() -> ImageFile.read(missing, 2, 8, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pictures have 1 or 3 channels, the network takes 2");
  }

  private void assertReason(byte[] bytes, String reason) throws IOException {
    Path file = file(bytes);
    assertThatThrownBy(() -> ImageFile.read(file, 1, 8, 8))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + ": " + reason);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("picture"), bytes);
  }
}
