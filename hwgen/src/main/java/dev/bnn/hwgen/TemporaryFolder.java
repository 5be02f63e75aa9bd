package dev.bnn.hwgen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A folder for work in progress. It goes when it is closed, and also when the process is ended
 * before that, by Ctrl-C say; then the programs that work for this process end with it.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_NANOS = 50_000_000;

  private final Path path;
  private final Thread abandon;

  private TemporaryFolder(Path path) {
    this.path = path;
    this.abandon = new Thread(() -> abandon(path), "abandon " + path);
    Runtime.getRuntime().addShutdownHook(abandon);
  }

  /** A new folder where the system keeps temporary files. */
  public static TemporaryFolder create(String prefix) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(prefix));
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(abandon);
    } catch (IllegalStateException e) {
      awaitEnd();
    }
    delete(path);
  }

  /** The process is ending: what broke off here for that reason is not to be told as a failure. */
  private static void awaitEnd() {
    while (true) {
      LockSupport.park();
    }
  }

  private static void abandon(Path path) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      try {
        delete(path);
        return;
      } catch (IOException | UncheckedIOException e) {
        LockSupport.parkNanos(PAUSE_NANOS); // a program that is about to end still writes
      }
    }
  }

  /** Deletes a folder and everything in it, if it is there. */
  private static void delete(Path folder) throws IOException {
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
