package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.count;
import static dev.bnn.experiments.Texts.escape;
import static dev.bnn.experiments.Texts.format;
import static dev.bnn.experiments.Texts.percent;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.FloatVector;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Version;
import dev.bnn.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The page about one run, section by section. */
final class ReportPage {
  private static final int MOST_CLASSES_IN_MATRIX = 20;
  private static final int MOST_CONFUSIONS = 30;
  private static final int MOST_MISTAKES = 32;
  private static final int INTERVALS = 41;

  private final Run run;
  private final TestData data;
  private final Optional<TestAnswers> answers;
  private final Page page;

  ReportPage(Run run, TestData data) throws IOException {
    this.run = run;
    this.data = data;
    this.answers = data.images().flatMap(images -> answers(run, images));
    this.page =
        new Page(
            run.architecture() + " on " + run.option("dataset"),
            format(
                "%s network, %s input, seed %s · %s",
                run.option("mode"), run.option("encoding"), run.option("seed"), run.name()));
    addFigures();
    addCurves();
    addHealth();
    addAnswers();
    addWeights();
    addThresholds();
    addProvenance();
  }

  Page page() {
    return page;
  }

  /** By the integer network where there is one, else as the training noted them down. */
  private static Optional<TestAnswers> answers(Run run, LabeledImages images) {
    return run.network()
        .map(network -> TestAnswers.of(network, images))
        .or(
            () ->
                run.outcome()
                    .flatMap(Outcome::answers)
                    .filter(noted -> noted.size() == images.size())
                    .map(noted -> new TestAnswers(images, noted, Optional.empty())));
  }

  private void addFigures() throws IOException {
    List<Page.Figure> figures = new ArrayList<>();
    if (answers.isPresent()) {
      int right = answers.get().confusion().right();
      int images = answers.get().images().size();
      figures.add(
          new Page.Figure(
              format("test, %s of %s images", count(right), count(images)),
              percent((double) right / images)));
    } else {
      run.outcome()
          .ifPresent(
              o -> figures.add(new Page.Figure("test, when trained", percent(o.testAccuracy()))));
    }
    if (run.outcome().isPresent()) {
      Outcome outcome = run.outcome().get();
      figures.add(
          new Page.Figure(
              format("validation, epoch %d of %d", outcome.bestEpoch(), run.epochs().size()),
              percent(outcome.validationAccuracy())));
      figures.add(new Page.Figure("training", Texts.time(outcome.seconds())));
    }
    if (run.network().isPresent()) {
      BinaryNetwork network = run.network().get();
      long weights = WeightedLayer.of(network).stream().mapToLong(WeightedLayer::weightCount).sum();
      figures.add(new Page.Figure("weights of one bit", count(weights)));
      double kilobytes = ModelFile.toBytes(network).length / 1000.0;
      figures.add(new Page.Figure("model.bnn", format("%.1f kB", kilobytes)));
    }
    page.figures(figures);
    if (run.outcome().isEmpty()) {
      page.missing("The training has not ended: no result.json. Shown is what there is.");
    }
  }

  private void addCurves() throws IOException {
    page.section("Learning");
    if (run.epochs().isEmpty()) {
      page.missing("No metrics.csv, or no epoch in it: no curves.");
      return;
    }
    page.charts(
        List.of(
            Chart.ofLines("Loss", "epoch", List.of(curve("training", 0, Epoch::trainLoss))),
            Chart.ofLines(
                "Accuracy in %",
                "epoch",
                List.of(
                    curve("training", 0, e -> 100 * e.trainAccuracy()),
                    curve("validation", 1, e -> 100 * e.validationAccuracy()))),
            Chart.ofLines(
                "Learning rate",
                "epoch",
                List.of(curve("learning rate", 0, Epoch::learningRate)))));
  }

  private Chart.Line curve(String name, int style, ToDoubleFunction<Epoch> value) {
    return new Chart.Line(
        name,
        style,
        run.epochs().stream().map(Epoch::epoch).toList(),
        run.epochs().stream().map(value::applyAsDouble).toList());
  }

