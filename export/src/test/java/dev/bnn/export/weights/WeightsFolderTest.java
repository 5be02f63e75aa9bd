package dev.bnn.export.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFolderTest {
  @TempDir Path parent;

  private static SortedMap<String, byte[]> files(int... neurons) {
    return WeightsExporter.export(
        GeneratedNetworks.dense(
            new SplittableRandom(1), Shape.vector(9), Encoding.binary(), neurons));
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void an_export_is_replaced_by_another_and_nothing_stays_of_it() throws IOException {
    Path folder = parent.resolve("deep/weights");
    WeightsFolder.write(files(5, 4, 3, 2), folder);
    WeightsFolder.write(files(5, 2), folder);
    assertThat(names(folder)).isEqualTo(files(5, 2).keySet());
    assertThat(names(parent)).as("nothing beside it").hasSize(files(5, 2).size());
  }

  @Test
  void a_folder_of_others_is_left_alone() throws IOException {
    Path folder = Files.createDirectories(parent.resolve("mine"));
    Files.writeString(folder.resolve("manifest.json"), "{\"name\": \"my web page\"}");
    assertRefused(folder, "manifest.json");
    Files.writeString(folder.resolve("manifest.json"), "no JSON");
    assertRefused(folder, "manifest.json");
    Path file = Files.writeString(parent.resolve("file"), "precious");
    assertThatThrownBy(() -> WeightsFolder.write(files(5, 2), file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a file");
    assertThat(file).hasContent("precious");
  }

  @Test
  void what_a_user_changed_or_added_is_left_alone() throws IOException {
    Path folder = parent.resolve("weights");
    WeightsFolder.write(files(5, 2), folder);
    Path notes = Files.writeString(folder.resolve("c/notes.txt"), "mine");
    assertRefused(folder, "c/notes.txt");
    Files.delete(notes);
    Files.writeString(folder.resolve("c/example.c"), "int main(void) { return 0; }\n");
    assertRefused(folder, "c/example.c");
  }

  private static void assertRefused(Path folder, String name) throws IOException {
    Set<String> before = names(folder);
    assertThatThrownBy(() -> WeightsFolder.write(files(7, 3), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds other or changed files (" + name + ")");
    assertThat(names(folder)).isEqualTo(before);
  }
}
