package dev.bnn.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs a folder into a ZIP file, uncompressed: images hardly become smaller. */
final class PackFolder {
  private PackFolder() {}

  /** Packs all files of a folder, which is called {@code name} in the archive. */
  static void write(Path folder, String name, Path archive) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (Path file : files) {
        String path = folder.relativize(file).toString().replace('\\', '/');
        zip.putNextEntry(new ZipEntry(name + "/" + path));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }
}
