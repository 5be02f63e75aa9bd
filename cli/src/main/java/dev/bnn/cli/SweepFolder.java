package dev.bnn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.Version;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a sweep.
 *
 * @param path of it
 */
record SweepFolder(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REQUEST = "sweep.json";
  private static final String LOCK = "lock";

  /**
   * Refuses to touch what is there already.
   *
   * @throws IllegalArgumentException if there is something
   */
  void checkNew() throws IOException {
    if (Files.exists(path.resolve(REQUEST))) {
      throw new IllegalArgumentException(
          path + " is a sweep: go on with it by --resume " + path + ", or name another folder");
    }
    if (Files.exists(path) && !isEmptyFolder(path)) {
      throw new IllegalArgumentException(path + " holds other files: name a new or empty folder");
    }
  }

  /**
   * Makes the folder, with what is asked.
   *
   * @param words of the command line
   * @param dataHash of the data set
   * @throws IllegalArgumentException if there is something already
   */
  void create(List<String> words, String dataHash) throws IOException {
    checkNew();
    for (String name : List.of("trials", "rates", "failures", "logs")) {
      Files.createDirectories(path.resolve(name));
    }
    ObjectNode request =
        JSON.createObjectNode().put("tool", Version.TOOL).put("dataHash", dataHash);
    ArrayNode list = request.putArray("arguments");
    words.forEach(list::add);
    AtomicFiles.write(
        path.resolve(REQUEST), (request.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.allMatch(entry -> entry.endsWith(LOCK));
    }
  }

  /** What a folder was asked for. */
  record Request(String tool, String dataHash, List<String> words) {}

  Request readRequest() throws IOException {
    Path file = path.resolve(REQUEST);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(path + " is no sweep: no " + REQUEST);
    }
    try {
      JsonNode root = JSON.readTree(Files.readString(file));
      List<String> words = new ArrayList<>();
      root.path("arguments").forEach(word -> words.add(word.asText()));
      return new Request(root.path("tool").asText(), root.path("dataHash").asText(), words);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Takes the folder, which it makes if it is not there, for this process, until the channel is
   * closed or the process ends.
   *
   * @throws IllegalArgumentException if another has it
   */
  FileChannel lock() throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalArgumentException(path + ": another sweep works in this folder");
    }
    return channel;
  }

  /** The run folder of a trial. */
  Path trial(String id) {
    return path.resolve("trials").resolve(id);
  }

  /** The run folder of a float twin that tries a learning rate. */
  Path rate(String group, double rate) {
    return path.resolve("rates").resolve(group + "-rate" + rate);
  }

  /** What the worker of a run folder said. */
  Path log(Path run) {
    return path.resolve("logs").resolve(run.getFileName() + ".log");
  }

  /** Held by the worker of a run folder. */
  Path lockOf(Path run) {
    return path.resolve("logs").resolve(run.getFileName() + ".lock");
  }

  private Path failure(Path run) {
    return path.resolve("failures").resolve(run.getFileName() + ".txt");
  }

  /** Why a run failed, if it did. */
  Optional<String> readFailure(Path run) throws IOException {
    Path file = failure(run);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  void writeFailure(Path run, String reason) throws IOException {
    AtomicFiles.write(failure(run), (reason + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Those that are neither finished nor have failed. */
  List<SweepRuns.Job> missing(List<SweepRuns.Job> jobs) throws IOException {
    List<SweepRuns.Job> missing = new ArrayList<>();
    for (SweepRuns.Job job : jobs) {
      if (!isFinished(job.run()) && readFailure(job.run()).isEmpty()) {
        missing.add(job);
      }
    }
    return missing;
  }

  /** Whether a run is finished: its result is written last. */
  static boolean isFinished(Path run) {
    return Files.exists(run.resolve("result.json"));
  }
}