  private void addHealth() throws IOException {
    page.section("Health of the layers");
    if (run.health().isEmpty()) {
      page.missing(
          run.isFloat()
              ? "A float network has no signs to watch."
              : "No health.csv: this run was trained without it, or no epoch has ended.");
      return;
    }
    Map<String, List<LayerHealth>> layers = new LinkedHashMap<>();
    run.health().forEach(h -> layers.computeIfAbsent(h.layer(), name -> new ArrayList<>()).add(h));
    page.charts(
        List.of(
            healthChart("Signs that flipped, in %", layers, h -> 100 * h.flipRate()),
            healthChart("Latent weights at ±1, in %", layers, h -> 100 * h.saturated()),
            healthChart(
                "Constant channels, in %",
                layers, h -> 100.0 * h.constantChannels() / Math.max(1, h.channels()))));
    List<List<String>> rows = new ArrayList<>();
    layers.forEach(
        (name, epochs) -> {
          LayerHealth last = epochs.get(epochs.size() - 1);
          rows.add(
              List.of(
                  name,
                  percent(last.flipRate()),
                  percent(last.saturated()),
                  last.constantChannels() + " of " + last.channels()));
        });
    page.say("After the last epoch:");
    page.table(
        false,
        List.of("layer", "flipped in it", "latent weights at ±1", "constant channels"),
        rows);
  }

  private static Chart healthChart(
      String title, Map<String, List<LayerHealth>> layers, ToDoubleFunction<LayerHealth> value) {
    List<Chart.Line> lines = new ArrayList<>();
    layers.forEach(
        (name, epochs) ->
            lines.add(
                new Chart.Line(
                    name,
                    lines.size(),
                    epochs.stream().map(LayerHealth::epoch).toList(),
                    epochs.stream().map(value::applyAsDouble).toList())));
    return Chart.ofLines(title, "epoch", lines);
  }

  private void addAnswers() throws IOException {
    page.section("Answers to the test set");
    if (answers.isEmpty()) {
      page.missing("No confusion matrix, classes and mistakes: " + reasonForNoAnswers() + ".");
      return;
    }
    compareWithNoted(answers.get());
    Confusion confusion = answers.get().confusion();
    List<String> classes = answers.get().images().classNames();
    if (confusion.classes() <= MOST_CLASSES_IN_MATRIX) {
      addMatrix(confusion, classes);
    } else {
      addMostConfused(confusion, classes);
    }
    addClasses(confusion, classes);
    addMistakes(answers.get(), classes);
  }

  private String reasonForNoAnswers() {
    if (data.images().isEmpty()) {
      return data.reason();
    }
    return run.outcome().isEmpty()
        ? "the training has not ended"
        : "no model.bnn, and no result.json with the answers to this test set";
  }

  /** Two ways to one list of answers; a difference must not go unseen. */
  private void compareWithNoted(TestAnswers now) {
    Optional<IntVector> noted = run.outcome().flatMap(Outcome::answers);
    if (run.network().isEmpty()) {
      page.say("As noted in result.json when the training ended.");
    } else if (noted.isEmpty()) {
      page.say("By the integer network, model.bnn.");
    } else if (noted.get().equals(now.answers())) {
      page.say("By the integer network, model.bnn; every answer is the one noted in result.json.");
    } else {
      page.say(
          "By the integer network, model.bnn. ATTENTION: the answers noted in result.json are"
              + " others; the two files do not belong together.");
    }
  }

