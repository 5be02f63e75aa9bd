package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Boards and wires that misbehave: all answers are right, or there is an exception with one clear
 * line, and always in bounded time. The table of docs/host-runtime.md has a row for each fault, and
 * what it says the user sees is what is expected here.
 */
class FaultTest {
  private static final Path PAGE = Path.of("../docs/host-runtime.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z_]+)`, [^|]*\\|([^|]*)\\| (right answers|[^|`]*`([^`|]*)`) \\|");
  private static final int IMAGES = 300;
  private static final long SEEDS = 12;

  /**
   * Any one exchange: a window there and back, the time-out, the margin. Tried again a few times.
   */
  private static final double MOST_SECONDS_PER_TRY = 1.6;

  private final TestBundle bundle = TestBundle.diverse(7);
  private final Contract contract = bundle.contract();
  private final List<byte[]> images = bundle.images(new SplittableRandom(8), IMAGES);
  private final List<Answer> expected = bundle.answers(images);

  /** How a run ended. */
  private record Outcome(Optional<String> failure, Statistics statistics, double seconds) {}

  @Test
  void the_page_has_a_row_for_every_fault() throws IOException {
    assertThat(rows().keySet()).containsExactly(Fault.values());
  }

  @ParameterizedTest
  @EnumSource
  void a_rare_fault_is_mended_or_told_as_the_page_says(Fault fault) throws IOException {
    String seen = rows().get(fault);
    for (long seed = 0; seed < SEEDS; seed++) {
      Outcome outcome = run(fault, 40, seed);
      if (seen.equals("right answers")) {
        assertThat(outcome.failure).as("seed %d", seed).isEmpty();
      } else {
        assertThat(outcome.failure).as("seed %d", seed).isPresent();
        assertThat(outcome.failure.get()).as("seed %d", seed).contains(seen);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void at_any_rate_there_is_no_wrong_answer_and_an_end(Fault fault) {
    for (int every : List.of(1, 2, 5, 13, 100)) {
      for (long seed = 0; seed < SEEDS; seed++) {
        run(fault, every, 1000L * every + seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "LATE",
        "SHORT",
        "CORRUPT",
        "CORRUPT_REQUEST",
        "LOST_BYTE",
        "SILENT",
        "RESET_MID_FRAME",
        "DUPLICATE",
        "STALE"
      })
  void what_was_mended_is_counted(Fault fault) {
    long retries = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      retries += run(fault, 40, seed).statistics.retries();
    }
    // late ones may still be in time, stale ones the same byte by byte: most are troubles
    assertThat(retries).isGreaterThan(SEEDS);
  }

  @ParameterizedTest
  @EnumSource
  void registers_and_benchmarks_are_right_too_or_there_is_an_exception(Fault fault) {
    for (long seed = 0; seed < SEEDS; seed++) {
      WireEnd board = new FaultyDevice(board(), contract, fault, 30, seed);
      VirtualLink link = new VirtualLink(board, contract);
      try {
        Device device = Device.open(contract, link, Device.Options.DEFAULT);
        for (int i = 0; i < 20; i++) {
          device.write("SCRATCH", i);
          assertThat(device.read("SCRATCH")).isIn((long) i, 0L); // 0: mended, and reset with it
          assertThat(device.read("HASH_0")).isEqualTo(contract.hashWord(0));
          assertThat(device.readCounter("FRAMES_DROPPED")).isBetween(0L, 1L);
          assertThat(device.benchmark(4).cyclesPerImage()).isEqualTo(TestBundle.CYCLES_PER_FRAME);
        }
      } catch (IOException e) {
        assertThat(e).as("%s, seed %d", fault, seed).isInstanceOf(DeviceException.class);
      }
    }
  }

  /** Otherwise an answer taken for another image's would not be seen. */
  @Test
  void hardly_two_images_have_the_same_answer() {
    assertThat(expected.stream().distinct().count()).isGreaterThan(IMAGES * 9L / 10);
    assertThat(expected.stream().map(Answer::label).distinct().count()).isGreaterThan(5);
  }

  @Test
  void damage_is_counted_as_such_and_silence_too() {
    assertThat(run(Fault.CORRUPT, 20, 1).statistics.crcErrors()).isPositive();
    assertThat(run(Fault.CORRUPT_REQUEST, 20, 1).statistics.crcErrors()).isPositive();
    assertThat(run(Fault.SILENT_FROM, 100, 1).statistics.timeouts()).isPositive();
  }

  @Test
  void a_fault_is_the_same_for_the_same_seed() {
    for (Fault fault : Fault.values()) {
      assertThat(run(fault, 10, 99)).as("%s", fault).isEqualTo(run(fault, 10, 99));
    }
  }

  @Test
  void a_dead_board_is_told_within_seconds_of_true_time() throws IOException {
    WireEnd dead = new FaultyDevice(board(), contract, Fault.SILENT_FROM, 1, 1);
    Device.Options hasty = new Device.Options(java.time.Duration.ofMillis(50), 2);
    long start = System.nanoTime();
    assertThat(failure(() -> Device.open(contract, new SoftwareLink(dead), hasty)))
        .isEqualTo(
            "software: the board does not answer: is it powered, is the bitstream of this bundle"
                + " loaded, is it the right port?");
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(10);
  }

  @Test
  void a_board_that_babbles_is_told_within_seconds_of_true_time() throws IOException {
    WireEnd babbling = new FaultyDevice(board(), contract, Fault.BABBLE, 20, 1);
    Device.Options hasty = new Device.Options(java.time.Duration.ofMillis(50), 2);
    Device device = Device.open(contract, new SoftwareLink(babbling), hasty);
    assertThat(failure(() -> device.classify(images))).contains("nothing that answers");
  }

  /** Opens, classifies and compares; a wrong answer or a run without end fails at once. */
  private Outcome run(Fault fault, int every, long seed) {
    String where = fault + ", every " + every + ", seed " + seed;
    WireEnd board = new FaultyDevice(board(), contract, fault, every, seed);
    VirtualLink link = new VirtualLink(board, contract);
    Statistics statistics = new Tally().statistics(0);
    Optional<String> failure = Optional.empty();
    try {
      Device device = Device.open(contract, link, Device.Options.DEFAULT);
      int[] next = {0};
      try {
        device.classify(
            images.iterator(),
            answer -> assertThat(answer).as(where).isEqualTo(expected.get(next[0]++)));
        assertThat(next[0]).as(where).isEqualTo(IMAGES);
      } finally {
        statistics = device.statistics();
      }
    } catch (IOException e) {
      assertThat(e.getMessage()).as(where).doesNotContain("\n").contains(": ");
      assertThat(e).as(where).isInstanceOf(DeviceException.class);
      failure = Optional.of(e.getMessage());
    }
    double most = MOST_SECONDS_PER_TRY * (10 + statistics.retries() + statistics.timeouts());
    assertThat(link.seconds()).as(where).isLessThan(most);
    return new Outcome(failure, statistics, link.seconds());
  }

  private SoftwareDevice board() {
    try {
      return new SoftwareDevice(contract, bundle.network());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private interface Action {
    Object run() throws IOException;
  }

  private static String failure(Action action) {
    try {
      return "no failure, but " + action.run();
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** What the user sees, by fault. */
  private static Map<Fault, String> rows() throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("## When the device misbehaves"));
    Matcher row = ROW.matcher(section);
    Map<Fault, String> rows = new EnumMap<>(Fault.class);
    while (row.find()) {
      Fault fault =
          Arrays.stream(Fault.values())
              .filter(known -> known.name().equals(row.group(1)))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no such fault: " + row.group(1)));
      rows.put(fault, row.group(4) == null ? row.group(3) : row.group(4));
    }
    return rows;
  }
}
