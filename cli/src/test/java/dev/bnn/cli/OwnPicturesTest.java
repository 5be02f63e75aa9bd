package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a proven network, and what goes wrong on the way. */
class OwnPicturesTest {
  /** Pictures of each part. */
  private static final int COUNT = 200;

  @TempDir Path folder;

  private static Path pictures;
  private static Path run;
  private static Execution training;

  @BeforeAll
  static void train(@TempDir Path shared) throws IOException {
    pictures = shared.resolve("my digits");
    writeDigits(pictures);
    run = shared.resolve("run");
    training =
        Execution.ofSuccess(
            "train",
            "--dataset",
            pictures,
            "--model",
            "tfc",
            "--epochs",
            40,
            "--augment",
            "crop:1,shift:1,rotate:5",
            "--out",
            run);
  }

  /** The first digits of each part of the embedded set as grey PNG. */
  private static void writeDigits(Path to) throws IOException {
    Dataset digits = Datasets.load("digits", Path.of("unused"));
    for (int p = 0; p < 3; p++) {
      LabeledImages part = List.of(digits.train(), digits.validation(), digits.test()).get(p);
      for (int i = 0; i < Math.min(COUNT, part.size()); i++) {
        Path place =
            to.resolve(List.of("train", "val", "test").get(p)).resolve("digit " + part.label(i));
        Files.createDirectories(place);
        write(place.resolve(i + ".png"), part.image(i));
      }
    }
  }

