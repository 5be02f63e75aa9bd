package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteComparisonTest {
  @TempDir Path folder;
  private final List<Run> runs = new ArrayList<>();

  /** Two seeds of one training with 50 and 54 %, and a slower rate with 40 %. */
  @BeforeEach
  void makeRuns() throws IOException {
    runs.add(run("a", "\"seed\" : 7", "\"seed\" : 7", 0.50));
    runs.add(run("b", "\"seed\" : 7", "\"seed\" : 8", 0.54));
    runs.add(run("c", "0.02", "0.001", 0.40));
  }

  private Run run(String name, String option, String value, double test) throws IOException {
    Path path = folder.resolve(name);
    SmallRun.writeConfig(path);
    Path config = path.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace(option, value));
    Files.writeString(path.resolve("metrics.csv"), SmallRun.METRICS);
    Files.writeString(
        path.resolve("summary.json"),
        "{\"bestEpoch\": 3, \"validationAccuracy\": 0.6, \"testAccuracy\": %s, \"seconds\": 90}"
            .formatted(test));
    return ReadRun.read(path);
  }

  @Test
  void runs_that_differ_only_in_the_seed_are_one_group() {
    List<WriteComparison.Group> groups = WriteComparison.groups(runs);
    assertThat(groups).hasSize(2);
    assertThat(groups.get(0).name()).isEqualTo("tfc-0.5 on digits, learningRate 0.02");
    assertThat(groups.get(0).runs()).isEqualTo(2);
    assertThat(groups.get(0).mean()).isCloseTo(0.52, within(1e-12));
    assertThat(groups.get(0).deviation()).isCloseTo(0.04 / Math.sqrt(2), within(1e-12));
    assertThat(groups.get(1).deviation()).isZero();
  }

  @Test
  void the_page_shows_what_differs_and_nothing_that_does_not() throws IOException {
    Path page = folder.resolve("page.html");
    WriteComparison.write(runs, page);
    String html = Files.readString(page);
    assertThat(html)
        .contains("52.00 ± 2.83 %", "<td>54.00 %</td>", "Validation accuracy in %")
        .contains("<th>run</th><th>learningRate</th><th>seed</th></tr>")
        .contains("<td>c</td><td>0.001</td><td>7</td>")
        .doesNotContain("<th>dataHash", "http", "<script");
    WriteComparison.write(runs, page);
    assertThat(page).hasContent(html);
  }

  @Test
  void a_run_that_has_not_ended_is_compared_as_far_as_it_is() throws IOException {
    Files.delete(folder.resolve("c/summary.json"));
    runs.set(2, ReadRun.read(folder.resolve("c")));
    assertThat(WriteComparison.groups(runs).get(1).mean()).isNaN();
    Path page = folder.resolve("page.html");
    WriteComparison.write(runs, page);
    assertThat(page).content().contains("has not ended");
  }

  @Test
  void a_file_that_bnn_did_not_write_is_left_as_it_is() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.html"), "<html>mine</html>");
    assertThatThrownBy(() -> WriteComparison.write(runs, mine))
        .hasMessageContaining("mine.html was not written by bnn");
    assertThat(mine).hasContent("<html>mine</html>");
  }
}
