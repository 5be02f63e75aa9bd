package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bnn.experiments.TrialResult.Status;
import dev.bnn.train.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a sweep in Chromium: {@code use-sweep-report.js} uses it, here is what must come. */
@Tag("slow")
class SweepReportInBrowserTest {
  private static final Pattern OUTCOME = Pattern.compile("<pre id=\"outcome\">(.*?)</pre>");

  /** Whatever is asked for is refused, which is an error on the console. */
  private static final String NOTHING_FROM_OUTSIDE =
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
          + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">";

  /** In the order in which the page writes them: binary before float, by width, by seed. */
  private static final List<TrialResult> TRIALS =
      SmallSweep.large().trials().stream()
          .sorted(
              Comparator.comparing(TrialResult::mode)
                  .thenComparing(TrialResult::size)
                  .thenComparing(TrialResult::seed))
          .toList();

  @TempDir static Path folder;
  private static JsonNode outcome;
  private static JsonNode outcomeInTheDark;

  @BeforeAll
  static void useThePage() throws IOException, InterruptedException {
    Chromium.require();
    outcome = use(Chromium.load(pageWithScript("use-sweep-report.js")));
    outcomeInTheDark =
        use(
            Chromium.load(
                pageWithScript("use-sweep-report.js"), "--blink-settings=preferredColorScheme=0"));
  }

  private static Path pageWithScript(String name) throws IOException {
    Path page = folder.resolve("report.html");
    WriteSweepReport.write(SmallSweep.large(), page);
    String script =
        new String(
            SweepReportInBrowserTest.class.getResourceAsStream(name).readAllBytes(),
            StandardCharsets.UTF_8);
    return Files.writeString(
        folder.resolve("used.html"),
        Files.readString(page)
            .replace("<head>", "<head>" + NOTHING_FROM_OUTSIDE)
            .replace("</body>", "<script>" + script + "</script></body>"));
  }

  private static JsonNode use(Chromium.Loaded loaded) throws IOException {
    assertThat(loaded.console()).as("errors and messages of the scripts").isEmpty();
    Matcher found = OUTCOME.matcher(loaded.html());
    assertThat(found.find()).as("an outcome in the page").isTrue();
    String json = found.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    return new ObjectMapper().readTree(json);
  }

  private static List<String> list(String name) {
    return StreamSupport.stream(outcome.get(name).spliterator(), false)
        .map(node -> node.isNull() ? "nothing" : node.asText())
        .toList();
  }

  private static List<String> ids(String first, Stream<TrialResult> trials) {
    return Stream.concat(Stream.of(first), trials.map(TrialResult::id)).toList();
  }

  private static boolean isDone(TrialResult trial) {
    return trial.status() == Status.DONE;
  }

  private static Stream<TrialResult> failed() {
    return TRIALS.stream().filter(trial -> !isDone(trial));
  }

  @Test
  void a_click_on_a_heading_sorts_numbers_as_numbers_and_the_next_one_backwards() {
    Comparator<TrialResult> byTest = Comparator.comparing(TrialResult::testAccuracy);
    Stream<TrialResult> up =
        TRIALS.stream().filter(SweepReportInBrowserTest::isDone).sorted(byTest);
    Stream<TrialResult> down =
        TRIALS.stream().filter(SweepReportInBrowserTest::isDone).sorted(byTest.reversed());
    assertThat(list("asWritten"))
        .containsExactlyElementsOf(TRIALS.stream().map(TrialResult::id).toList());
    assertThat(list("upwards"))
        .containsExactlyElementsOf(ids("ascending", Stream.concat(up, failed())));
    assertThat(list("downwards"))
        .containsExactlyElementsOf(ids("descending", Stream.concat(down, failed())));
    assertThat(list("byTime").subList(1, 27)) // 1.5 s, 17 s, …, 257 s: as text 17 s came first
        .isSortedAccordingTo(
            Comparator.comparing(
                id -> TRIALS.stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow(),
                Comparator.comparing(TrialResult::seconds)));
  }

