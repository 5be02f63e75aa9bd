package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On small files of the true format, written here after "MAT-File Format" (The MathWorks, R2019b):
 * a header of 128 bytes, then each variable as one compressed element.
 */
class SvhnTest {
  private static final int INT8 = 1;
  private static final int UINT8 = 2;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int DOUBLE_CLASS = 6;
  private static final int UINT8_CLASS = 9;

  @TempDir Path folder;

  private static byte[] file(byte[]... variables) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] header = Arrays.copyOf("MATLAB 5.0 MAT-file".getBytes(US_ASCII), 128);
    Arrays.fill(header, 19, 116, (byte) ' ');
    header[125] = 1; // version 0x0100, then "IM": the lowest byte comes first
    header[126] = 'I';
    header[127] = 'M';
    out.write(header);
    for (byte[] variable : variables) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
        deflater.write(variable);
      }
      out.write(tag(COMPRESSED, packed.size()));
      out.write(packed.toByteArray());
    }
    return out.toByteArray();
  }

  /** A numeric array whose numbers are stored as bytes, as MATLAB stores small numbers. */
  private static byte[] variable(String name, int matlabClass, int[] sides, byte[] data)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(element(UINT32, ints(matlabClass, 0)));
    body.write(element(INT32, ints(sides)));
    body.write(element(INT8, name.getBytes(US_ASCII)));
    body.write(element(UINT8, data));
    return element(MATRIX, body.toByteArray());
  }

  private static byte[] element(int type, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag(type, data.length));
    out.write(data);
    out.write(new byte[(8 - data.length % 8) % 8]);
    return out.toByteArray();
  }

  private static byte[] tag(int type, int length) {
    return ints(type, length);
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putInt);
    return bytes.array();
  }

  private static byte pixel(int image, int channel, int row, int column) {
    return (byte) (101 * image + 53 * channel + 7 * row + 3 * column);
  }

  /** X(row, column, channel, image), the first index fastest. */
  private static byte[] pixels(int images) {
    ByteBuffer bytes = ByteBuffer.allocate(images * 3072);
    for (int image = 0; image < images; image++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int column = 0; column < 32; column++) {
          for (int row = 0; row < 32; row++) {
            bytes.put(pixel(image, channel, row, column));
          }
        }
      }
    }
    return bytes.array();
  }

  /** Labels 1…10 in turn. */
  private static byte[] labels(int images) {
    byte[] labels = new byte[images];
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) (i % 10 + 1);
    }
    return labels;
  }

  private static byte[] images(int images) throws IOException {
    return file(
        variable("X", UINT8_CLASS, new int[] {32, 32, 3, images}, pixels(images)),
        variable("y", DOUBLE_CLASS, new int[] {images, 1}, labels(images)));
  }

  private Dataset load(byte[] training, byte[] test) throws IOException {
    Path svhn = Files.createDirectories(folder.resolve("svhn"));
    Files.write(svhn.resolve("train_32x32.mat"), training);
    Files.write(svhn.resolve("test_32x32.mat"), test);
    return new Svhn().load(folder);
  }

  @Test
  void pixels_and_labels_come_to_their_places() throws IOException {
    Dataset svhn = load(images(40), images(20));
    assertThat(svhn.train().size()).isEqualTo(36);
    assertThat(svhn.validation().size()).isEqualTo(4);
    LabeledImages test = svhn.test();
    assertThat(test).hasToString("20 images of 3×32×32");
    assertThat(test.labels())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0);
    for (int image = 0; image < 20; image++) {
      byte[] found = test.image(image);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isEqualTo(pixel(image, i / 1024, i / 32 % 32, i % 32));
      }
    }
  }

  /** Images per digit 0…9 of the training part, as counted in the published files by others. */
  @Test
  void the_announced_sizes_are_those_of_the_split() {
    int[] counts = {4948, 13861, 10585, 8497, 7458, 6882, 5727, 5595, 5045, 4659};
    int[] labels =
        IntStream.range(0, 10).flatMap(k -> IntStream.generate(() -> k).limit(counts[k])).toArray();
    List<int[]> parts = StratifiedSplit.indices(labels, List.of(0.9, 0.1), 1);
    DatasetInfo info = new Svhn().info();
    assertThat(labels).hasSize(73_257);
    assertThat(parts.get(0)).hasSize(info.trainSize());
    assertThat(parts.get(1)).hasSize(info.validationSize());
  }

  @Test
  void missing_files_are_named() {
    assertThatThrownBy(() -> new Svhn().load(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "data set 'svhn' is not here: %s lacks train_32x32.mat, test_32x32.mat; get it with:"
                + " bnn data fetch svhn",
            folder.resolve("svhn"));
  }

  @Test
  void damaged_files_are_named() throws IOException {
    byte[] good = images(10);
    byte[] badLabel = labels(10);
    badLabel[3] = 11;
    byte[] x = variable("X", UINT8_CLASS, new int[] {32, 32, 3, 10}, pixels(10));
    assertDamaged(
        file(x, variable("y", DOUBLE_CLASS, new int[] {10, 1}, badLabel)),
        "label 11 of image 3 is not 1…10");
    assertDamaged(
        file(x, variable("y", DOUBLE_CLASS, new int[] {9, 1}, labels(9))),
        "X has the sides [32, 32, 3, 10], not [32, 32, 3, 9] as 9 labels say");
    assertDamaged(file(x), "no MATLAB file with X and y");
    assertDamaged("<html>".getBytes(US_ASCII), "no MATLAB file with X and y");
    assertDamaged(new byte[0], "no MATLAB file with X and y");
    for (int length = 1; length < good.length; length += good.length / 40) {
      assertDamaged(Arrays.copyOf(good, length), "");
    }
  }

  private void assertDamaged(byte[] test, String words) throws IOException {
    byte[] training = images(10);
    assertThatThrownBy(() -> load(training, test))
        .isInstanceOf(DatasetException.class)
        .message()
        .startsWith(folder.resolve("svhn/test_32x32.mat").toString())
        .contains(words, "get it again");
  }
}