  private void addMatrix(Confusion confusion, List<String> classes) {
    page.section("Confusion matrix");
    page.say("Rows are the true classes, columns the answers.");
    StringBuilder html = new StringBuilder("<div class=\"wide\"><table class=\"confusion\">\n");
    html.append("<thead><tr><th></th>");
    classes.forEach(name -> html.append("<th>").append(escape(name)).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    for (int truth = 0; truth < classes.size(); truth++) {
      html.append("<tr><th>").append(escape(classes.get(truth))).append("</th>");
      for (int answer = 0; answer < classes.size(); answer++) {
        html.append(cell(confusion, truth, answer));
      }
      html.append("</tr>\n");
    }
    page.add(html.append("</tbody></table></div>\n").toString());
  }

  /** Blue where right, orange where wrong; the root makes small numbers visible. */
  private static String cell(Confusion confusion, int truth, int answer) {
    int count = confusion.count(truth, answer);
    double share = (double) count / Math.max(1, confusion.images(truth));
    boolean right = truth == answer;
    double strength = right ? 0.15 + 0.75 * share * share : Math.min(1, 1.6 * Math.sqrt(share));
    String colour = right ? "0,114,178" : "213,94,0";
    boolean dark = strength > 0.55;
    return format(
        "<td style=\"background:rgba(%s,%.2f)%s\">%s</td>",
        colour, count == 0 ? 0 : strength, dark ? ";color:#fff" : "", count == 0 ? "" : count);
  }

  private void addMostConfused(Confusion confusion, List<String> classes) {
    page.section("Most frequent confusions");
    record Pair(int truth, int answer, int count) {}
    List<Pair> pairs = new ArrayList<>();
    for (int truth = 0; truth < classes.size(); truth++) {
      for (int answer = 0; answer < classes.size(); answer++) {
        if (truth != answer && confusion.count(truth, answer) > 0) {
          pairs.add(new Pair(truth, answer, confusion.count(truth, answer)));
        }
      }
    }
    page.table(
        false,
        List.of("class", "taken for", "images", "of"),
        pairs.stream()
            .sorted((a, b) -> b.count() - a.count()) // stable: equals in the order of classes
            .limit(MOST_CONFUSIONS)
            .map(
                p ->
                    List.of(
                        classes.get(p.truth()),
                        classes.get(p.answer()),
                        count(p.count()),
                        count(confusion.images(p.truth()))))
            .toList());
  }

  private void addClasses(Confusion confusion, List<String> classes) {
    page.section("Classes");
    page.say(
        "Precision: share of the images taken for a class that are of it."
            + " Recall: share of the images of a class that were taken for it.");
    page.table(
        false,
        List.of("class", "precision", "recall", "images", "right"),
        IntStream.range(0, classes.size())
            .mapToObj(
                k ->
                    List.of(
                        classes.get(k),
                        percent(confusion.precision(k)),
                        percent(confusion.recall(k)),
                        count(confusion.images(k)),
                        count(confusion.count(k, k))))
            .toList());
  }

  private void addMistakes(TestAnswers answers, List<String> classes) throws IOException {
    page.section("Worst mistakes");
    if (answers.mistakes().isEmpty()) {
      page.missing("No model.bnn, so no scores to order the mistakes by.");
      return;
    }
    List<Mistake> mistakes = answers.mistakes().get();
    if (mistakes.isEmpty()) {
      page.say("None: every answer is right.");
      return;
    }
    page.say(
        format(
            "Of %s wrong answers those whose score is furthest above that of the true class.",
            count(mistakes.size())));
    StringBuilder html = new StringBuilder("<ul class=\"mistakes\">\n");
    for (Mistake m : mistakes.subList(0, Math.min(MOST_MISTAKES, mistakes.size()))) {
      html.append(
          format(
              "<li><img alt=\"test image %d\" src=\"%s\"><b>%s</b>, taken for <b>%s</b><br>by"
                  + " %s · image %d</li>\n",
              m.image(),
              DrawPicture.asDataAddress(answers.images(), m.image()),
              escape(classes.get(m.label())),
              escape(classes.get(m.answer())),
              count(m.margin()),
              m.image()));
    }
    page.add(html.append("</ul>\n").toString());
  }

  private void addWeights() throws IOException {
    page.section("Weights");
    Path checkpoint = run.folder().resolve("checkpoint.zip");
    List<WeightedLayer> layers = run.network().map(WeightedLayer::of).orElse(List.of());
    if (!Files.exists(checkpoint)) {
      page.missing("No checkpoint.zip: no histogram of the weights behind the signs.");
    } else {
      try {
        addHistograms(TrainedModel.load(checkpoint).latentWeights(), layers);
      } catch (IOException e) {
        page.missing("The weights behind the signs cannot be read: " + e.getMessage());
      }
    }
    if (!layers.isEmpty()) {
      page.table(
          false,
          List.of("layer", "weights", "of them +1"),
          layers.stream()
              .map(l -> List.of(l.name(), count(l.weightCount()), percent(l.shareOfOnes())))
              .toList());
    }
  }

  private void addHistograms(List<FloatVector> weights, List<WeightedLayer> layers)
      throws IOException {
    page.say(
        run.isFloat()
            ? "The float weights of every layer."
            : "The latent weights behind the signs, at the chosen epoch; the sign is what the"
                + " network keeps.");
    List<Chart> charts = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      String name =
          layers.size() == weights.size()
              ? layers.get(i).name()
              : "layer " + (i + 1) + " of " + weights.size();
      FloatVector values = weights.get(i);
      double[] numbers = IntStream.range(0, values.size()).mapToDouble(values::get).toArray();
      charts.add(Chart.of(Histogram.of(numbers, INTERVALS), name, "weight"));
    }
    page.charts(charts);
  }

