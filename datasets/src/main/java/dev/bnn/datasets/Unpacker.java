package dev.bnn.datasets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks a {@code .tar.gz} that may be made with bad intent: nothing is written outside the
 * folder, no links are made, no file is written twice, and no more bytes are unpacked than are
 * expected.
 */
final class Unpacker {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Set<Byte> ORDINARY_KINDS =
      Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM);

  private Unpacker() {}

  /**
   * Unpacks into a folder, which is there and empty.
   *
   * @param limit bytes the archive may have without its compression, headers included
   * @throws DatasetException if the archive is damaged or has what a data set does not need; what
   *     was unpacked so far stays in the folder
   */
  static void unpack(Path archive, Path folder, long limit) throws IOException {
    try (InputStream file = Files.newInputStream(archive);
        InputStream plain =
            GzipCompressorInputStream.builder()
                .setInputStream(file)
                .setDecompressConcatenated(true)
                .get();
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new LimitedInputStream(plain, limit, archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, archive, folder);
      }
    } catch (DatasetException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new DatasetException(
          archive + " is damaged or cut short (" + e.getMessage() + "): delete it and get it again",
          e);
    }
  }

  private static void unpack(
      TarArchiveEntry entry, TarArchiveInputStream tar, Path archive, Path folder)
      throws IOException {
    Path place = folder.resolve(safe(entry.getName(), archive));
    if (entry.isDirectory()) {
      createFolder(place);
    } else if (!ORDINARY_KINDS.contains(entry.getLinkFlag())) {
      throw refusal(archive, "'" + entry.getName() + "' is a link or a device");
    } else if (entry.isSparse()) {
      // its holes are not in the archive, so no limit on the archive bounds them
      throw refusal(archive, "'" + entry.getName() + "' is a sparse file");
    } else {
      createFolder(place.getParent());
      copy(tar, place, entry.getName(), archive);
    }
  }

  /** The name, if it stays inside the folder on every operating system. */
  private static String safe(String name, Path archive) throws DatasetException {
    boolean inside =
        !name.startsWith("/")
            && !name.contains("\\")
            && !name.contains(":")
            && !List.of(name.split("/")).contains("..");
    try {
      if (inside && !Path.of(name).isAbsolute()) {
        return name;
      }
    } catch (InvalidPathException e) {
      // as one that leaves
    }
    throw refusal(archive, "'" + name + "' would be written outside its folder");
  }

  private static void createFolder(Path place) throws IOException {
    try {
      Files.createDirectories(place);
    } catch (IOException e) {
      throw new DatasetException(place + " cannot be made: " + Checks.reason(e), e);
    }
  }

  private static void copy(InputStream in, Path place, String name, Path archive)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream out = open(place, name, archive)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        write(out, buffer, n, place);
      }
    }
  }

  private static OutputStream open(Path place, String name, Path archive) throws IOException {
    try {
      return Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw refusal(archive, "'" + name + "' is in it twice");
    } catch (IOException e) {
      throw new DatasetException(place + " cannot be written: " + Checks.reason(e), e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int n, Path place) throws IOException {
    try {
      out.write(buffer, 0, n);
    } catch (IOException e) {
      throw new DatasetException(
          place + " cannot be written: " + Checks.reason(e) + "; make room and run it again", e);
    }
  }

  private static DatasetException refusal(Path archive, String reason) {
    return new DatasetException(
        archive + " is not unpacked: " + reason + "; delete it and get it from its makers");
  }

  /** Counts what comes out of the compression, before anything is made of it. */
  private static final class LimitedInputStream extends FilterInputStream {
    private final long limit;
    private final Path archive;
    private long count;

    LimitedInputStream(InputStream in, long limit, Path archive) {
      super(in);
      this.limit = limit;
      this.archive = archive;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int n = super.read(to, offset, length);
      count += Math.max(0, n);
      if (count > limit) {
        throw refusal(
            archive, Checks.text("it holds more than the %,d bytes expected of it", limit));
      }
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      byte[] skipped = new byte[(int) Math.min(n, BUFFER_BYTES)];
      return Math.max(0, read(skipped, 0, skipped.length));
    }
  }
}
