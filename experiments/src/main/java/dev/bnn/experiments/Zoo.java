package dev.bnn.experiments;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.datasets.NearestName;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The trained networks that come with the toolkit; they travel in its jar. */
public final class Zoo {
  /** What a word on the command line begins with that means a network of the zoo. */
  public static final String PREFIX = "zoo:";

  private Zoo() {}

  /** All entries, by name. */
  public static List<ZooEntry> entries() {
    return within(Zoo::read);
  }

  /**
   * The network of a name.
   *
   * @throws IllegalArgumentException if there is none of this name, with the one that was meant
   * @throws IOException if the file is not the one that was recorded
   */
  public static BinaryNetwork network(String name) throws IOException {
    ZooEntry entry = find(name);
    byte[] content = within(zoo -> Files.readAllBytes(zoo.resolve(entry.file())));
    return check(entry, content);
  }

  private static ZooEntry find(String name) {
    List<ZooEntry> entries = entries();
    List<String> names = entries.stream().map(ZooEntry::name).toList();
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no network '"
                        + name
                        + "' in the zoo: "
                        + NearestName.of(name, names)
                            .map(meant -> "did you mean '" + PREFIX + meant + "'? ")
                            .orElse("")
                        + "'bnn zoo list' shows them"));
  }

  /** The network in a file, if it is the one recorded. */
  static BinaryNetwork check(ZooEntry entry, byte[] content) throws IOException {
    if (!sha256(content).equals(entry.sha256())) {
      throw new IOException(
          PREFIX + entry.name() + ": damaged: its SHA-256 is not the recorded one");
    }
    Path file = Files.createTempFile("bnn-zoo-", ".bnn"); // model files are read in any order
    try {
      Files.write(file, content);
      BinaryNetwork network = ModelFile.read(file);
      if (!network.hash().equals(entry.networkHash())) {
        throw new IOException(PREFIX + entry.name() + ": another network than was recorded");
      }
      return network;
    } finally {
      Files.delete(file);
    }
  }

  /** The entries of a folder, by name. */
  static List<ZooEntry> read(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<ZooEntry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        entries.add(ZooEntry.parse(json.readTree(Files.readAllBytes(file))));
      }
    }
    entries.sort(Comparator.comparing(ZooEntry::name));
    return entries;
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Something read from the zoo's folder. */
  @FunctionalInterface
  private interface Reading<T> {
    T apply(Path zoo) throws IOException;
  }

  /** The folder lies in a jar, or in the file system when classes are run as they were compiled. */
  private static <T> T within(Reading<T> reading) {
    try {
      URI folder = Zoo.class.getResource("zoo").toURI();
      if (!folder.getScheme().equals("jar")) {
        return reading.apply(Path.of(folder));
      }
      String[] jarAndPath = folder.toString().split("!", 2);
      try (FileSystem jar = FileSystems.newFileSystem(URI.create(jarAndPath[0]), Map.of())) {
        return reading.apply(jar.getPath(jarAndPath[1]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
