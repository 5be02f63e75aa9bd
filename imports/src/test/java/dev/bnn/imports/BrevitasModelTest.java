package dev.bnn.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.exec.Interpreter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The TFC_1W1A of Brevitas' examples, from {@code $BNN_QONNX_MODEL} or {@code
 * $BNN_DATA_DIR/qonnx/TFC_1W1A.onnx}, on MNIST in {@code $BNN_DATA_DIR}.
 */
class BrevitasModelTest {
  @Test
  void tfc_gives_9296_of_10000_right_on_mnist() throws Exception {
    Path model = model();
    Assumptions.assumeTrue(
        Files.isRegularFile(model) && Datasets.isPresent("mnist", Datasets.defaultDirectory()),
        "skipped: no data");
    BinaryNetwork network = OnnxImporter.read(model, ImportOptions.none()).network();
    assertThat(network.input().encoding().name()).isEqualTo("binary");
    LabeledImages test = Datasets.load("mnist", Datasets.defaultDirectory()).test();
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      right += Interpreter.run(network, test.image(i)).answer() == test.label(i) ? 1 : 0;
    }
    assertThat(right).isEqualTo(9296);
  }

  private static Path model() {
    String named = System.getenv("BNN_QONNX_MODEL");
    return named != null
        ? Path.of(named)
        : Datasets.defaultDirectory().resolve("qonnx/TFC_1W1A.onnx");
  }
}
