package dev.bnn.datasets;

import java.util.Optional;

/**
 * How a folder of pictures is loaded; see {@link ImageFolder}.
 *
 * @param size what pictures are scaled to; empty: all must have one size
 * @param channels 1 or 3; empty: 3 if any picture has colour, else 1
 * @param skipUnreadable leave out pictures that cannot be read, and say which; otherwise they fail
 * @param progress told how far the load is
 */
public record FolderOptions(
    Optional<ImageSize> size,
    Optional<Integer> channels,
    boolean skipUnreadable,
    Progress progress) {
  public FolderOptions {
    channels.ifPresent(ImageFile::checkChannels);
  }

  /** Told how far a load is. */
  @FunctionalInterface
  public interface Progress {
    /** So many of all pictures are loaded. */
    void loaded(int pictures, int all);
  }

  /** Nothing asked for. */
  public static FolderOptions defaults() {
    return new FolderOptions(Optional.empty(), Optional.empty(), false, (pictures, all) -> {});
  }

  public FolderOptions withSize(ImageSize other) {
    return new FolderOptions(Optional.of(other), channels, skipUnreadable, progress);
  }

  public FolderOptions withChannels(int other) {
    return new FolderOptions(size, Optional.of(other), skipUnreadable, progress);
  }

  public FolderOptions withSkipUnreadable(boolean other) {
    return new FolderOptions(size, channels, other, progress);
  }

  public FolderOptions withProgress(Progress other) {
    return new FolderOptions(size, channels, skipUnreadable, other);
  }
}
