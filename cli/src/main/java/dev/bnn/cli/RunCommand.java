package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.ImageFile;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.PackedEngine;
import dev.bnn.runtime.Contract;
import dev.bnn.runtime.Device;
import dev.bnn.runtime.Links;
import dev.bnn.runtime.Statistics;
import dev.bnn.verify.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Have a board classify images.",
      "",
      "The board is reset and must prove to be the right one first: design, network, test images,"
          + " its own pattern. Damaged and lost messages are sent again; a wrong answer is never"
          + " given. A simulated board is the bundle's RTL in Verilator, pins and all."
    },
    footer = {
      "",
      "  bnn run mnist-ice seven.png --link serial:/dev/ttyUSB1",
      "  bnn run mnist-ice --dataset mnist --images 1000 --link simulation",
      "  bnn run mnist-ice --benchmark --link serial:/dev/ttyUSB1",
      "",
      "Exit status 1 if the board fails, or answers another class than the network."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "A bundle for a board.")
  private Path bundle;

  @Parameters(index = "1..*", paramLabel = "IMAGE", description = "Pictures.")
  private List<Path> pictures = new ArrayList<>();

  @Option(
      names = "--link",
      required = true,
      paramLabel = "software|simulation|serial:DEV",
      description = {
        "What the board is at: the network in software, the RTL in Verilator, or a serial port.",
        "faulty:FAULT is a board in software that misbehaves (docs/host-runtime.md)."
      })
  private String link;

  @Mixin private DatasetOptions data;

  @Option(names = "--images", paramLabel = "N", description = "Only the first N test images.")
  private Integer count;

  @Option(
      names = "--benchmark",
      description = "Measure the design itself, with images that the board makes.")
  private boolean benchmark;

  @Mixin private Output output;

  /** What came of a data set. */
  private record Score(String dataset, int images, int right, int mismatches) {}

  /** What came of a picture. */
  private record Answer(Path picture, String className, int index) {}

  @Override
  public Integer call() throws IOException {
    if (pictures.isEmpty() && !data.isNamed() && !benchmark) {
      throw new IllegalArgumentException(
          "nothing to do: give IMAGE…, --dataset NAME or --benchmark");
    }
    if (count != null && (count < 1 || !data.isNamed())) {
      throw new IllegalArgumentException("--images N is for --dataset NAME, and at least 1");
    }
    BinaryNetwork network = BundleFolder.open(bundle).network();
    Contract contract = Contract.read(bundle);
    List<byte[]> images = readPictures(network);
    Optional<Dataset> dataset =
        data.isNamed() ? Optional.of(data.loadFor(network)) : Optional.empty();
    try (Device device = Device.open(contract, Links.open(link, bundle, contract))) {
      List<Answer> answers = classify(device, contract, images);
      Optional<Score> score =
          dataset.isPresent()
              ? Optional.of(classify(device, contract, network, dataset.get()))
              : Optional.empty();
      Optional<Device.Benchmark> rate =
          benchmark ? Optional.of(device.benchmark()) : Optional.empty();
      Statistics statistics = device.statistics();
      output.print(
          () -> toJson(answers, score, rate, statistics),
          () -> toText(answers, score, rate, statistics));
      return score.filter(s -> s.mismatches > 0).isPresent() ? 1 : 0;
    }
  }

  private List<byte[]> readPictures(BinaryNetwork network) throws IOException {
    Shape shape = network.input().image();
    List<byte[]> images = new ArrayList<>();
    for (Path picture : pictures) {
      images.add(ImageFile.read(picture, shape.channels(), shape.height(), shape.width()));
    }
    return images;
  }

  private List<Answer> classify(Device device, Contract contract, List<byte[]> images)
      throws IOException {
    List<Answer> answers = new ArrayList<>();
    List<IntVector> results = device.classify(images);
    for (int i = 0; i < results.size(); i++) {
      int index = contract.classOf(results.get(i));
      answers.add(new Answer(pictures.get(i), contract.classes().get(index), index));
    }
    return answers;
  }

  private Score classify(Device device, Contract contract, BinaryNetwork network, Dataset dataset)
      throws IOException {
    LabeledImages test = dataset.test();
    Subject.checkShape(network, test);
    LabeledImages images = test.head(count == null ? test.size() : Math.min(count, test.size()));
    PackedEngine engine = new PackedEngine(network);
    int[] counts = new int[2]; // right, and other than the network's
    device.classify(
        images.size(),
        images::image,
        (i, result) -> {
          IntVector scores = engine.scores(images.image(i));
          IntVector expected =
              contract.hasScores() ? scores : IntVector.of(scores.indexOfHighest());
          counts[0] += contract.classOf(result) == images.label(i) ? 1 : 0;
          counts[1] += result.equals(expected) ? 0 : 1;
        });
    return new Score(dataset.name(), images.size(), counts[0], counts[1]);
  }

  private static String toText(
      List<Answer> answers,
      Optional<Score> score,
      Optional<Device.Benchmark> rate,
      Statistics statistics) {
    StringBuilder text = new StringBuilder();
    answers.forEach(a -> text.append(a.picture).append(": ").append(a.className).append('\n'));
    score.ifPresent(
        s ->
            text.append(
                Numbers.format(
                    "%s: %,d images, %.2f %% right, %,d mismatches with the network%n",
                    s.dataset, s.images, 100.0 * s.right / s.images, s.mismatches)));
    rate.ifPresent(
        r ->
            text.append(
                Numbers.format(
                    "design: an image every %.2f cycles = %,.0f images/s, whatever the link%n",
                    r.cyclesPerImage(), r.imagesPerSecond())));
    if (statistics.images() > 0) {
      Statistics.Latencies latencies = statistics.latencies();
      text.append(
          Numbers.format(
              "link: %,.1f images/s; ms to a result: %.2f median, %.2f at 95 %%, %.2f at 99 %%, %.2f"
                  + " at most%n",
              statistics.imagesPerSecond(),
              latencies.p50() / 1e3,
              latencies.p95() / 1e3,
              latencies.p99() / 1e3,
              latencies.most() / 1e3));
    }
    if (statistics.retries() > 0) {
      text.append(
          Numbers.format(
              "asked again %,d times: %,d damaged messages, %,d time-outs%n",
              statistics.retries(), statistics.damaged(), statistics.timeouts()));
    }
    return text.toString();
  }

  private static ObjectNode toJson(
      List<Answer> answers,
      Optional<Score> score,
      Optional<Device.Benchmark> rate,
      Statistics statistics) {
    ObjectNode root = Output.JSON.objectNode();
    ArrayNode all = root.putArray("answers");
    answers.forEach(
        a ->
            all.addObject()
                .put("image", a.picture.toString())
                .put("class", a.className)
                .put("index", a.index));
    score.ifPresent(
        s ->
            root.putObject("dataset")
                .put("name", s.dataset)
                .put("images", s.images)
                .put("right", s.right)
                .put("mismatches", s.mismatches));
    rate.ifPresent(
        r ->
            root.putObject("benchmark")
                .put("cyclesPerImage", r.cyclesPerImage())
                .put("imagesPerSecond", r.imagesPerSecond()));
    Statistics.Latencies latencies = statistics.latencies();
    root.putObject("statistics")
        .put("images", statistics.images())
        .put("imagesPerSecond", statistics.imagesPerSecond())
        .put("microsMedian", latencies.p50())
        .put("micros95", latencies.p95())
        .put("micros99", latencies.p99())
        .put("microsMost", latencies.most())
        .put("retries", statistics.retries())
        .put("damaged", statistics.damaged())
        .put("timeouts", statistics.timeouts());
    return root;
  }
}
