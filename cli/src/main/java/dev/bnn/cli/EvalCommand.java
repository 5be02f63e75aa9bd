package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.verify.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn eval}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Accuracy of the integer network on a test set.")
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A model.bnn or a run folder.")
  private Path model;

  @Mixin private DatasetOptions data;

  @Option(names = "--json", description = Json.HELP)
  private boolean json;

  @Override
  public Integer call() throws IOException {
    BinaryNetwork network = new ModelArgument(model).network();
    Dataset dataset = data.loadFor(network);
    Subject.checkShape(network, dataset.test());
    long start = System.nanoTime();
    double accuracy = TrainRun.accuracy(network, dataset.test());
    double seconds = (System.nanoTime() - start) / 1e9;
    PrintWriter out = spec.commandLine().getOut();
    int images = dataset.test().size();
    long right = Math.round(accuracy * images);
    if (json) {
      ObjectNode node = Json.object();
      node.put("dataset", dataset.name()).put("images", images).put("right", right);
      node.put("accuracy", accuracy).put("seconds", seconds);
      node.put("networkSha256", network.hash());
      out.println(node.toPrettyString());
    } else {
      out.printf(
          Locale.ROOT,
          "%s on the test set of %s: %s (%d of %d images, %.2f s)%n",
          network.name(),
          dataset.name(),
          Statistics.percent(accuracy),
          right,
          images,
          seconds);
    }
    out.flush();
    return 0;
  }
}
