package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final FolderOptions DEFAULTS = FolderOptions.defaults();

  @TempDir Path root;

  @Test
  void parts_classes_and_order_come_from_the_names() throws IOException {
    // classes by the numbers of their characters: capitals first, ä behind z
    write("train/b/10.png", 1);
    write("train/b/2.PNG", 2);
    write("train/b/deeper/1.png", 3);
    write("train/Z/x.bmp", 4);
    write("train/ä/y.jpg", 5);
    for (String part : List.of("Validation", "TEST")) {
      write(part + "/b/1.png", 6);
      write(part + "/Z/1.png", 7);
      write(part + "/ä/1.png", 8);
    }
    Dataset data = load();
    assertThat(data.train().classNames()).containsExactly("Z", "b", "ä");
    assertThat(data.train().labels()).containsExactly(0, 1, 1, 1, 2);
    assertThat(levels(data.train())).containsExactly(4, 1, 2, 3, 5);
    assertThat(levels(data.validation())).containsExactly(7, 6, 8);
    assertThat(data.test().labels()).containsExactly(0, 1, 2);
    assertThat(data.name()).isEqualTo("mine");
    assertThat(data.source()).isEqualTo("folder " + root);
    assertThat(data.notes())
        .containsExactly("size 2×2, as stored", "1 channel: every picture is grey");
    assertThat(load().hash()).isEqualTo(data.hash());
  }

  @Test
  void class_folders_alone_are_divided_always_in_the_same_way() throws IOException {
    writeClasses("", 10, 20);
    Dataset data = load();
    assertThat(data.train().countPerClass()).containsExactly(7, 14);
    assertThat(data.validation().countPerClass()).containsExactly(1, 2);
    assertThat(data.test().countPerClass()).containsExactly(2, 4);
    assertThat(data.notes())
        .contains(
            "no val/: 10 % of the training pictures are taken, stratified, seed 1",
            "no test/: 20 % of the training pictures are taken, stratified, seed 1");
    assertThat(load().hash()).isEqualTo(data.hash());
  }

  @Test
  void a_missing_part_is_taken_from_train_and_a_given_one_is_kept() throws IOException {
    writeClasses("train/", 10, 20);
    writeClasses("test/", 1, 1);
    Dataset withTest = load();
    assertThat(withTest.train().countPerClass()).containsExactly(9, 18);
    assertThat(withTest.validation().countPerClass()).containsExactly(1, 2);
    assertThat(withTest.test().countPerClass()).containsExactly(1, 1);
    Files.move(root.resolve("test"), root.resolve("valid"));
    Dataset withValidation = load();
    assertThat(withValidation.train().countPerClass()).containsExactly(8, 16);
    assertThat(withValidation.validation().countPerClass()).containsExactly(1, 1);
    assertThat(withValidation.test().countPerClass()).containsExactly(2, 4);
  }

  @Test
  void one_coloured_picture_makes_all_three_channels() throws IOException {
    writeClasses("", 5, 5);
    Pictures.write(
        root.resolve("b/999.png"),
        Pictures.encode(
            Pictures.coloured(new int[][] {{0xff0000, 0}, {0, 0}}, BufferedImage.TYPE_INT_RGB),
            "png"));
    Dataset data = load();
    assertThat(data.train().channels()).isEqualTo(3);
    assertThat(data.notes()).contains("3 channels: there are pictures in colour, first b/999.png");
    LabeledImages train = data.train();
    for (int i = 0; i < train.size(); i++) {
      byte[] image = train.image(i);
      if (image[0] != -1) {
        assertThat(Arrays.copyOfRange(image, 4, 8)).isEqualTo(Arrays.copyOf(image, 4));
        assertThat(Arrays.copyOfRange(image, 8, 12)).isEqualTo(Arrays.copyOf(image, 4));
      }
    }
    Dataset asked = ImageFolder.load("mine", root, DEFAULTS.withChannels(1));
    assertThat(asked.train().channels()).isEqualTo(1);
    assertThat(asked.notes()).containsOnlyOnce("1 channel: luma is taken of 1 picture in colour");
  }

  @Test
  void pictures_of_mixed_sizes_need_a_size_and_are_scaled_to_it() throws IOException {
    writeClasses("", 9, 10);
    Pictures.write(root.resolve("a/wide.png"), Pictures.plainPng(3, 8, 77));
    assertFails(
        "%s holds pictures of 2 sizes (height×width): 2×2 (19), 3×8 (1); scale them all:"
            + " --image-size HxW, for example --image-size 32x32");
    Dataset data = ImageFolder.load("mine", root, DEFAULTS.withSize(new ImageSize(4, 5)));
    assertThat(data.train()).hasToString("14 images of 1×4×5");
    assertThat(data.notes())
        .contains(
            "scaled to 4×5 from 2×2 (19), 3×8 (1): the whole picture is scaled, aspect not kept,"
                + " by a linear filter that averages when it reduces");
    assertThat(all(data)).anySatisfy(image -> assertThat(image).containsOnly(77));
  }

  @Test
  void large_pictures_need_a_size() throws IOException {
    for (int i = 0; i < 10; i++) {
      Pictures.write(root.resolve("a/" + i + ".png"), Pictures.plainPng(3, 257, 1));
      Pictures.write(root.resolve("b/" + i + ".png"), Pictures.plainPng(3, 257, 2));
    }
    assertFails(
        "%s holds pictures of 3×257, too large to take as they are (sides up to 256): scale them,"
            + " for example --image-size 32x32");
    assertThat(ImageFolder.load("mine", root, DEFAULTS.withSize(new ImageSize(3, 257))).train())
        .hasToString("14 images of 1×3×257");
  }

  @Test
  void unreadable_pictures_fail_unless_they_are_to_be_left_out() throws IOException {
    writeClasses("", 10, 10);
    byte[] png = Pictures.plainPng(2, 2, 1);
    Pictures.write(root.resolve("a/text.jpg"), "no picture".getBytes(US_ASCII));
    Pictures.write(root.resolve("b/cut.png"), Arrays.copyOf(png, png.length - 25));
    ByteBuffer.wrap(png).putInt(16, 50_000).putInt(20, 50_000);
    Pictures.write(root.resolve("a/bomb.png"), png);
    Pictures.write(root.resolve("b/empty.png"), new byte[0]);
    assertFails(
        "%s: 4 of 24 pictures cannot be read: a/bomb.png (announces 50000×50000 pixels, more than"
            + " the 100 million that are read), a/text.jpg (not a picture that can be read (PNG,"
            + " JPEG, BMP, GIF)), b/cut.png (cut short) and 1 more; repair or remove them, or leave"
            + " them out by --skip-unreadable");
    Dataset data = ImageFolder.load("mine", root, DEFAULTS.withSkipUnreadable(true));
    assertThat(all(data)).hasSize(20);
    assertThat(data.notes())
        .contains(
            "left out: a/text.jpg (not a picture that can be read (PNG, JPEG, BMP, GIF))",
            "left out: b/cut.png (cut short)",
            "left out: b/empty.png (empty file)");
  }

  @Test
  void hidden_files_are_passed_over_and_others_are_named() throws IOException {
    writeClasses("train/", 10, 10);
    for (String name :
        List.of(
            ".hidden/1.png",
            "train/.DS_Store",
            "train/a/.DS_Store",
            "train/a/._1.png",
            "train/a/Thumbs.db",
            "train/b/.cache/2.png",
            "__MACOSX/x.png")) {
      Pictures.write(root.resolve(name), new byte[] {1});
    }
    assertThat(load().notes()).noneMatch(note -> note.startsWith("not looked at"));
    Pictures.write(root.resolve("README.txt"), new byte[1]);
    Pictures.write(root.resolve("train/stray.png"), new byte[1]);
    Pictures.write(root.resolve("train/a/labels.csv"), new byte[1]);
    Pictures.write(root.resolve("more/x.png"), new byte[1]);
    Dataset data = load();
    assertThat(data.notes())
        .contains(
            "not looked at, since no pictures (.png .jpg .jpeg .bmp .gif) of a class: README.txt,"
                + " more/, train/a/labels.csv and 1 more");
    assertThat(all(data)).hasSize(20);
  }

  @Test
  void transparent_pictures_are_said() throws IOException {
    writeClasses("", 10, 10);
    Pictures.write(
        root.resolve("a/glass.png"),
        Pictures.encode(Pictures.coloured(new int[2][2], BufferedImage.TYPE_INT_ARGB), "png"));
    assertThat(load().notes()).contains("1 picture with transparent parts: these are black");
  }

  @Test
  void a_folder_that_is_no_data_set_is_refused_in_words() throws IOException {
    assertFails(
        "%s holds no class folders: put the pictures of each class into a folder named like"
            + " the class");
    write("1.png", 1);
    assertFails(
        "%s holds no class folders, only files: put the pictures of each class into a folder"
            + " named like the class");
    write("cat/1.png", 1);
    assertFails("%s holds one class folder only, cat/: two classes are needed to tell apart");
    Files.createDirectory(root.resolve("dog"));
    assertFails(
        "class folder %s holds no picture (.png .jpg .jpeg .bmp .gif): fill it or remove it",
        "dog");
    write("dog/1.png", 1);
    assertFails("%s: 2 pictures are too few: 1 to train on, 1 to validate, 0 to test; add some");
    Files.createDirectory(root.resolve("test"));
    assertFails("%s holds test/ but no train/: rename, or move the class folders into train/");
  }

  @Test
  void a_class_that_has_nothing_left_to_train_on_is_named() throws IOException {
    writeClasses("", 20, 0);
    Pictures.write(root.resolve("b/1.png"), new byte[0]);
    assertThatThrownBy(() -> ImageFolder.load("mine", root, DEFAULTS.withSkipUnreadable(true)))
        .isInstanceOf(DatasetException.class)
        .hasMessage(root + ": no picture of class b is left to train on: add some");
  }

  @Test
  void parts_must_hold_the_same_classes() throws IOException {
    writeClasses("train/", 3, 3);
    write("train/c/1.png", 1);
    write("test/a/1.png", 1);
    write("test/d/1.png", 1);
    assertFails(
        "%s: train/ and test/ must hold the same class folders; test/ lacks b, c; train/ lacks d;"
            + " an empty folder will do in test/");
    Files.delete(root.resolve("test/d/1.png"));
    Files.delete(root.resolve("test/d"));
    Files.createDirectory(root.resolve("test/b"));
    Files.createDirectory(root.resolve("test/c"));
    Files.createDirectory(root.resolve("val"));
    Files.createDirectory(root.resolve("valid"));
    assertFails("%s holds val/ and valid/, which mean the same: keep one");
    Files.delete(root.resolve("val"));
    for (String name : List.of("a", "b", "c")) {
      Files.createDirectory(root.resolve("valid/" + name));
    }
    assertFails("%s holds no pictures: fill it or remove it", "valid");
    write("valid/a/1.png", 1);
    assertThat(load().notes())
        .contains("no picture in the validation part: b, c", "no picture in the test part: b, c");
  }

  @Test
  void a_missing_folder_and_a_file_are_refused() throws IOException {
    Path missing = root.resolve("nowhere");
    assertThatThrownBy(() -> ImageFolder.load("x", missing, DEFAULTS))
        .isInstanceOf(DatasetException.class)
        .hasMessage(missing + ": no such folder");
    Path file = Files.write(root.resolve("data.zip"), new byte[1]);
    assertThatThrownBy(() -> ImageFolder.load("x", file, DEFAULTS))
        .hasMessage(file + " is a file: a folder of class folders with pictures is needed");
  }

  @Test
  void links_are_followed_but_not_in_circles() throws IOException {
    writeClasses("real/", 10, 10);
    Path linked = root.resolve("linked");
    Files.createDirectory(linked);
    Files.createSymbolicLink(linked.resolve("a"), root.resolve("real/a"));
    Files.createSymbolicLink(linked.resolve("b"), root.resolve("real/b"));
    assertThat(all(ImageFolder.load("x", linked, DEFAULTS))).hasSize(20);
    Path loop = root.resolve("real/a/loop");
    Files.createSymbolicLink(loop, root.resolve("real/a"));
    assertThatThrownBy(() -> ImageFolder.load("x", root.resolve("real"), DEFAULTS))
        .isInstanceOf(DatasetException.class)
        .hasMessage(loop + " is a link to a folder above it: remove the link");
    Files.delete(loop);
    Files.createSymbolicLink(root.resolve("real/a/broken.png"), root.resolve("gone.png"));
    assertThatThrownBy(() -> ImageFolder.load("x", root.resolve("real"), DEFAULTS))
        .hasMessageContaining("a/broken.png (no such file, or not allowed to read it)");
  }

  @Test
  void progress_is_told_to_the_end() throws IOException {
    writeClasses("", 200, 200);
    List<String> told = new ArrayList<>();
    ImageFolder.load("x", root, DEFAULTS.withProgress((done, all) -> told.add(done + "/" + all)));
    assertThat(told).containsExactly("256/400", "400/400");
  }

  @Test
  void a_known_set_written_as_png_has_the_same_content() throws IOException {
    Dataset digits = Datasets.load("digits", root);
    LabeledImages[] parts = {digits.train(), digits.validation(), digits.test()};
    String[] folders = {"train", "val", "test"};
    for (int p = 0; p < 3; p++) {
      for (int i = 0; i < parts[p].size(); i++) {
        byte[] image = parts[p].image(i);
        int[][] samples = new int[8][8];
        for (int k = 0; k < 64; k++) {
          samples[k / 8][k % 8] = Byte.toUnsignedInt(image[k]);
        }
        Pictures.write(
            root.resolve(folders[p] + "/" + parts[p].label(i) + "/" + i + ".png"),
            Pictures.greyPng(samples));
      }
    }
    Dataset data = Datasets.load(root.toString(), Path.of("unused"));
    assertThat(data.contentHash()).isEqualTo(digits.contentHash());
    assertThat(data.hash()).isNotEqualTo(digits.hash());
  }

  private Dataset load() throws IOException {
    return ImageFolder.load("mine", root, DEFAULTS);
  }

  private void assertFails(String message) {
    assertFails(message, "");
  }

  private void assertFails(String message, String child) {
    assertThatThrownBy(this::load)
        .isInstanceOf(DatasetException.class)
        .hasMessage(message, child.isEmpty() ? root : root.resolve(child));
  }

  /** So many pictures of class a and of class b, 2×2. */
  private void writeClasses(String part, int a, int b) throws IOException {
    for (int i = 0; i < a; i++) {
      write(part + "a/" + i + ".png", i % 120);
    }
    for (int i = 0; i < b; i++) {
      write(part + "b/" + i + ".png", 120 + i % 120);
    }
  }

  private void write(String path, int level) throws IOException {
    byte[] png = Pictures.plainPng(2, 2, level);
    Pictures.write(root.resolve(path), png);
  }

  private static List<Integer> levels(LabeledImages images) {
    return all(images).stream().map(image -> Byte.toUnsignedInt(image[0])).toList();
  }

  private static List<byte[]> all(LabeledImages images) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      all.add(images.image(i));
    }
    return all;
  }

  private static List<byte[]> all(Dataset data) {
    List<byte[]> all = new ArrayList<>(all(data.train()));
    all.addAll(all(data.validation()));
    all.addAll(all(data.test()));
    return all;
  }
}
