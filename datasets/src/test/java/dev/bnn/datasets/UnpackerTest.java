package dev.bnn.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_BLK;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_FIFO;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_GNUTYPE_LONGNAME;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_LINK;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_PAX_EXTENDED_HEADER_LC;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_SYMLINK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives made with bad intent. */
class UnpackerTest {
  private static final long LIMIT = 100_000;

  @TempDir Path folder;
  private Path inside;

  @BeforeEach
  void makeFolder() throws IOException {
    inside = Files.createDirectory(folder.resolve("inside"));
  }

  /** Builds a {@code .tar.gz}. */
  static final class Tar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream out;

    Tar() throws IOException {
      out = new TarArchiveOutputStream(new GZIPOutputStream(bytes));
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    Tar file(String name, byte[] content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      entry.setModTime(0); // the same archive whenever it is made
      out.putArchiveEntry(entry);
      out.write(content);
      out.closeArchiveEntry();
      return this;
    }

    /** What GNU tar puts before a file whose name is too long for a header: the name. */
    Tar longName(int length) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", LF_GNUTYPE_LONGNAME);
      entry.setSize(length);
      out.putArchiveEntry(entry);
      out.write(new byte[length]);
      out.closeArchiveEntry();
      return this;
    }

    /** Fields of POSIX tar for the next entry. */
    Tar extended(String fields) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry("x", LF_PAX_EXTENDED_HEADER_LC);
      entry.setSize(fields.length());
      out.putArchiveEntry(entry);
      out.write(fields.getBytes(UTF_8));
      out.closeArchiveEntry();
      return this;
    }

    Tar special(String name, byte kind, String target) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
      entry.setLinkName(target);
      out.putArchiveEntry(entry);
      out.closeArchiveEntry();
      return this;
    }

    byte[] bytes() throws IOException {
      out.close();
      return bytes.toByteArray();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private void unpack(byte[] archive) throws IOException {
    Unpacker.unpack(Files.write(folder.resolve("a.tar.gz"), archive), inside, LIMIT);
  }

  private void assertRefused(byte[] archive, String... words) {
    assertThatThrownBy(() -> unpack(archive))
        .isInstanceOf(DatasetException.class)
        .message()
        .doesNotContain("\n")
        .startsWith(folder.resolve("a.tar.gz").toString())
        .contains(words);
  }

  @Test
  void files_and_folders_are_unpacked() throws IOException {
    unpack(
        new Tar()
            .special("a/", (byte) '5', "")
            .file("a/b.txt", text("b"))
            .file("./c/d/e", text("e"))
            .bytes());
    assertThat(inside.resolve("a/b.txt")).hasContent("b");
    assertThat(inside.resolve("c/d/e")).hasContent("e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "/x", "a/../../x", "..", "C:/x", "C:x", "..\\x", "\\x", "a\\..\\..\\x"})
  void nothing_is_written_outside(String name) throws IOException {
    assertRefused(
        new Tar().file("good", text("1")).file(name, text("2")).bytes(),
        " is not unpacked: '" + name + "' would be written outside its folder");
    try (Stream<Path> entries = Files.walk(folder)) {
      assertThat(entries.filter(Files::isRegularFile))
          .containsExactlyInAnyOrder(inside.resolve("good"), folder.resolve("a.tar.gz"));
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {LF_SYMLINK, LF_LINK, LF_FIFO, LF_BLK})
  void no_links_and_no_devices_are_made(byte kind) throws IOException {
    assertRefused(
        new Tar().special("trap", kind, "/etc").file("trap/x", text("1")).bytes(),
        " is not unpacked: 'trap' is a link or a device");
    assertThat(inside).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "./a", "b/./../a", ".//a"})
  void no_file_is_written_twice(String again) throws IOException {
    byte[] archive = new Tar().file("a", text("first")).file(again, text("second")).bytes();
    assertRefused(archive, again.contains("..") ? "outside" : "'" + again + "' is in it twice");
    assertThat(inside.resolve("a")).hasContent("first");
  }

  /** A hole of ten million bytes in an ordinary entry, as GNU tar describes it (format 1.0). */
  @Test
  void no_holes_are_filled() throws IOException {
    String fields =
        "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n32 GNU.sparse.realsize=10000000\n";
    byte[] map = Arrays.copyOf(text("1\n10000000\n0\n"), 512);
    assertRefused(
        new Tar().extended(fields).file("a", map).bytes(),
        " is not unpacked: 'a' is a sparse file");
    assertThat(inside).isEmptyDirectory();
  }

  @Test
  void a_file_in_place_of_a_folder_is_named() throws IOException {
    byte[] archive = new Tar().file("a", text("1")).file("a/b", text("2")).bytes();
    assertThatThrownBy(() -> unpack(archive))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(inside.resolve("a") + " cannot be made: a file lies there");
  }

  @Test
  void a_bomb_does_not_go_off() throws IOException {
    byte[] archive = new Tar().file("zeros", new byte[50_000_000]).bytes();
    assertThat(archive).hasSizeLessThan(100_000);
    assertRefused(archive, "it holds more than the 100,000 bytes expected of it");
    assertThat(Files.size(inside.resolve("zeros"))).isLessThan(LIMIT);
  }

  @Test
  void nor_does_a_bomb_in_the_headers() throws IOException {
    byte[] archive = new Tar().longName(50_000_000).file("a", text("1")).bytes();
    assertThat(archive).hasSizeLessThan(100_000);
    assertRefused(archive, "it holds more than the 100,000 bytes expected of it");
  }

  @Test
  void an_archive_that_is_cut_short_anywhere_is_damaged() throws IOException {
    byte[] random = new byte[5000];
    new Random(2).nextBytes(random);
    byte[] archive = new Tar().file("r", random).bytes();
    for (int length = 0; length < archive.length; length += 37) {
      byte[] cut = Arrays.copyOf(archive, length);
      Files.deleteIfExists(inside.resolve("r"));
      assertRefused(cut, " is damaged or cut short (", "): delete it and get it again");
    }
  }

  @Test
  void what_is_no_archive_is_damaged() {
    assertRefused(text("<html>"), " is damaged or cut short (");
    assertRefused(new byte[0], " is damaged or cut short (");
  }

  @Test
  void a_full_disk_is_named() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder().setMaxSize(20_000).setBlockSize(1000).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path there = disk.getPath("/data");
      Path archive =
          Files.write(
              folder.resolve("a.tar.gz"), new Tar().file("large", new byte[50_000]).bytes());
      assertThatThrownBy(() -> Unpacker.unpack(archive, there, LIMIT))
          .isInstanceOf(DatasetException.class)
          .hasMessage(
              "/data/large cannot be written: out of disk space; make room and run it again");
    }
  }
}
