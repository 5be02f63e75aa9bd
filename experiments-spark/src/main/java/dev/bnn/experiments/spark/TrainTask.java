package dev.bnn.experiments.spark;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function;

/**
 * Trains one network on a machine of the cluster, in a process of its own with the classes of bnn.
 *
 * @param mainClass of bnn
 * @param jars names of its jars, which Spark has brought
 * @param data whether it has brought images, too
 * @param javaOptions of the process
 * @param environment variables of the process
 * @param words for bnn, without those that say where
 */
record TrainTask(
    String mainClass,
    List<String> jars,
    boolean data,
    List<String> javaOptions,
    Map<String, String> environment,
    List<String> words)
    implements Serializable {
  /** Name of the folder of images among what Spark brings. */
  static final String DATA = "data";

  /** Exit statuses from here on are signals. */
  private static final int SIGNALS = 128;

  private static final int SECONDS_TO_END = 20;

  /**
   * What a training gave.
   *
   * @param host that trained
   * @param status of its process
   * @param log what it said
   * @param files of the run folder, by name
   */
  record Result(String host, int status, String log, Map<String, byte[]> files)
      implements Serializable {}

  /** The task, for Spark. */
  static Function<TrainTask, Result> function() {
    return TrainTask::run;
  }

  private Result run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(placeForFiles(), "bnn-");
    try {
      int status = train(folder);
      if (status > SIGNALS) { // killed, perhaps for want of memory: once more, from the start
        delete(folder.resolve("run"));
        status = train(folder);
      }
      // whatever the locale of a machine made of it
      String log = new String(Files.readAllBytes(folder.resolve("log")), StandardCharsets.UTF_8);
      String host = InetAddress.getLocalHost().getHostName();
      return new Result(host, status, log, read(folder.resolve("run")));
    } finally {
      delete(folder);
    }
  }

  /** A folder that goes with the application, if the cluster has one. */
  private static Path placeForFiles() {
    String folders = System.getenv().getOrDefault("SPARK_EXECUTOR_DIRS", "");
    return Path.of(
        folders.isEmpty()
            ? System.getProperty("java.io.tmpdir")
            : folders.split(File.pathSeparator)[0]);
  }

  private int train(Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(jars.stream().map(SparkFiles::get).collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass);
    command.addAll(words);
    command.addAll(List.of("--out", folder.resolve("run").toString()));
    if (data) {
      command.addAll(List.of("--data-dir", SparkFiles.get(DATA)));
    }
    command.addAll(List.of("--worker", folder.resolve("lock").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start(); // it ends when its input does, which we hold
    try {
      return process.waitFor();
    } finally {
      process.destroy();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static Map<String, byte[]> read(Path run) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (Files.isDirectory(run)) {
      try (Stream<Path> list = Files.list(run)) {
        for (Path file : list.filter(Files::isRegularFile).toList()) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  /** Deletes a folder, if it is there, with all that is in it. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).forEach(TrainTask::deleteOne);
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
