package dev.bnn.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Folders appear whole or not at all: written beside their place, then an atomic move. */
public final class AtomicFolders {
  private AtomicFolders() {}

  /**
   * Writes a folder; one that lies there goes with everything in it, so look first.
   *
   * @param files contents by path in the folder, with slashes
   * @throws IOException if the folder is the one the program runs in, or cannot be written
   */
  public static void write(SortedMap<String, byte[]> files, Path folder) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (target.equals(Path.of("").toAbsolutePath())) {
      throw new IOException(folder + " is the folder you are in: name a new one");
    }
    Path partial =
        target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID() + ".partial");
    try {
      Files.createDirectories(target.getParent());
      try {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          Path path = partial.resolve(file.getKey());
          createFolders(path.getParent());
          path.toFile().deleteOnExit();
          Files.write(path, file.getValue());
        }
        delete(target);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(partial);
      }
    } catch (IOException e) {
      throw FileErrors.cannotWrite(folder, e);
    }
  }

  /** Makes folders that go on Ctrl-C: what is registered last is deleted first, if it is empty. */
  private static void createFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      createFolders(folder.getParent());
      folder.toFile().deleteOnExit();
      Files.createDirectory(folder);
    }
  }

  /** Deletes a folder, if it is there, with all that is in it. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
