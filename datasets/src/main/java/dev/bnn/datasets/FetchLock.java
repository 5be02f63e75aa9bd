package dev.bnn.datasets;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one fetch at a time into a folder. The operating system frees the lock when the process
 * ends, however it ends; the file stays, for deleting it would let two in.
 */
final class FetchLock implements AutoCloseable {
  private final Path folder;
  private final FileChannel channel;

  private FetchLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** The folder that is locked. */
  Path folder() {
    return folder;
  }

  /**
   * Makes the folder if it is not there and locks it.
   *
   * @throws DatasetException if another fetch is in it, or it cannot be written
   */
  static FetchLock of(Path folder) throws IOException {
    Path file = folder.resolve(".fetch.lock");
    FileChannel channel = open(folder, file);
    try {
      if (channel.tryLock() != null) {
        return new FetchLock(folder, channel);
      }
    } catch (OverlappingFileLockException e) {
      // another thread of this process: as another process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new DatasetException(
        "another fetch is at work in " + folder + " (it holds " + file + "): wait until it ends");
  }

  private static FileChannel open(Path folder, Path file) throws IOException {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new DatasetException(
          "%s cannot be written: %s; choose another folder for data sets with --data-dir or BNN_DATA_DIR"
              .formatted(folder, Checks.reason(e)),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
