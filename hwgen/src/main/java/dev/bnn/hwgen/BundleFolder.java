package dev.bnn.hwgen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * A bundle on disk.
 *
 * @param folder where it lies
 * @param network its network, from {@code model.bnn}
 * @param plan its plan, from {@code plan.json}
 */
public record BundleFolder(Path folder, BinaryNetwork network, HardwarePlan plan) {

  /** Whether a folder looks like a bundle. */
  public static boolean isBundle(Path folder) {
    return Files.isRegularFile(folder.resolve(HostRuntimeFile.NAME));
  }

  /**
   * Opens a bundle.
   *
   * @throws IOException naming the file that is missing or damaged
   */
  public static BundleFolder open(Path folder) throws IOException {
    BinaryNetwork network = ModelFile.read(folder.resolve(BundleGenerator.MODEL));
    return new BundleFolder(folder, network, PlanFile.read(folder, network));
  }

  /**
   * Writes a bundle beside its place and moves it there whole; an older bundle is replaced.
   *
   * @throws IOException if the folder holds something else, or cannot be written
   */
  public static void write(SortedMap<String, byte[]> files, Path folder) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.exists(target) && !isBundle(target) && !isEmptyFolder(target)) {
      throw new IOException(folder + " holds other files: name a new folder for the bundle");
    }
    Files.createDirectories(target.getParent());
    Path partial = target.resolveSibling("." + target.getFileName() + ".partial");
    deleteTree(partial);
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path place = partial.resolve(file.getKey());
        Files.createDirectories(place.getParent());
        Files.write(place, file.getValue());
      }
      deleteTree(target);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(partial);
    }
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Files whose content is not what {@code host-runtime.json} names, changed or missing. */
  public List<String> changedFiles() throws IOException {
    JsonNode hashes =
        new ObjectMapper()
            .readTree(Files.readAllBytes(folder.resolve(HostRuntimeFile.NAME)))
            .path("files");
    List<String> changed = new ArrayList<>();
    for (Iterator<String> names = hashes.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)
          || !HostRuntimeFile.sha256(Files.readAllBytes(file)).equals(hashes.path(name).asText())) {
        changed.add(name);
      }
    }
    return changed;
  }

  /** Deletes a folder and everything in it, if it is there. */
  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