  @Test
  void equals_keep_their_order() {
    List<String> before = new ArrayList<>(list("byTime"));
    before.remove(0);
    List<String> expected = new ArrayList<>(List.of("ascending"));
    before.stream().filter(id -> id.startsWith("binary")).forEach(expected::add);
    before.stream().filter(id -> id.startsWith("float")).forEach(expected::add);
    assertThat(list("byText")).containsExactlyElementsOf(expected);
    assertThat(outcome.get("sorted").asInt()).isEqualTo(1);
  }

  @Test
  void the_filter_leaves_rows_that_have_every_word() {
    List<String> float256 =
        list("byText").stream().filter(id -> id.startsWith("float-256")).toList();
    assertThat(float256).hasSize(3);
    List<String> expected = new ArrayList<>(List.of(" 3 of 26 with “FLOAT  256”"));
    expected.addAll(float256);
    assertThat(list("filtered")).containsExactlyElementsOf(expected);
    assertThat(list("filteredAway")).containsExactly(" 0 of 26 with “no such thing”");
    assertThat(outcome.get("unfiltered").asInt()).isEqualTo(26);
  }

  @Test
  void a_click_in_the_legend_hides_and_shows_a_series() {
    assertThat(list("shown")).containsExactly("inline", "inline", "true");
    assertThat(list("toggled")).containsExactly("inline", "none", "false");
    assertThat(list("shownAgain")).containsExactly("inline", "inline", "true");
  }

  @Test
  void the_pointer_shows_what_a_point_is() {
    assertThat(outcome.get("tipBefore").isNull()).isTrue();
    assertThat(outcome.get("tipOnBinary").asText()).startsWith("binary, width 128\n");
    assertThat(outcome.get("tipOnFloat").asText()).isEqualTo(tip(Mode.FLOAT, 64));
    assertThat(outcome.get("tipWhereHidden").asText()).doesNotStartWith("float");
    assertThat(outcome.get("tipAfter").isNull()).isTrue();
  }

  /** By the trials, not by the page's classes. */
  private static String tip(Mode mode, int width) {
    List<TrialResult> members =
        TRIALS.stream().filter(t -> isDone(t) && t.mode() == mode && t.size() == width).toList();
    double sum = 0;
    double squares = 0;
    for (TrialResult trial : members) {
      sum += 100 * trial.testAccuracy();
      squares += Math.pow(100 * trial.testAccuracy(), 2);
    }
    int n = members.size();
    double deviation = Math.sqrt((squares - sum * sum / n) / (n - 1));
    return Texts.format(
        "%s, width %d\n%.2f ± %.2f %%, seeds 1, 2, 3\n%,d weight bits",
        mode, width, sum / n, deviation, members.get(0).weightBits());
  }

  @Test
  void arrow_keys_go_from_point_to_point_around() {
    List<String> keys = list("keys");
    assertThat(keys.get(0)).startsWith("binary, width 64\n");
    assertThat(keys.get(1)).startsWith("binary, width 128\n");
    assertThat(keys.get(2)).isEqualTo(keys.get(0));
    assertThat(keys.get(3)).startsWith("float, width 1024\n");
    assertThat(keys.get(4)).isEqualTo("nothing");
    assertThat(outcome.get("keysWithoutFloat").asText()).startsWith("binary, width 1024\n");
  }

  @Test
  void all_controls_are_reached_by_the_keyboard() {
    assertThat(outcome.get("controls").asInt()).isGreaterThan(40);
    assertThat(outcome.get("unreachable").asInt()).isZero();
  }

  @Test
  void no_text_of_a_chart_lies_on_another() {
    assertThat(list("overlaps")).isEmpty();
  }

  @Test
  void paper_is_dark_where_the_reader_wants_it_dark() {
    assertThat(outcome.get("paper").asText()).isEqualTo("rgb(255, 255, 255)");
    assertThat(outcomeInTheDark.get("paper").asText()).isEqualTo("rgb(21, 24, 28)");
  }

  @Test
  void errors_and_what_is_fetched_would_be_seen() throws IOException, InterruptedException {
    Path page = folder.resolve("bad.html");
    Files.writeString(
        page, NOTHING_FROM_OUTSIDE + "<script>new Image().src = 'a.png'; missing()</script>");
    assertThat(Chromium.load(page).console())
        .anyMatch(line -> line.contains("missing is not defined"))
        .anyMatch(line -> line.contains("a.png") && line.contains("Content Security Policy"));
  }
}
