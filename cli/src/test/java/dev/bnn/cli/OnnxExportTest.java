package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.export.OnnxEvaluator;
import dev.bnn.export.OnnxExporter;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.exec.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bnn export --onnx}. */
class OnnxExportTest {
  private static final Path RUN = Trained.RUN;

  @TempDir Path folder;

  @Test
  void both_forms_of_qonnx_give_the_interpreters_scores_on_the_whole_test_set() throws IOException {
    assertBothFormsAgree(RUN, "digits");
  }

  @Tag("slow")
  @Test
  void both_forms_of_qonnx_give_the_interpreters_scores_on_the_whole_mnist_test_set()
      throws IOException {
    Assumptions.assumeTrue(
        Datasets.isPresent("mnist", Datasets.defaultDirectory()), "skipped: no data: mnist");
    Path run = folder.resolve("run");
    Execution.ofSuccess("train", "--dataset", "mnist", "--epochs", 3, "--out", run);
    assertBothFormsAgree(run, "mnist");
  }

  private void assertBothFormsAgree(Path run, String dataset) throws IOException {
    OnnxEvaluator.require();
    LabeledImages test = Datasets.load(dataset, Datasets.defaultDirectory()).test();
    List<byte[]> images = IntStream.range(0, test.size()).mapToObj(test::image).toList();
    byte[] thresholds = export(run, "--flavor", "qonnx");
    byte[] batchNorms = export(run, "--flavor", "qonnx", "--keep-bn");
    assertThat(batchNorms).isNotEqualTo(thresholds);
    List<List<IntVector>> actual =
        OnnxEvaluator.run(folder, List.of(thresholds, batchNorms), List.of(images, images), 1000);
    BinaryNetwork network = ModelFile.read(run.resolve("model.bnn"));
    List<IntVector> expected =
        images.stream().map(image -> Interpreter.run(network, image).scores()).toList();
    assertThat(actual.get(0)).isEqualTo(expected);
    assertThat(actual.get(1)).isEqualTo(expected);
  }

  @Test
  void standard_is_the_default_flavor() throws IOException {
    assertThat(export(RUN))
        .isEqualTo(export(RUN, "--flavor", "standard"))
        .isEqualTo(OnnxExporter.export(Trained.network()));
  }

  @Test
  void the_answer_says_what_was_written() throws IOException {
    Path file = folder.resolve("m.onnx");
    JsonNode answer =
        Execution.ofSuccess(
                "export", RUN, "--onnx", file, "--flavor", "qonnx", "--keep-bn", "--json")
            .json()
            .path("onnx");
    assertThat(answer.path("flavor").asText()).isEqualTo("qonnx");
    assertThat(answer.path("keepsBatchNorm").asBoolean()).isTrue();
    assertThat(answer.path("bytes").asLong()).isEqualTo(Files.size(file));
  }

  @Test
  void batch_norms_are_not_to_be_had_from_a_model_alone() throws IOException {
    Path model = Files.copy(RUN.resolve("model.bnn"), folder.resolve("model.bnn"));
    assertRefused(
        model, ": --keep-bn needs a run folder with checkpoint.zip: model.bnn holds integers only");
  }

  @Test
  void batch_norms_of_another_training_are_refused() throws IOException {
    Path other = folder.resolve("other");
    Execution.ofSuccess(
        "train", "--dataset", "digits", "--epochs", 1, "--seeds", 7, "--out", other);
    Files.copy(RUN.resolve("model.bnn"), folder.resolve("model.bnn"));
    Files.copy(other.resolve("checkpoint.zip"), folder.resolve("checkpoint.zip"));
    assertRefused(folder, "checkpoint and model.bnn are not of the same training");
  }

  private void assertRefused(Path model, String message) {
    Path file = folder.resolve("m.onnx");
    Execution execution =
        Execution.of("export", model, "--onnx", file, "--flavor", "qonnx", "--keep-bn");
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.errLines()).singleElement().asString().contains(message);
    assertThat(file).doesNotExist();
  }

  private byte[] export(Path model, String... options) throws IOException {
    Path file = folder.resolve("m.onnx");
    Object[] words = {"export", model, "--onnx", file};
    Execution.ofSuccess(Stream.concat(Arrays.stream(words), Arrays.stream(options)).toArray());
    return Files.readAllBytes(file);
  }
}
