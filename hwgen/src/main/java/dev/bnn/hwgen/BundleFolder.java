package dev.bnn.hwgen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.quantize.AtomicFolders;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A bundle on disk.
 *
 * @param folder where it lies
 * @param network its network, from {@code model.bnn}
 * @param plan its plan, from {@code plan.json}
 */
public record BundleFolder(Path folder, BinaryNetwork network, HardwarePlan plan) {
  /** Folders that the Makefile makes in a bundle. */
  private static final Set<String> MADE = Set.of("build", "obj_board", "obj_dir");

  /** Files that the Makefile of the host in C makes. */
  private static final Set<String> MADE_OF_HOST =
      Set.of("host/classify", "host/classify.o", "host/bnn_host.o");

  /** Whether a folder is a bundle, be it a damaged one. */
  public static boolean isBundle(Path folder) {
    return Stream.of(HostRuntimeFile.NAME, PlanFile.NAME, BundleGenerator.FILE_LIST)
        .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  /**
   * Opens a bundle.
   *
   * @throws IOException naming the file that is missing or damaged
   */
  public static BundleFolder open(Path folder) throws IOException {
    require(folder, BundleGenerator.MODEL);
    require(folder, PlanFile.NAME);
    BinaryNetwork network = ModelFile.read(folder.resolve(BundleGenerator.MODEL));
    HardwarePlan plan = PlanFile.read(folder, network);
    for (String name : hashes(folder).keySet()) {
      if (isSource(name)) {
        require(folder, name);
      }
    }
    return new BundleFolder(folder, network, plan);
  }

  private static void require(Path folder, String name) throws IOException {
    if (!Files.isRegularFile(folder.resolve(name))) {
      throw new IOException(folder + ": the bundle lacks " + name + ": export it again");
    }
  }

  /** Whether a simulation needs the file. */
  private static boolean isSource(String name) {
    return name.equals(BundleGenerator.FILE_LIST)
        || name.equals(BoardWriter.FILE_LIST)
        || name.startsWith("rtl/")
        || name.startsWith("mem/")
        || name.startsWith("sim/");
  }

  /**
   * Writes a bundle beside its place and moves it there whole; an older bundle is replaced.
   *
   * @throws IOException if the folder holds something else, or cannot be written
   */
  public static void write(SortedMap<String, byte[]> files, Path folder) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      checkReplaceable(target, folder);
    }
    AtomicFolders.write(files, folder);
  }

  /** Only what an export has written may go, and what its Makefile makes of that. */
  private static void checkReplaceable(Path target, Path name) throws IOException {
    if (!Files.isDirectory(target)) {
      throw new IOException(name + " is a file: name a new folder for the bundle");
    }
    Set<String> known = new TreeSet<>(Set.of(HostRuntimeFile.NAME));
    if (Files.isRegularFile(target.resolve(HostRuntimeFile.NAME))) {
      known.addAll(hashes(target).keySet());
    }
    try (Stream<Path> walk = Files.walk(target)) {
      Optional<Path> other =
          walk.filter(Files::isRegularFile)
              .map(target::relativize)
              .filter(path -> !MADE.contains(path.getName(0).toString()))
              .filter(path -> !MADE_OF_HOST.contains(path.toString()))
              .filter(path -> !known.contains(path.toString()))
              .findFirst();
      if (other.isPresent()) {
        throw new IOException(
            name + " holds other files (" + other.get() + "): name a new folder for the bundle");
      }
    }
  }

  /** Files whose content is not what {@code host-runtime.json} names, changed or missing. */
  public List<String> changedFiles() throws IOException {
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, String> file : hashes(folder).entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (!Files.isRegularFile(path)
          || !HostRuntimeFile.sha256(Files.readAllBytes(path)).equals(file.getValue())) {
        changed.add(file.getKey());
      }
    }
    return changed;
  }

  /** The hashes that {@code host-runtime.json} names, by file. */
  private static SortedMap<String, String> hashes(Path folder) throws IOException {
    require(folder, HostRuntimeFile.NAME);
    Path file = folder.resolve(HostRuntimeFile.NAME);
    SortedMap<String, String> hashes = new TreeMap<>();
    try {
      JsonNode contract = new ObjectMapper().readTree(Files.readAllBytes(file));
      int version = contract.path("version").asInt();
      if (version != HostRuntimeFile.VERSION) {
        throw new IOException(
            file + ": version " + version + " of the format: export the bundle again");
      }
      JsonNode files = contract.path("files");
      files.fields().forEachRemaining(e -> hashes.put(e.getKey(), e.getValue().asText()));
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (hashes.isEmpty()) {
      throw new IOException(file + ": names no files: export the bundle again");
    }
    return hashes;
  }
}
