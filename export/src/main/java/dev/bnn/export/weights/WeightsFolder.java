package dev.bnn.export.weights;

import dev.bnn.quantize.AtomicFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes folders of weights without losing what others put there. */
public final class WeightsFolder {
  private WeightsFolder() {}

  /**
   * Writes a folder in one step; an older export, unchanged, is replaced.
   *
   * @param files of {@link WeightsExporter}
   * @throws IOException if something else is there, or an export that was changed, or if the folder
   *     cannot be written; what is there is untouched
   */
  public static void write(SortedMap<String, byte[]> files, Path folder) throws IOException {
    Path place = Files.exists(folder) ? folder.toRealPath() : folder; // a link stays a link
    if (Files.exists(place)) {
      checkReplaceable(place);
    }
    AtomicFolders.write(files, place);
  }

  private static void checkReplaceable(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is a file: name a new folder for the weights");
    }
    Path manifest = folder.resolve(WeightsManifest.FILE);
    SortedMap<String, String> hashes =
        Files.isRegularFile(manifest)
            ? WeightsManifest.hashes(Files.readAllBytes(manifest))
            : new TreeMap<>();
    List<Path> present;
    try (Stream<Path> walk = Files.walk(folder)) {
      present = walk.filter(path -> !Files.isDirectory(path)).toList();
    }
    for (Path path : present) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      boolean ours = name.equals(WeightsManifest.FILE) && !hashes.isEmpty();
      if (!ours && !isUnchanged(path, hashes.get(name))) {
        throw new IOException(
            folder
                + " holds other or changed files ("
                + name
                + "): name a new folder for the weights");
      }
    }
  }

  private static boolean isUnchanged(Path file, String hash) throws IOException {
    return Files.isRegularFile(file)
        && WeightsManifest.sha256(Files.readAllBytes(file)).equals(hash);
  }
}
