package dev.bnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bnn.export.OnnxExporter;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.ModelFile;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bnn import}. */
class ImportCommandTest {
  @TempDir Path folder;

  private BinaryNetwork write(Path file) throws IOException {
    BinaryNetwork network =
        GeneratedNetworks.dense(
            new SplittableRandom(1), new Shape(1, 4, 4), Encoding.binary(), 8, 3);
    OnnxExporter.write(network, file);
    return network;
  }

  @Test
  void an_exported_network_comes_back_with_the_same_hash() throws IOException {
    Path file = folder.resolve("a.onnx");
    Path model = folder.resolve("a.bnn");
    BinaryNetwork network = write(file);
    JsonNode json = Execution.ofSuccess("import", file, "--out", model, "--json").json();
    assertThat(json.path("networkSha256").asText()).isEqualTo(network.hash());
    assertThat(json.path("layers").size()).isEqualTo(3);
    assertThat(ModelFile.read(model).hash()).isEqualTo(network.hash());
  }

  @Test
  void an_older_model_is_only_replaced_by_force() throws IOException {
    Path file = folder.resolve("a.onnx");
    Path model = folder.resolve("a.bnn");
    write(file);
    Files.writeString(model, "mine");
    Execution refused = Execution.of("import", file, "--out", model);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("--force");
    assertThat(model).hasContent("mine");
    Execution.ofSuccess("import", file, "--out", model, "--force");
    assertThat(ModelFile.read(model).name()).isEqualTo("generated");
  }

  @Test
  void a_file_that_is_no_onnx_ends_in_one_line_and_writes_nothing() throws IOException {
    Path file = folder.resolve("a.onnx");
    Path model = folder.resolve("a.bnn");
    Files.writeString(file, "hello");
    Execution refused = Execution.of("import", file, "--out", model);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err().strip()).startsWith("bnn: " + file).doesNotContain("\n");
    assertThat(model).doesNotExist();
  }
}
