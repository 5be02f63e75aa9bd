package dev.bnn.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole data sets, in small, from a server of our own. */
@Timeout(180)
class FetchTest {
  private static final int IMAGES_PER_FILE = 20;
  private static final String BATCHES = "cifar-10-batches-bin/";
  private static final Download.Patience SHORT =
      new Download.Patience(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(1));

  @TempDir Path folder;
  private final List<BadServer> servers = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  private final FetchListener listener =
      new FetchListener() {
        @Override
        public void started(String address, long from, long total) {
          heard.add("started at " + from);
        }

        @Override
        public void ended() {
          heard.add("ended");
        }

        @Override
        public void told(String line) {
          heard.add(line);
        }
      };

  @AfterEach
  void stop() throws IOException {
    for (BadServer server : servers) {
      server.close();
    }
  }

  private BadServer serve(Map<String, byte[]> files) throws IOException {
    BadServer server =
        new BadServer(
            (request, out) -> {
              byte[] content = files.get(request.target());
              (content == null ? BadServer.status(404) : BadServer.good(content))
                  .write(request, out);
            });
    servers.add(server);
    return server;
  }

  /** One file of CIFAR-10: classes in turn, pixels at random. */
  private static byte[] batch(long seed) {
    byte[] bytes = new byte[IMAGES_PER_FILE * 3073];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < IMAGES_PER_FILE; i++) {
      bytes[i * 3073] = (byte) (i % 10);
    }
    return bytes;
  }

  private static UnpackerTest.Tar batches() throws IOException {
    UnpackerTest.Tar tar = new UnpackerTest.Tar();
    for (int i = 1; i <= 5; i++) {
      tar.file(BATCHES + "data_batch_" + i + ".bin", batch(i));
    }
    return tar;
  }

  private static byte[] archive() throws IOException {
    return batches()
        .file(BATCHES + "readme.html", new byte[88])
        .file(BATCHES + "test_batch.bin", batch(6))
        .bytes();
  }

  private static Cifar10 cifar(byte[] archive, Optional<String> contentHash, String... places) {
    RemoteFile file =
        new RemoteFile(
            Cifar10.ARCHIVE.name(), List.of(places), DownloadTest.md5(archive), 1_000_000);
    return new Cifar10(IMAGES_PER_FILE, file, contentHash);
  }

  private FetchResult fetch(Datasets.Loader loader) throws IOException {
    return fetch(loader, Optional.empty());
  }

  private FetchResult fetch(Datasets.Loader loader, Optional<String> from) throws IOException {
    return new Fetch(loader, folder, from, SHORT, listener).run();
  }

  private static void assertTold(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(DatasetException.class)
        .message()
        .doesNotContain("\n")
        .contains(words);
  }

  private List<String> names(String below) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve(below))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void an_archive_is_fetched_unpacked_and_loaded() throws IOException {
    BadServer server = serve(Map.of("/cifar-10-binary.tar.gz", archive()));
    Cifar10 cifar = cifar(archive(), Optional.empty(), server.address());
    FetchResult result = fetch(cifar);
    assertThat(result.wasHere()).isFalse();
    assertThat(result.knownContent()).isFalse();
    assertThat(result.place()).isEqualTo(folder.resolve("cifar10").resolve(BATCHES).toString());
    assertThat(result.dataset().train()).hasToString("90 images of 3×32×32");
    assertThat(result.dataset().validation()).hasToString("10 images of 3×32×32");
    assertThat(result.dataset().test()).hasToString("20 images of 3×32×32");
    byte[] first = result.dataset().test().image(0);
    assertThat(first).isEqualTo(Arrays.copyOfRange(batch(6), 1, 3073));
    assertThat(names("cifar10"))
        .containsExactly(".fetch.lock", "cifar-10-batches-bin", "cifar-10-binary.tar.gz");
    assertThat(names("cifar10/" + BATCHES))
        .containsExactly(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");
    assertThat(heard)
        .containsExactly(
            "started at 0",
            "ended",
            "unpacking "
                + folder.resolve("cifar10/cifar-10-binary.tar.gz")
                + ", which may be deleted afterwards");
  }

  @Test
  void what_is_here_is_not_fetched_again() throws IOException {
    BadServer server = serve(Map.of("/cifar-10-binary.tar.gz", archive()));
    String hash = fetch(cifar(archive(), Optional.empty(), server.address())).contentHash();
    FetchResult again = fetch(cifar(archive(), Optional.of(hash), "http://nobody.invalid/"));
    assertThat(again.wasHere()).isTrue();
    assertThat(again.knownContent()).isTrue();
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void an_archive_that_the_user_brought_is_unpacked_without_a_network() throws IOException {
    for (String place : List.of("", "cifar10/")) {
      Files.createDirectories(folder.resolve("cifar10"));
      Path archive = folder.resolve(place + "cifar-10-binary.tar.gz");
      Files.write(archive, archive());
      Cifar10 cifar = cifar(archive(), Optional.empty(), "http://nobody.invalid/");
      assertTold(
          () -> cifar.load(folder),
          "data set 'cifar10' is not here: its archive "
              + archive
              + " is, but not unpacked; get it"
              + " with: bnn data fetch cifar10");
      assertThat(fetch(cifar).dataset().train().size()).isEqualTo(90);
      assertThat(archive).exists();
      Files.delete(archive);
      for (String name : names("cifar10/" + BATCHES)) {
        Files.delete(folder.resolve("cifar10/" + BATCHES + name));
      }
    }
  }

  @Test
  void the_batches_are_found_wherever_a_user_unpacks_them() throws IOException {
    for (String place : List.of("cifar10/" + BATCHES, "cifar10/", BATCHES)) {
      Path data = folder.resolve(place.replace('/', '-'));
      Files.createDirectories(data.resolve(place));
      for (int i = 1; i <= 6; i++) {
        String name = i == 6 ? "test_batch.bin" : "data_batch_" + i + ".bin";
        Files.write(data.resolve(place + name), batch(i));
      }
      Cifar10 cifar = cifar(archive(), Optional.empty());
      assertThat(cifar.find(data)).contains(data.resolve(place));
      assertThat(cifar.load(data).test().size()).isEqualTo(20);
    }
  }

  @Test
  void an_archive_that_is_not_the_published_one_is_not_unpacked() throws IOException {
    Path archive =
        Files.createDirectories(folder.resolve("cifar10")).resolve("cifar-10-binary.tar.gz");
    Files.write(archive, new byte[5]);
    assertTold(
        () -> fetch(cifar(archive(), Optional.empty())),
        archive + " is not the published archive: its MD5 is ",
        "; delete it and run it again");
    assertThat(names("cifar10")).containsExactly(".fetch.lock", "cifar-10-binary.tar.gz");
  }

  @Test
  void an_archive_without_all_files_leaves_nothing_half_placed() throws IOException {
    byte[] incomplete = batches().bytes();
    BadServer server = serve(Map.of("/cifar-10-binary.tar.gz", incomplete));
    assertTold(
        () -> fetch(cifar(incomplete, Optional.empty(), server.address())),
        "cifar-10-binary.tar.gz lacks files of CIFAR-10");
    assertThat(names("cifar10")).containsExactly(".fetch.lock", "cifar-10-binary.tar.gz");
  }

  @Test
  void a_malicious_archive_leaves_nothing_half_placed() throws IOException {
    byte[] evil = batches().file("../../evil", new byte[1]).bytes();
    BadServer server = serve(Map.of("/cifar-10-binary.tar.gz", evil));
    assertTold(
        () -> fetch(cifar(evil, Optional.empty(), server.address())),
        " is not unpacked: '../../evil' would be written outside its folder");
    assertThat(names("cifar10")).containsExactly(".fetch.lock", "cifar-10-binary.tar.gz");
    byte[] bomb = batches().file("zeros", new byte[3_000_000]).bytes();
    Files.write(folder.resolve("cifar10/cifar-10-binary.tar.gz"), bomb);
    assertTold(
        () -> fetch(cifar(bomb, Optional.empty())),
        "it holds more than the 1,417,336 bytes expected");
    assertThat(names("cifar10")).containsExactly(".fetch.lock", "cifar-10-binary.tar.gz");
  }

  @Test
  void what_an_unpacking_left_that_was_broken_off_is_cleared_away() throws IOException {
    Path left = Files.createDirectories(folder.resolve("cifar10/.unpacking/" + BATCHES));
    Files.write(left.resolve("data_batch_1.bin"), new byte[7]);
    Files.write(folder.resolve("cifar10/cifar-10-binary.tar.gz"), archive());
    fetch(cifar(archive(), Optional.empty()));
    assertThat(names("cifar10"))
        .containsExactly(".fetch.lock", "cifar-10-batches-bin", "cifar-10-binary.tar.gz");
  }

  @Test
  void damaged_batches_are_named_and_come_anew_when_one_is_deleted() throws IOException {
    Files.createDirectories(folder.resolve("cifar10"));
    Files.write(folder.resolve("cifar10/cifar-10-binary.tar.gz"), archive());
    Cifar10 cifar = cifar(archive(), Optional.empty());
    fetch(cifar);
    Path batch = folder.resolve("cifar10/" + BATCHES + "data_batch_3.bin");
    byte[] wrongLabel = batch(3);
    wrongLabel[2 * 3073] = 10;
    Files.write(batch, wrongLabel);
    assertTold(
        () -> cifar.load(folder),
        batch + " is damaged: label 10 of image 2 is not 0…9; delete it and get it again");
    Files.write(batch, new byte[3073]);
    assertTold(() -> fetch(cifar), batch + " is damaged: 3,073 bytes instead of 61,460");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertTold(() -> fetch(cifar), batch + " is damaged: 3,073 bytes instead of 61,460");
    } finally {
      Locale.setDefault(before);
    }
    Files.delete(batch);
    assertTold(() -> cifar.load(folder), "its archive ");
    assertThat(fetch(cifar).wasHere()).isFalse();
    assertThat(batch).hasBinaryContent(batch(3));
  }

  @Test
  void the_same_images_in_another_order_are_the_published_ones_and_others_are_not()
      throws IOException {
    Path batches = Files.createDirectories(folder.resolve("cifar10/" + BATCHES));
    for (int i = 1; i <= 5; i++) {
      Files.write(batches.resolve("data_batch_" + i + ".bin"), batch(i));
    }
    Files.write(batches.resolve("test_batch.bin"), batch(6));
    String hash = fetch(cifar(archive(), Optional.empty())).contentHash();
    Files.write(batches.resolve("data_batch_1.bin"), batch(2));
    Files.write(batches.resolve("data_batch_2.bin"), batch(1));
    assertThat(fetch(cifar(archive(), Optional.of(hash))).knownContent()).isTrue();
    Files.write(batches.resolve("data_batch_1.bin"), batch(6)); // a test image among the training's
    assertTold(
        () -> fetch(cifar(archive(), Optional.of(hash))),
        "cifar10 lies in " + batches + ", but its images are not the published ones (content hash ",
        " instead of " + hash + "): move them away and fetch it again");
  }

  @Test
  void only_the_files_that_are_missing_are_fetched() throws IOException {
    byte[] images = IdxReaderTest.idx(new int[] {0x803, 24, 28, 28}, new int[24 * 784]);
    byte[] labels = IdxReaderTest.idx(new int[] {0x801, 24}, new int[24]);
    byte[] zippedImages = IdxReaderTest.gzip(images);
    byte[] zippedLabels = IdxReaderTest.gzip(labels);
    BadServer server =
        serve(
            Map.of(
                "/k/train-images-idx3-ubyte.gz", zippedImages,
                "/k/t10k-images-idx3-ubyte.gz", zippedImages,
                "/k/train-labels-idx1-ubyte.gz", zippedLabels,
                "/k/t10k-labels-idx1-ubyte.gz", zippedLabels));
    Files.createDirectories(folder.resolve("kmnist"));
    Files.write(folder.resolve("kmnist/train-images-idx3-ubyte"), images);
    List<RemoteFile> files =
        IdxDataset.NAMES.stream()
            .map(
                name ->
                    new RemoteFile(
                        name + ".gz",
                        List.of("http://nobody.invalid/"),
                        DownloadTest.md5(name.contains("images") ? zippedImages : zippedLabels),
                        1_000_000))
            .toList();
    IdxDataset kmnist =
        new IdxDataset(IdxDataset.kmnist().info(), Optional.empty(), files, Optional.empty());
    FetchResult result = fetch(kmnist, Optional.of(server.address() + "k"));
    assertThat(result.dataset().train().classNames()).contains("ki", "wo");
    assertThat(server.targets())
        .containsExactly(
            "/k/train-labels-idx1-ubyte.gz",
            "/k/t10k-images-idx3-ubyte.gz",
            "/k/t10k-labels-idx1-ubyte.gz");
    assertThat(names("kmnist"))
        .containsExactly(
            ".fetch.lock",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte.gz");
  }

  @Test
  void two_fetches_at_once_do_not_get_in_each_others_way() throws IOException {
    Path place = folder.resolve("cifar10");
    try (FetchLock lock = FetchLock.of(place)) {
      assertThat(lock.folder()).isEqualTo(place);
      assertTold(
          () -> fetch(cifar(archive(), Optional.empty())),
          "another fetch is at work in " + place + " (it holds " + place.resolve(".fetch.lock"),
          "): wait until it ends");
    }
    FetchLock.of(place).close();
  }

  @Test
  void a_folder_that_cannot_be_made_is_named() throws IOException {
    Files.write(folder.resolve("cifar10"), new byte[1]);
    assertTold(
        () -> fetch(cifar(archive(), Optional.empty())),
        folder.resolve("cifar10")
            + " cannot be written: a file lies there; choose another folder for data sets with"
            + " --data-dir or BNN_DATA_DIR");
  }

  @Test
  void embedded_digits_need_no_fetch() throws IOException {
    FetchResult digits = Datasets.fetch("digits", folder, Optional.empty(), FetchListener.NONE);
    assertThat(digits.wasHere()).isTrue();
    assertThat(digits.knownContent()).isTrue();
    assertThat(digits.place()).isEqualTo("the program itself");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void an_address_that_is_none_is_refused() {
    for (String from : List.of("", "ftp://x/", "mirror", "http://a b/", "file:///x")) {
      assertThatThrownBy(
              () -> Datasets.fetch("mnist", folder, Optional.of(from), FetchListener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'" + from + "' is no address: it must begin with http:// or https://");
    }
  }
}
