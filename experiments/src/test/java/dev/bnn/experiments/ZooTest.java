package dev.bnn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {
  private static final Path ZOO = Path.of("../zoo");
  private static final LocalDate DAY = LocalDate.of(2026, 2, 3);

  @TempDir Path folder;

  static List<ZooEntry> entries() {
    return Zoo.entries();
  }

  @Test
  void every_file_of_the_folder_belongs_to_an_entry() throws IOException {
    try (Stream<Path> files = Files.list(ZOO)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of("README.md"),
                      entries().stream().flatMap(e -> Stream.of(e.file(), e.name() + ".json")))
                  .toList());
    }
    assertThat(entries()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void an_entry_is_the_network_that_was_recorded(ZooEntry entry) throws IOException {
    BinaryNetwork network = Zoo.network(entry.name());
    assertThat(network.hash()).isEqualTo(entry.networkHash());
    assertThat(Files.size(ZOO.resolve(entry.file()))).isEqualTo(entry.bytes());
    assertThat(entry.bytes()).isLessThanOrEqualTo(400 * 1024);
    assertThat(network.provenance().dataHash()).isEqualTo(entry.dataHash());
    assertThat(network.provenance().seed()).isEqualTo(entry.seed());
    assertThat(network.provenance().testAccuracy()).isEqualTo(entry.testAccuracy());
    assertThat(network.input().encoding().name()).isEqualTo(entry.input());
  }

  @Test
  void the_embedded_data_is_answered_as_recorded() throws IOException {
    for (ZooEntry entry : entries()) {
      if (entry.dataset().equals("digits")) {
        assertAnswersAsRecorded(entry);
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("entries")
  void every_test_set_is_answered_as_recorded(ZooEntry entry) throws IOException {
    Assumptions.assumeTrue(
        Datasets.isPresent(entry.dataset(), Datasets.defaultDirectory()),
        "skipped: no data: " + entry.dataset());
    assertAnswersAsRecorded(entry);
  }

  private static void assertAnswersAsRecorded(ZooEntry entry) throws IOException {
    Dataset dataset = Datasets.load(entry.dataset(), Datasets.defaultDirectory());
    assertThat(dataset.hash()).isEqualTo(entry.dataHash());
    assertThat(dataset.test().size()).isEqualTo(entry.images());
    TestAnswers answers = TestAnswers.of(Zoo.network(entry.name()), dataset.test());
    assertThat(answers.confusion().right()).isEqualTo(entry.right());
  }

  @Test
  void a_wrong_name_is_told_the_right_one() {
    assertThatThrownBy(() -> Zoo.network("digit-tfc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no network 'digit-tfc' in the zoo: did you mean 'zoo:digits-tfc'?"
                + " 'bnn zoo list' shows them");
  }

  @Test
  void another_file_than_the_recorded_one_is_refused() throws IOException {
    ZooEntry entry = entries().get(0);
    byte[] content = Files.readAllBytes(ZOO.resolve(entry.file()));
    assertThat(Zoo.check(entry, content).hash()).isEqualTo(entry.networkHash());
    content[content.length / 2] ^= 1;
    assertThatThrownBy(() -> Zoo.check(entry, content))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("zoo:" + entry.name() + ": damaged");
  }

  // ------------------------------------------------------------------------------ adding one

  private ZooEntry add(String name) throws IOException {
    return AddToZoo.add(
        folder.resolve("run"), name, "bnn train", DAY, folder.resolve("zoo"), folder);
  }

  private void assertRefused(String name, String reason) {
    assertThatThrownBy(() -> add(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void a_run_becomes_an_entry_that_can_be_read_again() throws IOException {
    SmallRun.write(folder.resolve("run"));
    Files.createDirectories(folder.resolve("zoo"));
    ZooEntry entry = add("small-1");
    assertThat(Zoo.read(folder.resolve("zoo"))).containsExactly(entry);
    assertThat(entry.right()).isEqualTo(SmallRun.countRight(SmallRun.answers()));
    assertThat(entry.date()).isEqualTo("2026-02-03");
    byte[] content = Files.readAllBytes(folder.resolve("zoo/small-1.bnn"));
    assertThat(Zoo.check(entry, content).layers()).isEqualTo(SmallRun.network(0).layers());
    assertRefused("small-1", "small-1.json is there");
    assertRefused("../small", "is no name for the zoo");
  }

  @Test
  void an_accuracy_that_is_not_the_noted_one_is_refused() throws IOException {
    SmallRun.write(folder.resolve("run"));
    ModelFile.write(SmallRun.network(0.99), folder.resolve("run").resolve("model.bnn"));
    assertRefused("small", "no folder");
    Files.createDirectories(folder.resolve("zoo"));
    assertRefused("small", "has noted a test accuracy of 0.99");
    try (Stream<Path> files = Files.list(folder.resolve("zoo"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void a_run_without_network_or_result_is_refused() throws IOException {
    SmallRun.write(folder.resolve("run"));
    Files.createDirectories(folder.resolve("zoo"));
    Files.delete(folder.resolve("run/result.json"));
    assertRefused("small", "no result of a training");
    Files.delete(folder.resolve("run/model.bnn"));
    assertRefused("small", "no model.bnn");
  }
}
