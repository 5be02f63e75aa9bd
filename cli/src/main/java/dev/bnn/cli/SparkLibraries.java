package dev.bnn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** The jars that a sweep on Spark needs. */
final class SparkLibraries {
  private static final String DRIVER = "bnn-spark.jar";

  private SparkLibraries() {}

  /**
   * The driver, which is no part of the usual download.
   *
   * @throws IllegalArgumentException if it is not there, saying how to get it
   */
  static Path driver() {
    Path folder = own().getParent();
    List<Path> places =
        List.of(
            folder.resolve("spark").resolve(DRIVER),
            folder.resolve("../../experiments-spark/target").resolve(DRIVER).normalize());
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--spark: no "
                        + DRIVER
                        + ", it is no part of the usual download; in a source checkout:"
                        + " mvn -Dquickly -Pspark package"));
  }

  /** This program, for the cluster's machines: its jar and those it names. */
  static List<Path> ours() {
    Path jar = own();
    List<Path> paths = new ArrayList<>(List.of(jar));
    try (JarFile file = new JarFile(jar.toFile())) {
      String libraries =
          file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      for (String library : libraries.split(" ")) {
        paths.add(jar.resolveSibling(library));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths;
  }

  private static Path own() {
    Path path;
    try {
      path = Path.of(Bnn.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "--spark: this program runs from classes in a folder, and a cluster needs its jar");
    }
    return path;
  }
}