  private void addThresholds() throws IOException {
    page.section("Thresholds");
    if (run.network().isEmpty()) {
      page.missing(
          run.isFloat() ? "A float network has no thresholds." : "No model.bnn: no thresholds.");
      return;
    }
    page.say(
        "A channel answers +1 if its sum reaches the threshold. One at the lowest possible sum"
            + " always does; one that no sum reaches never does. Both are left out of the"
            + " histograms and counted in the table.");
    List<Chart> charts = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (WeightedLayer layer : WeightedLayer.of(run.network().get())) {
      if (layer.thresholds().isPresent()) {
        Thresholds thresholds = layer.thresholds().get();
        int[] deciding = decidingThresholds(thresholds);
        if (deciding.length > 0) {
          Histogram histogram = Histogram.ofIntegers(deciding, thresholds.step(), INTERVALS);
          charts.add(Chart.of(histogram, layer.name(), "threshold"));
        }
        rows.add(row(layer.name(), thresholds, deciding));
      }
    }
    page.charts(charts);
    page.table(
        false,
        List.of("layer", "channels", "least", "median", "greatest", "always +1", "never +1"),
        rows);
  }

  private static int[] decidingThresholds(Thresholds thresholds) {
    return IntStream.range(0, thresholds.size())
        .filter(c -> !isAlways(thresholds, c) && !isNever(thresholds, c))
        .map(thresholds::get)
        .sorted()
        .toArray();
  }

  private static boolean isAlways(Thresholds thresholds, int channel) {
    return thresholds.get(channel) <= thresholds.minimum().get(channel);
  }

  private static boolean isNever(Thresholds thresholds, int channel) {
    return thresholds.get(channel) >= thresholds.never(channel);
  }

  private static List<String> row(String name, Thresholds thresholds, int[] deciding) {
    long always =
        IntStream.range(0, thresholds.size()).filter(c -> isAlways(thresholds, c)).count();
    long never = IntStream.range(0, thresholds.size()).filter(c -> isNever(thresholds, c)).count();
    int last = deciding.length - 1;
    return List.of(
        name,
        count(thresholds.size()),
        last < 0 ? "–" : count(deciding[0]),
        last < 0 ? "–" : count(deciding[last / 2]),
        last < 0 ? "–" : count(deciding[last]),
        count(always),
        count(never));
  }

  private void addProvenance() {
    page.section("Provenance");
    List<List<String>> rows = new ArrayList<>();
    run.config().forEach((name, value) -> rows.add(List.of(name, value.isEmpty() ? "–" : value)));
    run.network().ifPresent(network -> rows.add(List.of("networkSha256", network.hash())));
    rows.add(List.of("report by", Version.TOOL));
    page.table(true, List.of("config.json", ""), rows);
    if (run.network().isEmpty()) {
      page.missing("No model.bnn, so no hash of the integer network.");
    }
  }
}
