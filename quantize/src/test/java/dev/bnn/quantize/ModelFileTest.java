package dev.bnn.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  @TempDir Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.bnn"), bytes);
  }

  private static byte[] sample() throws IOException {
    return ModelFile.toBytes(GeneratedNetworks.convolutional(new SplittableRandom(3)));
  }

  @Test
  void what_is_written_is_read_again() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      BinaryNetwork network = GeneratedNetworks.convolutional(new SplittableRandom(seed));
      Path file = folder.resolve("model-" + seed + ".bnn");
      ModelFile.write(network, file);
      assertThat(ModelFile.read(file)).as("seed %d", seed).isEqualTo(network);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).as("no temporary files stay").hasSize(100);
    }
  }

  @Test
  void provenance_survives() throws IOException {
    BinaryNetwork network = GeneratedNetworks.convolutional(new SplittableRandom(1));
    Provenance provenance = new Provenance("bnn 9", "digits", "abc", -5, "tfc, 3 epochs", 0.9375);
    BinaryNetwork with =
        new BinaryNetwork(network.name(), network.layers(), network.classes(), provenance);
    assertThat(ModelFile.read(write(ModelFile.toBytes(with))).provenance()).isEqualTo(provenance);
    assertThat(with.hash()).isEqualTo(network.hash());
  }

  @Test
  void a_truncated_file_is_one_clear_line() throws IOException {
    byte[] whole = sample();
    for (int length = 0; length < whole.length; length += 1 + whole.length / 97) {
      Path file = write(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ModelFile.read(file))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("model.bnn")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void a_damaged_byte_is_never_read_as_another_network() throws IOException {
    byte[] whole = sample();
    BinaryNetwork right = ModelFile.read(write(whole));
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(whole.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Path file = write(damaged);
      try {
        assertThat(ModelFile.read(file)).as("byte %d", at).isEqualTo(right);
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageContaining("model.bnn").hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void other_files_and_newer_formats_are_named() throws IOException {
    assertThatThrownBy(() -> ModelFile.read(folder.resolve("absent.bnn")))
        .hasMessageContaining("absent.bnn: no such file");
    assertThatThrownBy(() -> ModelFile.read(folder)).hasMessageContaining("is a folder");
    Path text = write("hello".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ModelFile.read(text)).hasMessageContaining("not a model.bnn");
    Path newer = write(replace(sample(), "\"version\" : 1", "\"version\" : 7"));
    assertThatThrownBy(() -> ModelFile.read(newer))
        .hasMessageContaining("format 7")
        .hasMessageContaining("use a newer bnn");
    Path other = write(replace(sample(), "bnn-network", "fnn-network"));
    assertThatThrownBy(() -> ModelFile.read(other)).hasMessageContaining("fnn-network");
  }

  @Test
  void compressed_entries_and_those_of_other_layers_are_refused() throws IOException {
    Map<String, byte[]> entries = ZipFiles.read(sample());
    Path bomb = write(ZipFiles.write(entries, ZipOutputStream.DEFLATED));
    assertThatThrownBy(() -> ModelFile.read(bomb))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("network.json is compressed");
    Path stored = write(ZipFiles.write(entries, ZipOutputStream.STORED));
    assertThat(ModelFile.read(stored)).isNotNull();
    Path shared = write(replace(sample(), "weights/1.bin", "weights/2.bin"));
    assertThatThrownBy(() -> ModelFile.read(shared))
        .hasMessageContaining("'weights' of a layer is not its entry weights/1.bin");
  }

  @Test
  void words_of_the_file_reach_the_terminal_without_control_characters() throws IOException {
    Path evil = write(replace(sample(), "bnn-network", "x\\u001b[31m\\n" + "y".repeat(5000)));
    assertThatThrownBy(() -> ModelFile.read(evil))
        .hasMessageContaining("x?[31m?yyy")
        .message()
        .hasSizeLessThan(1100);
  }

  @Test
  void shapes_whose_sizes_do_not_fit_an_int_are_refused() {
    Shape wide = new Shape(1 << 28, 7, 1);
    assertThatThrownBy(() -> new Window(wide, 7, 1, Padding.MINUS_ONE))
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> new Window(new Shape(1, Integer.MAX_VALUE, 1), 3, 1, Padding.PLUS_ONE))
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> new InputEncoding(wide, new Encoding.Thermometer(255)))
        .hasMessageContaining("too large");
  }

  /** The archive with a text replaced in {@code network.json}, checksums made anew. */
  private static byte[] replace(byte[] bytes, String from, String to) throws IOException {
    Map<String, byte[]> entries = ZipFiles.read(bytes);
    entries.computeIfPresent(
        "network.json",
        (name, json) ->
            new String(json, StandardCharsets.ISO_8859_1)
                .replace(from, to)
                .getBytes(StandardCharsets.ISO_8859_1));
    return ZipFiles.write(entries, ZipOutputStream.STORED);
  }
}
