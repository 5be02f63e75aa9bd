package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.export.OnnxEvaluator;
import dev.bnn.export.weights.CompiledExample;
import dev.bnn.export.weights.WeightsReader;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.exec.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bnn export --weights}: a trained network and the whole test set of {@code digits}. */
class WeightsExportTest {
  private static final int TEST_IMAGES = 359;

  @TempDir Path folder;

  private Path export() {
    Path weights = folder.resolve("weights");
    assertThat(Execution.ofSuccess("export", Trained.RUN, "--weights", weights).out())
        .isEqualTo(
            weights + ": weights and thresholds as npy, csv, hex and C, see manifest.json\n");
    return weights;
  }

  private static List<byte[]> images() throws IOException {
    LabeledImages test = Datasets.load("digits", Datasets.defaultDirectory()).test();
    return IntStream.range(0, test.size()).mapToObj(test::image).toList();
  }

  private static List<IntVector> expected() throws IOException {
    BinaryNetwork network = Trained.network();
    return images().stream().map(image -> Interpreter.run(network, image).scores()).toList();
  }

  @Test
  void numpy_gives_the_interpreters_scores_on_the_whole_test_set() throws IOException {
    OnnxEvaluator.require();
    Path weights = export();
    WeightsReader reader = new WeightsReader(folder);
    for (String format : List.of("npy", "csv", "hex")) {
      reader.add(weights, format, images());
    }
    List<IntVector> expected = expected();
    assertThat(expected).hasSize(TEST_IMAGES);
    assertThat(reader.run()).hasSize(3).allMatch(expected::equals);
  }

  @Test
  void c_gives_the_interpreters_scores_and_answers_on_the_whole_test_set() throws IOException {
    CompiledExample.require();
    List<CompiledExample.Answer> answers = CompiledExample.run(export(), folder, images());
    List<String> classes = Trained.network().classes();
    assertThat(answers)
        .isEqualTo(
            expected().stream()
                .map(
                    scores ->
                        new CompiledExample.Answer(
                            scores.indexOfHighest(), classes.get(scores.indexOfHighest()), scores))
                .toList());
  }

  @Test
  void an_export_is_replaced_but_no_file_of_the_user() throws IOException {
    Path weights = export();
    export();
    Files.writeString(weights.resolve("c/example.c"), "mine");
    Execution refused = Execution.of("export", Trained.RUN, "--weights", weights, "--json");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains("holds other or changed files (c/example.c)");
    assertThat(weights.resolve("c/example.c")).hasContent("mine");
  }

  @Test
  void the_answer_for_programs_names_the_folder() throws IOException {
    Path weights = folder.resolve("weights");
    assertThat(
            Execution.ofSuccess("export", Trained.RUN, "--weights", weights, "--json")
                .json()
                .path("weights")
                .path("folder")
                .asText())
        .isEqualTo(weights.toString());
  }
}
