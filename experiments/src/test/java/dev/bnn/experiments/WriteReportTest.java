package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.IntVector;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class WriteReportTest {
  private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

  @TempDir Path folder;

  @BeforeEach
  void writeRun() throws IOException {
    SmallRun.write(folder);
  }

  private String report() throws IOException {
    return Files.readString(WriteReport.write(folder, SmallRun.digits()));
  }

  @Test
  void it_says_what_the_files_say() throws IOException {
    int right = SmallRun.countRight(SmallRun.answers());
    assertThat(report())
        .contains("<h1>tfc-0.5 on digits</h1>")
        .contains("test, " + right + " of 359 images", "validation, epoch 2 of 3", "65.00 %")
        .contains("1 dense 32", "1 of 32", "first note; second note")
        .contains("every answer is the one noted in result.json")
        .contains(SmallRun.digits().hash(), SmallRun.network(0).hash(), "Worst mistakes");
  }

  @Test
  void the_same_files_give_the_same_bytes() throws IOException {
    assertThat(report()).isEqualTo(report());
  }

  @Test
  void it_needs_nothing_from_outside() throws IOException {
    String html = report();
    assertThat(html).doesNotContain("http", "<script", "<link", "url(h", "@import");
    Matcher sources = Pattern.compile("(src|href)=\"(.{0,5})").matcher(html);
    assertThat(sources.results().map(found -> found.group(2))).isNotEmpty().containsOnly("data:");
  }

  @Test
  void its_drawings_are_well_formed() throws Exception {
    Matcher drawings = SVG.matcher(report());
    int count = 0;
    while (drawings.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(drawings.group())));
      count++;
    }
    assertThat(count).isEqualTo(3 + 3 + 1); // learning, health, one layer with thresholds
  }

  @Test
  void what_is_missing_is_said_and_no_error() throws IOException {
    assertThat(report()).contains("No checkpoint.zip");
    for (String file : new String[] {"metrics.csv", "health.csv", "result.json", "model.bnn"}) {
      Files.delete(folder.resolve(file));
    }
    assertThat(report())
        .contains("The training has not ended", "No metrics.csv", "No health.csv")
        .contains(
            "classes and mistakes: the training has not ended", "No model.bnn: no thresholds");
  }

  @Test
  void a_checkpoint_that_is_none_is_said_and_no_error() throws IOException {
    Files.writeString(folder.resolve("checkpoint.zip"), "no zip");
    assertThat(report()).contains("cannot be read: ", "not a checkpoint, or damaged");
  }

  @Test
  void another_data_set_than_the_trained_one_is_not_scored() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace(SmallRun.digits().hash(), "0".repeat(64)));
    assertThat(report())
        .contains("not what was trained on", "000000000000…")
        .doesNotContain("Confusion matrix</h2>");
  }

  @Test
  void a_data_set_that_is_not_here_is_said() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"digits\"", "\"mnist\""));
    assertThat(Files.readString(WriteReport.write(folder, folder)))
        .contains("the data set mnist is not here", "test, when trained");
  }

  @Test
  void a_float_run_has_its_answers_from_the_result() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"binary\"", "\"float\""));
    Files.delete(folder.resolve("model.bnn"));
    Files.delete(folder.resolve("health.csv"));
    assertThat(report())
        .contains("As noted in result.json", "Confusion matrix</h2>", "no scores to order")
        .contains("A float network has no thresholds", "A float network has no signs to watch")
        .contains(SmallRun.countRight(SmallRun.answers()) + " of 359");
  }

  @Test
  void answers_that_are_not_those_of_the_network_are_announced() throws IOException {
    IntVector answers = SmallRun.answers();
    IntVector others =
        IntVector.generate(
            answers.size(), i -> i == 5 ? (answers.get(i) + 1) % 10 : answers.get(i));
    Files.writeString(folder.resolve("result.json"), SmallRun.result(others));
    assertThat(report()).contains("ATTENTION").doesNotContain("every answer is the one noted");
  }

  @Test
  void names_cannot_become_markup() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("first note", "<b>&"));
    assertThat(report()).contains("&lt;b&gt;&amp;; second note").doesNotContain("<b>&");
  }

  @Test
  void a_file_that_bnn_did_not_write_is_left_as_it_is() throws IOException {
    Path mine = Files.writeString(folder.resolve("report.html"), "my notes");
    assertThatThrownBy(this::report)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was not written by bnn");
    assertThat(mine).hasContent("my notes");
  }
}
