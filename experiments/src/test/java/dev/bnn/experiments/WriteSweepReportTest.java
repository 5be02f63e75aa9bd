package dev.bnn.experiments;

import static dev.bnn.experiments.SmallSweep.done;
import static dev.bnn.experiments.SmallSweep.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.train.Mode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class WriteSweepReportTest {
  private static final Pattern PLOT =
      Pattern.compile("<svg viewBox=\"0 0 5.*?</svg>", Pattern.DOTALL);

  @TempDir Path folder;

  private String report(SweepResults results) throws IOException {
    Path file = folder.resolve("report.html");
    WriteSweepReport.write(results, file);
    return Files.readString(file);
  }

  private static SweepResults unplanned(List<TrialResult> trials) {
    return new SweepResults("mnist", "mlp", Optional.empty(), 100, trials);
  }

  @Test
  void it_shows_means_deviations_and_every_training() throws IOException {
    String html =
        report(
            unplanned(
                List.of(
                    done(64, Mode.BINARY, 1, 0.90),
                    done(64, Mode.BINARY, 2, 0.92),
                    done(64, Mode.FLOAT, 1, 0.97))));
    assertThat(html)
        .contains("<h1>Accuracy versus size: mlp on mnist</h1>")
        .contains("float minus binary is +6.00 points at width 64.")
        .contains("binary, width 64\n91.00 ± 1.41 %, seeds 1, 2\n59,008 weight bits</title>")
        .contains("float, width 64\n97.00 %, seed 1\n")
        .contains("float − binary: +6.00 points, one seed</title>")
        .contains("<td data-value=\"0.9\">90.00 %</td><td data-value=\"9000.0\">9,000 of 10,000");
  }

  @Test
  void an_error_bar_goes_a_deviation_up_and_down_and_a_single_seed_has_none() throws IOException {
    PointChart.Series series =
        new PointChart.Series(
            "s",
            0,
            PointChart.Look.JOINED,
            List.of(
                new PointChart.Point(0, 5, 5, "", "with"),
                new PointChart.Point(10, 5, Double.NaN, "", "without")));
    Axis axis = new Axis("", false, 0, 10, List.of());
    String html = new PointChart("t", axis, axis, List.of(series)).toHtml();
    // the plot is 46…486 wide and 30…284 high, so its middle is at 157
    assertThat(html)
        .contains("<path class=\"line\" d=\"M46.0,157.0L486.0,157.0\"/>")
        .containsOnlyOnce("class=\"bar\"")
        .contains("<path class=\"bar\" d=\"M46.0,30.0V284.0M40.0,30.0h12M40.0,284.0h12\"/>");
  }

  @Test
  void the_same_results_give_the_same_bytes_in_whatever_order_they_came() throws IOException {
    SweepResults sweep = SmallSweep.large();
    String html = report(sweep);
    List<TrialResult> trials = new ArrayList<>(sweep.trials());
    Collections.shuffle(trials, new Random(1));
    assertThat(report(new SweepResults("mnist", "mlp", sweep.target(), 100, trials)))
        .isEqualTo(html);
  }

  @Test
  void it_needs_nothing_from_outside() throws IOException {
    assertThat(report(SmallSweep.large()))
        .doesNotContain("http", "<link", "url(", "@import", "import(", "fetch(", "src=", "href=");
  }

  @Test
  void its_drawings_are_well_formed() throws Exception {
    Matcher drawings = PLOT.matcher(report(SmallSweep.large()));
    int count = 0;
    while (drawings.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(drawings.group())));
      count++;
    }
    assertThat(count).isEqualTo(5); // gap, width, bits, LUTs, frames per second
  }

  @Test
  void names_and_reasons_cannot_become_markup() throws IOException {
    String evil = "<script>'\"&";
    TrialResult trial = done(64, Mode.BINARY, 1, 0.9);
    String html =
        report(
            new SweepResults(
                evil,
                evil,
                Optional.of(evil),
                100,
                List.of(
                    trial,
                    SmallSweep.planned(SmallSweep.of(trial, evil, 0.9), 1000, 1e6),
                    failed(SmallSweep.of(done(64, Mode.FLOAT, 1, 0.9), evil, 0.9), evil))));
    assertThat(html).contains("&lt;script&gt;&#39;&quot;&amp;").doesNotContain(evil);
    assertThat(html.split("<script")).hasSize(2); // the page's own
  }

  @Test
  void hardware_is_said_to_be_predicted_and_by_what() throws IOException {
    assertThat(report(SmallSweep.large()))
        .contains("Pareto front", "LUTs predicted for xc7z020", "at 100 MHz")
        .contains("our model of Yosys", "not Vivado", "nothing here is placed or measured");
    assertThat(report(unplanned(List.of(done(64, Mode.BINARY, 1, 0.9)))))
        .doesNotContain("LUT", "Pareto")
        .contains("<td>hardware</td><td>not asked for</td>")
        .contains("No binary network has a float one");
  }

  @Test
  void a_failed_training_has_its_reason_and_no_accuracy() throws IOException {
    TrialResult trial = done(64, Mode.BINARY, 1, 0.9);
    assertThat(report(unplanned(List.of(failed(trial, "the loss is not finite")))))
        .contains("No training has ended well yet")
        .contains("<td>binary-64-1</td><td>the loss is not finite</td>")
        .doesNotContain("0.00 %", "NaN", "<figure");
    assertThat(report(unplanned(List.of()))).contains("A sweep of 0 trainings");
  }

  @Test
  void networks_of_several_inputs_are_compared_input_by_input() throws IOException {
    TrialResult binary = done(64, Mode.BINARY, 1, 0.9);
    TrialResult twin = done(64, Mode.FLOAT, 1, 0.97);
    assertThat(
            report(
                unplanned(
                    List.of(
                        binary,
                        twin,
                        SmallSweep.of(binary, "pixels", 0.95),
                        SmallSweep.of(twin, "pixels", 0.98)))))
        .contains("With input binary: At the same width, float minus binary is +7.00 points")
        .contains("With input pixels: At the same width, float minus binary is +3.00 points")
        .contains("Float − binary against width, input pixels</figcaption>")
        .contains("</svg>float, input pixels</li>");
  }

  @Test
  void a_file_that_bnn_did_not_write_is_left_as_it_is() throws IOException {
    Path mine = Files.writeString(folder.resolve("report.html"), "my notes");
    assertThatThrownBy(() -> report(SmallSweep.large()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was not written by bnn");
    assertThat(mine).hasContent("my notes");
  }
}
