package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.ContactSheet;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.DescribeImages;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn data info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shape, counts per class, mean and deviation, repeated images, hashes, source and licence of a"
          + " data set.",
      "",
      "sha256 is of the images in their order and division; content sha256 is the same for the same"
          + " images in any order, from any kind of file, however divided into training and"
          + " validation."
    },
    footer = {"", "  bnn data info mnist", "  bnn data info my-pictures --sheet sheet.png"})
final class DataInfoCommand implements Callable<Integer> {
  private static final String ARE_PUBLISHED = " (the published images)";
  private static final String ARE_NOT =
      " (NOT the published images: move them away and fetch them again)";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|FOLDER",
      description = "A name of 'bnn data list', or a folder of pictures: train/CLASS/*.png.")
  private String name;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Write a picture of some training images of each class.")
  private Path sheet;

  @Mixin private LoadOptions options;
  @Mixin private Output output;

  /**
   * What is said of a data set.
   *
   * @param alsoTrainedOn images of the test part that are in training or validation too
   * @param repeated images of training and validation that are there before
   */
  private record Facts(
      Dataset dataset,
      List<DescribeImages.Channel> channels,
      int alsoTrainedOn,
      int repeated,
      String contentHash) {
    static Facts of(Dataset dataset) {
      List<LabeledImages> seen = List.of(dataset.train(), dataset.validation());
      return new Facts(
          dataset,
          DescribeImages.channels(seen),
          DescribeImages.countAlsoIn(seen, dataset.test()),
          DescribeImages.countRepeated(seen),
          dataset.contentHash());
    }

    /** Whether the images are those that its makers published; empty if nobody can tell. */
    Optional<Boolean> arePublished() {
      return Datasets.publishedContentHash(dataset.name()).map(contentHash::equals);
    }

    Map<String, LabeledImages> parts() {
      Map<String, LabeledImages> parts = new LinkedHashMap<>();
      parts.put("train", dataset.train());
      parts.put("validation", dataset.validation());
      parts.put("test", dataset.test());
      return parts;
    }
  }

  @Override
  public Integer call() throws IOException {
    Dataset dataset = options.load(name, spec.commandLine().getErr());
    if (sheet != null) {
      AtomicFiles.write(sheet, ContactSheet.draw(dataset.train()));
    }
    Facts facts = Facts.of(dataset);
    output.print(() -> toJson(facts), () -> toText(facts));
    return 0;
  }

  private String toText(Facts facts) {
    Dataset dataset = facts.dataset;
    LabeledImages train = dataset.train();
    StringBuilder text = new StringBuilder();
    text.append(
        Numbers.format(
            "%s: images of %d×%d×%d bytes (channels, height, width), %d classes%n"
                + "sha256 %s%ncontent sha256 %s%s%nsource: %s%nlicence: %s%n",
            dataset.name(),
            train.channels(),
            train.height(),
            train.width(),
            train.classes(),
            dataset.hash(),
            facts.contentHash,
            facts.arePublished().map(published -> published ? ARE_PUBLISHED : ARE_NOT).orElse(""),
            dataset.source(),
            dataset.licence()));
    String[] names = train.channels() == 3 ? new String[] {"red", "green", "blue"} : null;
    for (int c = 0; c < facts.channels.size(); c++) {
      text.append(
          Numbers.format(
              "%s: mean %.5f, deviation %.5f (of 255; training and validation)%n",
              names == null ? "pixels" : names[c],
              facts.channels.get(c).mean(),
              facts.channels.get(c).deviation()));
    }
    text.append(
        Numbers.format(
            "same pixels twice: %,d of %,d test images are in training or validation too; %,d"
                + " repeated there%n",
            facts.alsoTrainedOn, dataset.test().size(), facts.repeated));
    if (sheet != null) {
      text.append(sheet).append(": contact sheet\n");
    }
    return text.append('\n').append(table(facts)).toString();
  }

  private static TextTable table(Facts facts) {
    TextTable table = new TextTable("lrrr", "class", "train", "validation", "test");
    int[] trains = facts.dataset.train().countPerClass();
    int[] validations = facts.dataset.validation().countPerClass();
    int[] tests = facts.dataset.test().countPerClass();
    for (int k = 0; k < trains.length; k++) {
      table.row(facts.dataset.train().classNames().get(k), trains[k], validations[k], tests[k]);
    }
    table.row(
        "all",
        facts.dataset.train().size(),
        facts.dataset.validation().size(),
        facts.dataset.test().size());
    return table;
  }

  private ObjectNode toJson(Facts facts) {
    Dataset dataset = facts.dataset;
    LabeledImages train = dataset.train();
    ObjectNode node = Output.JSON.objectNode();
    node.put("name", dataset.name());
    node.put("sha256", dataset.hash());
    node.put("contentSha256", facts.contentHash);
    facts.arePublished().ifPresent(published -> node.put("publishedImages", published));
    node.put("source", dataset.source());
    node.put("licence", dataset.licence());
    node.put("channels", train.channels());
    node.put("height", train.height());
    node.put("width", train.width());
    train.classNames().forEach(node.putArray("classes")::add);
    facts.parts().forEach((part, images) -> node.put(part, images.size()));
    ObjectNode counts = node.putObject("countsPerClass");
    facts
        .parts()
        .forEach(
            (part, images) -> {
              ObjectNode ofPart = counts.putObject(part);
              int[] numbers = images.countPerClass();
              for (int k = 0; k < numbers.length; k++) {
                ofPart.put(train.classNames().get(k), numbers[k]);
              }
            });
    for (DescribeImages.Channel channel : facts.channels) {
      node.withArray("mean").add(channel.mean());
      node.withArray("deviation").add(channel.deviation());
    }
    node.put("testImagesAlsoTrainedOn", facts.alsoTrainedOn);
    node.put("repeatedTrainingImages", facts.repeated);
    dataset.notes().forEach(node.putArray("notes")::add);
    if (sheet != null) {
      node.put("sheet", sheet.toString());
    }
    return node;
  }
}
