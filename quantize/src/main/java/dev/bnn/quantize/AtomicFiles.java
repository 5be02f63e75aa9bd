package dev.bnn.quantize;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files appear whole or not at all: a temporary file in the same folder, then an atomic move. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /**
   * Writes a file, replacing an older one; missing folders are made.
   *
   * @throws IOException if the disk is full or the place is not writable; the old file is untouched
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /** Copies a file, as {@link #write(Path, byte[])}. */
  public static void copy(Path from, Path file) throws IOException {
    write(file, out -> Files.copy(from, out));
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void write(Path file, Content content) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder: name a file");
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      // not createTempFile, which would deny others the rights of an ordinary new file
      Path temporary =
          folder.resolve("." + file.getFileName() + "-" + UUID.randomUUID() + ".partial");
      temporary.toFile().deleteOnExit(); // Ctrl-C
      try {
        try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
          content.writeTo(out);
          out.getFD().sync();
        }
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }
}