  private static void write(Path file, byte[] image) throws IOException {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < image.length; i++) {
      picture.getRaster().setSample(i % 8, i / 8, 0, image[i] & 255);
    }
    ImageIO.write(picture, "png", file.toFile());
  }

  @Test
  void training_says_and_records_what_was_decided() throws IOException {
    assertThat(training.err())
        .contains(
            pictures + ": size 8×8, as stored", pictures + ": 1 channel: every picture is grey");
    assertThat(training.out()).contains("augmented by crop:1,shift:1,rotate:5");
    JsonNode config = new ObjectMapper().readTree(Files.readAllBytes(run.resolve("config.json")));
    assertThat(config.path("dataset").asText()).isEqualTo(pictures.toString());
    assertThat(config.path("augment").asText()).isEqualTo("crop:1,shift:1,rotate:5");
    assertThat(config.path("dataNotes"))
        .map(JsonNode::asText)
        .containsExactly("size 8×8, as stored", "1 channel: every picture is grey");
    assertThat(config.path("contentHash").asText()).hasSize(64);
  }

  @Test
  void eval_export_and_verify_find_the_folder_the_network_was_trained_on() throws IOException {
    JsonNode eval = Execution.ofSuccess("eval", run, "--json").json();
    assertThat(eval.path("images").asInt()).isEqualTo(COUNT);
    assertThat(eval.path("accuracy").asDouble()).isGreaterThan(0.5);
    Execution export =
        Execution.ofSuccess("export", run, "--fpga", folder.resolve("fpga"), "--json");
    assertThat(export.err()).doesNotContain("noise");
    Execution verify = Execution.ofSuccess("verify", run, "--stage", "dl4j,packed,onnx");
    assertThat(verify.out()).contains("dl4j", String.valueOf(COUNT), "agrees");
  }

  @Test
  void predict_treats_a_picture_as_training_did() throws IOException {
    JsonNode eval = Execution.ofSuccess("eval", run, "--json").json();
    int right = 0;
    for (int label = 0; label < 10; label++) {
      Path classFolder = pictures.resolve("test/digit " + label);
      Object[] files;
      try (var list = Files.list(classFolder)) {
        files = list.sorted().toArray();
      }
      Object[] words = new Object[files.length + 3];
      words[0] = "predict";
      words[1] = run;
      words[2] = "--json";
      System.arraycopy(files, 0, words, 3, files.length);
      for (JsonNode answer : Execution.ofSuccess(words).json()) {
        right += answer.path("class").asText().equals("digit " + label) ? 1 : 0;
      }
    }
    assertThat(right).isEqualTo(eval.path("right").asInt());
  }

  @Test
  void other_pictures_are_scaled_to_the_network_and_this_is_said() throws IOException {
    Path other = folder.resolve("other");
    for (int i = 0; i < 20; i++) {
      for (int label = 0; label < 10; label++) {
        Path place = other.resolve("digit " + label);
        Files.createDirectories(place);
        BufferedImage picture = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(i % 20, label, 0xff8040);
        ImageIO.write(picture, "png", place.resolve(i + ".png").toFile());
      }
    }
    Execution eval = Execution.ofSuccess("eval", run, "--dataset", other);
    assertThat(eval.err())
        .contains(
            other
                + ": scaled to 8×8 from 16×20 (200): the whole picture is scaled, aspect not kept",
            other + ": 1 channel: luma is taken of 200 pictures in colour");
    assertThat(
            Execution.of(
                    "train",
                    "--dataset",
                    other,
                    "--image-size",
                    "9x7",
                    "--epochs",
                    1,
                    "--model",
                    "mlp:8x1",
                    "--out",
                    folder.resolve("small"))
                .err())
        .contains(other + ": scaled to 9×7 from 16×20 (200)");
    assertThat(Execution.ofSuccess("inspect", folder.resolve("small")).out()).contains("3×9×7");
  }

  @Test
  void classes_that_are_not_those_of_the_network_are_told() throws IOException {
    Path other = folder.resolve("letters");
    for (String name : List.of("a", "b")) {
      Files.createDirectories(other.resolve(name));
      for (int i = 0; i < 10; i++) {
        write(other.resolve(name + "/" + i + ".png"), new byte[64]);
      }
    }
    Execution eval = Execution.of("eval", run, "--dataset", other);
    assertThat(eval.status()).isEqualTo(2);
    assertThat(eval.err())
        .contains("bnn: the network knows the classes digit 0, digit 1, ", other + " has a, b");
  }

  @Test
  void pictures_that_changed_since_the_training_are_told() throws IOException {
    Path mine = folder.resolve("mine");
    writeDigits(mine);
    Path short1 = folder.resolve("run");
    Execution.ofSuccess(
        "train", "--dataset", mine, "--model", "mlp:8x1", "--epochs", 1, "--out", short1);
    assertThat(Execution.ofSuccess("eval", short1).err()).isEmpty();
    Files.delete(mine.resolve("train/digit 0").resolve(first(mine.resolve("train/digit 0"))));
    assertThat(Execution.ofSuccess("eval", short1).err())
        .isEqualTo(mine + ": other pictures than when the network was trained\n");
  }

  @Test
  void a_folder_of_the_training_that_is_elsewhere_is_named() throws IOException {
    Path here = Files.createTempDirectory(Path.of(""), "own-pictures-");
    Path away = folder.resolve("away");
    try {
      for (String name : List.of("a", "b")) {
        Files.createDirectory(here.resolve(name));
        for (int i = 0; i < 10; i++) {
          write(here.resolve(name + "/" + i + ".png"), new byte[64]);
        }
      }
      Execution.ofSuccess(
          "train", "--dataset", here, "--model", "mlp:8x1", "--epochs", 1, "--out", away);
    } finally {
      try (Stream<Path> entries = Files.walk(here)) {
        entries
            .sorted(Comparator.reverseOrder())
            .forEach(entry -> assertThat(entry.toFile().delete()).isTrue());
      }
    }
    Execution eval = Execution.of("eval", away);
    assertThat(eval.status()).isEqualTo(2);
    assertThat(eval.err())
        .isEqualTo(
            "bnn: the network was trained on the folder '%s', which is not here: run this where it is, or give --dataset FOLDER\n"
                .formatted(here));
  }

  private static String first(Path classFolder) throws IOException {
    try (var list = Files.list(classFolder)) {
      return list.sorted().findFirst().orElseThrow().getFileName().toString();
    }
  }

  @Test
  void unreadable_pictures_fail_the_training_before_it_starts() throws IOException {
    Path mine = folder.resolve("mine");
    writeDigits(mine);
    Files.writeString(mine.resolve("train/digit 3/page.png"), "<html>");
    Path out = folder.resolve("run");
    Execution failed = Execution.of("train", "--dataset", mine, "--out", out);
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err())
        .isEqualTo(
            "bnn: %s: 1 of 601 pictures cannot be read: train/digit 3/page.png (not a picture that can be read (PNG, JPEG, BMP, GIF)); repair or remove them, or leave them out by --skip-unreadable\n"
                .formatted(mine));
    assertThat(out).doesNotExist();
    JsonNode info = Execution.ofSuccess("data", "info", mine, "--skip-unreadable", "--json").json();
    assertThat(info.path("notes"))
        .map(JsonNode::asText)
        .contains(
            "left out: train/digit 3/page.png (not a picture that can be read (PNG, JPEG, BMP,"
                + " GIF))");
  }

  @Test
  void data_info_tells_figures_duplicates_and_draws_a_sheet() throws IOException {
    Path two = folder.resolve("two");
    byte[] black = new byte[64];
    byte[] white = new byte[64];
    java.util.Arrays.fill(white, (byte) 255);
    for (String part : List.of("train", "val", "test")) {
      Files.createDirectories(two.resolve(part + "/dark"));
      Files.createDirectories(two.resolve(part + "/light"));
      write(two.resolve(part + "/dark/1.png"), black);
      write(two.resolve(part + "/light/1.png"), white);
    }
    byte[] other = {1, 2, 3};
    write(two.resolve("test/dark/2.png"), java.util.Arrays.copyOf(other, 64));
    Path sheet = folder.resolve("sheet.png");
    Execution info = Execution.ofSuccess("data", "info", two, "--sheet", sheet);
    assertThat(info.out())
        .contains(
            "pixels: mean 0.50000, deviation 0.50000",
            "same pixels twice: 2 of 3 test images are in training or validation too; 2 repeated",
            "dark       1           1     2",
            "licence: not stated");
    BufferedImage drawn = ImageIO.read(sheet.toFile());
    assertThat(drawn.getHeight()).isEqualTo(4 + 2 * 52);
    int left =
        IntStream.range(0, drawn.getWidth())
            .filter(x -> isBlackColumn(drawn, x))
            .findFirst()
            .orElse(-1);
    assertThat(left).as("the black picture in the first row").isPositive();
    JsonNode json = Execution.ofSuccess("data", "info", two, "--json").json();
    assertThat(json.path("testImagesAlsoTrainedOn").asInt()).isEqualTo(2);
    assertThat(json.path("repeatedTrainingImages").asInt()).isEqualTo(2);
    assertThat(json.path("countsPerClass").path("test").path("dark").asInt()).isEqualTo(2);
    assertThat(json.path("mean").path(0).asDouble()).isEqualTo(0.5);
  }

  private static boolean isBlackColumn(BufferedImage sheet, int x) {
    return IntStream.range(4, 52).allMatch(y -> (sheet.getRGB(x, y) & 0xffffff) == 0);
  }
}
