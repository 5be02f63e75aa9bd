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
import dev.bnn.runtime.Answer;
import dev.bnn.runtime.Benchmark;
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
import java.util.stream.IntStream;
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
  /** A simulated board needs some seconds for them. */
  private static final int BENCHMARK_IMAGES = 2000;

  @Parameters(index = "0", paramLabel = "DIR", description = "A bundle for a board.")
  private Path bundle;

  @Parameters(index = "1..*", paramLabel = "IMAGE", description = "Pictures.")
  private List<Path> pictures = new ArrayList<>();

  @Option(
      names = "--link",
      required = true,
      paramLabel = "software|simulation|serial:DEV",
      description =
          "What the board is at: the network in software, the RTL in Verilator, or a serial port.")
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
  private record Named(Path picture, String className, int index) {}

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
    try (Device device =
        Device.open(contract, Links.open(link, bundle, contract), Device.Options.DEFAULT)) {
      List<Named> answers = classify(device, images);
      Optional<Score> score =
          dataset.isPresent()
              ? Optional.of(classify(device, network, dataset.get()))
              : Optional.empty();
      Optional<Benchmark> rate =
          benchmark ? Optional.of(device.benchmark(BENCHMARK_IMAGES)) : Optional.empty();
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

  private List<Named> classify(Device device, List<byte[]> images) throws IOException {
    List<Named> named = new ArrayList<>();
    List<Answer> answers = device.classify(images);
    for (int i = 0; i < answers.size(); i++) {
      int index = answers.get(i).label();
      named.add(new Named(pictures.get(i), device.contract().classes().get(index), index));
    }
    return named;
  }

  private Score classify(Device device, BinaryNetwork network, Dataset dataset) throws IOException {
    LabeledImages test = dataset.test();
    Subject.checkShape(network, test);
    LabeledImages images = test.head(count == null ? test.size() : Math.min(count, test.size()));
    PackedEngine engine = new PackedEngine(network);
    List<Answer> answers = new ArrayList<>();
    device.classify(
        IntStream.range(0, images.size()).mapToObj(images::image).iterator(), answers::add);
    int right = 0;
    int mismatches = 0;
    for (int i = 0; i < images.size(); i++) {
      IntVector scores = engine.scores(images.image(i));
      Answer answer = answers.get(i);
      boolean same =
          answer.label() == scores.indexOfHighest()
              && answer.scores().map(scores::equals).orElse(true);
      right += answer.label() == images.label(i) ? 1 : 0;
      mismatches += same ? 0 : 1;
    }
    return new Score(dataset.name(), images.size(), right, mismatches);
  }

  private static String toText(
      List<Named> answers, Optional<Score> score, Optional<Benchmark> rate, Statistics statistics) {
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
      text.append(
          Numbers.format(
              "link: %,.1f images/s; ms to a result: %.2f median, %.2f at 95 %%, %.2f at 99 %%, %.2f"
                  + " at most%n",
              statistics.imagesPerSecond(),
              statistics.p50Micros() / 1e3,
              statistics.p95Micros() / 1e3,
              statistics.p99Micros() / 1e3,
              statistics.maxMicros() / 1e3));
    }
    if (statistics.retries() > 0) {
      text.append(
          Numbers.format(
              "asked again %,d times: %,d damaged messages, %,d time-outs%n",
              statistics.retries(), statistics.crcErrors(), statistics.timeouts()));
    }
    return text.toString();
  }

  private static ObjectNode toJson(
      List<Named> answers, Optional<Score> score, Optional<Benchmark> rate, Statistics statistics) {
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
    root.putObject("statistics")
        .put("images", statistics.images())
        .put("imagesPerSecond", statistics.imagesPerSecond())
        .put("microsMedian", statistics.p50Micros())
        .put("micros95", statistics.p95Micros())
        .put("micros99", statistics.p99Micros())
        .put("microsMost", statistics.maxMicros())
        .put("retries", statistics.retries())
        .put("damaged", statistics.crcErrors())
        .put("timeouts", statistics.timeouts());
    return root;
  }
}
