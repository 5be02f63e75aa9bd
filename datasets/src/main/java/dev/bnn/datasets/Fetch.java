package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Brings a data set: looks what is missing, downloads it, unpacks it, loads it once.
 *
 * @param from address to take the files from instead of the known ones
 */
record Fetch(
    Datasets.Loader loader,
    Path dataDirectory,
    Optional<String> from,
    Download.Patience patience,
    FetchListener listener) {
  Fetch {
    check(
        from.stream().allMatch(address -> address.matches("https?://[^\\s]+")),
        "'%s' is no address: it must begin with http:// or https://",
        from.orElse(""));
  }

  FetchResult run() throws IOException {
    if (loader.isEmbedded()) {
      return result("the program itself", true);
    }
    Optional<Path> here = loader.find(dataDirectory);
    if (here.isPresent()) {
      return result(here.get().toString(), true);
    }
    Path folder = dataDirectory.resolve(loader.info().name());
    try (FetchLock lock = FetchLock.of(folder)) {
      bring(lock.folder());
    }
    return result(loader.find(dataDirectory).orElseThrow().toString(), false);
  }

  private void bring(Path folder) throws IOException {
    try (Download download = new Download(patience, listener)) {
      for (RemoteFile file : loader.missing(dataDirectory)) {
        download.fetch(from.map(file::from).orElse(file), folder);
      }
    }
    loader.unpack(dataDirectory, listener);
  }

  /** What lies there may be older than this program, and anybody's. */
  private FetchResult result(String place, boolean wasHere) throws IOException {
    Dataset dataset = loader.load(dataDirectory);
    String found = dataset.contentHash();
    Optional<String> published = loader.contentHash();
    if (published.isPresent() && !published.get().equals(found)) {
      throw new DatasetException(
          "%s lies in %s, but its images are not the published ones (content hash %s instead of %s):"
                  .formatted(dataset.name(), place, found, published.get())
              + " move them away and fetch it again");
    }
    return new FetchResult(dataset, place, wasHere, found, published.isPresent());
  }
}
