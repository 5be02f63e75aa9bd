package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.FetchResult;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn data fetch}. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Download a data set into its folder, check and unpack it. What is here is checked and not"
          + " fetched again; a download that was broken off is continued."
    })
final class DataFetchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "A name of 'bnn data list'.")
  private String name;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "Take its files from this address, instead of the known ones.")
  private String from;

  @Mixin private DataFolderOption folder;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    FetchPrinter printer = new FetchPrinter(output.progress());
    FetchResult result = Datasets.fetch(name, folder.read(), Optional.ofNullable(from), printer);
    output.print(() -> toJson(result), () -> toText(result));
    return 0;
  }

  static String toText(FetchResult result) {
    Dataset dataset = result.dataset();
    return Numbers.format(
        "%s: %s in %s%n%s training, %s validation, %s test images; %s%n",
        dataset.name(),
        result.wasHere() ? "already here," : "now here,",
        result.place(),
        Numbers.count(dataset.train().size()),
        Numbers.count(dataset.validation().size()),
        Numbers.count(dataset.test().size()),
        result.knownContent()
            ? "they are the published ones"
            : "content hash " + result.contentHash() + ", with nothing to compare it with");
  }

  private static ObjectNode toJson(FetchResult result) {
    Dataset dataset = result.dataset();
    return Output.JSON
        .objectNode()
        .put("name", dataset.name())
        .put("wasHere", result.wasHere())
        .put("place", result.place())
        .put("train", dataset.train().size())
        .put("validation", dataset.validation().size())
        .put("test", dataset.test().size())
        .put("contentHash", result.contentHash())
        .put("knownContent", result.knownContent());
  }
}
