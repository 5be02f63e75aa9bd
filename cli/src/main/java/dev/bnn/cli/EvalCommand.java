package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.verify.Subject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bnn eval}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Accuracy of the integer network on a test set.")
final class EvalCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "A model.bnn, a run folder, or zoo:NAME.")
  private ModelArgument model;

  @Mixin private DatasetOptions data;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    BinaryNetwork network = model.network();
    Dataset dataset = data.loadFor(network);
    Subject.checkShape(network, dataset.test());
    long start = System.nanoTime();
    int right = TrainRun.countRight(network, dataset.test());
    double seconds = (System.nanoTime() - start) / 1e9;
    output.print(
        () -> toJson(network, dataset, right, seconds),
        () -> toText(network, dataset, right, seconds));
    return 0;
  }

  private static String toText(BinaryNetwork network, Dataset dataset, int right, double seconds) {
    int images = dataset.test().size();
    return Numbers.format(
        "%s on the test set of %s: %s (%d of %d images, %.2f s)%n",
        network.name(),
        dataset.name(),
        Numbers.percent((double) right / images),
        right,
        images,
        seconds);
  }

  private static ObjectNode toJson(
      BinaryNetwork network, Dataset dataset, int right, double seconds) {
    int images = dataset.test().size();
    return Output.JSON
        .objectNode()
        .put("dataset", dataset.name())
        .put("images", images)
        .put("right", right)
        .put("accuracy", (double) right / images)
        .put("seconds", seconds)
        .put("networkSha256", network.hash());
  }
}
