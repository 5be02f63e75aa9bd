package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.FolderOptions;
import dev.bnn.datasets.ImageSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a data set is loaded: where the known ones lie, and how pictures of a folder are taken. */
final class LoadOptions {
  private static final long REPORT_NANOS = 3_000_000_000L;

  @Mixin private DataFolderOption folder;

  @Option(
      names = "--image-size",
      paramLabel = "HxW",
      description = "Scale the pictures of a folder to H rows of W pixels.")
  private String imageSize;

  @Option(
      names = "--skip-unreadable",
      description = "Leave out pictures of a folder that cannot be read, and say which.")
  private boolean skipUnreadable;

  Path dataDirectory() {
    return folder.read();
  }

  /** A known data set, or a folder as the options say. */
  Dataset load(String nameOrFolder, PrintWriter err) throws IOException {
    return load(nameOrFolder, FolderOptions.defaults(), err);
  }

  /** As {@link #load(String, PrintWriter)}; what no option says is taken from {@code otherwise}. */
  Dataset load(String nameOrFolder, FolderOptions otherwise, PrintWriter err) throws IOException {
    Optional<ImageSize> size = Optional.ofNullable(imageSize).map(ImageSize::parse);
    if (!Datasets.isFolder(nameOrFolder) && (size.isPresent() || skipUnreadable)) {
      throw new IllegalArgumentException(
          "--image-size and --skip-unreadable are for folders of pictures; "
              + nameOrFolder
              + " is none");
    }
    FolderOptions options =
        size.map(otherwise::withSize)
            .orElse(otherwise)
            .withSkipUnreadable(skipUnreadable)
            .withProgress(progress(nameOrFolder, err));
    Dataset dataset = Datasets.load(nameOrFolder, folder.read(), options);
    dataset.notes().forEach(note -> err.println(dataset.name() + ": " + note));
    err.flush();
    return dataset;
  }

  /** A line every few seconds. */
  private static FolderOptions.Progress progress(String name, PrintWriter err) {
    long[] last = {System.nanoTime()};
    return (pictures, all) -> {
      if (System.nanoTime() - last[0] > REPORT_NANOS) {
        last[0] = System.nanoTime();
        err.println(Numbers.format("%s: %,d of %,d pictures read …", name, pictures, all));
        err.flush();
      }
    };
  }
}
