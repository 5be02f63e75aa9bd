package dev.bnn.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.TrainedNetwork;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both flavors pass ONNX's own checker and strict shape inference, and an evaluator in NumPy that
 * knows the operators' definitions alone gives the Interpreter's scores.
 */
class OnnxEvaluatorTest {
  private static final int IMAGES = 5;

  @TempDir Path folder;

  @BeforeEach
  void requirePython() {
    OnnxEvaluator.require();
  }

  @Test
  void standard_files_give_the_scores_and_the_label_of_the_interpreter() throws Exception {
    Comparison comparison = new Comparison();
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BinaryNetwork network = GeneratedNetworks.convolutional(random);
      comparison.add("seed " + seed, OnnxExporter.export(network), network, random, true);
    }
    comparison.run(folder, 2);
  }

  @Test
  void qonnx_files_give_the_scores_of_the_interpreter() throws Exception {
    Comparison comparison = new Comparison();
    List<String> encodings = List.of("pixels", "binary", "thermometer:1", "thermometer:4");
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Encoding encoding =
          seed % 5 < 4
              ? Encoding.parse(encodings.get(seed % 5))
              : new Encoding.Table(IntVector.generate(256, pixel -> 2 * pixel - 255));
      BinaryNetwork network = GeneratedNetworks.convolutional(random, encoding);
      comparison.add("seed " + seed, QonnxExporter.export(network), network, random, false);
    }
    for (int size : new int[] {1, 2, 64, 65, 784}) {
      SplittableRandom random = new SplittableRandom(size);
      BinaryNetwork network =
          GeneratedNetworks.dense(random, Shape.vector(size), Encoding.binary(), size, 17, 10);
      comparison.add(size + " inputs", QonnxExporter.export(network), network, random, false);
    }
    comparison.run(folder, 2);
  }

  @Test
  void qonnx_files_with_the_trained_batch_norm_give_the_scores_of_the_folded_network()
      throws Exception {
    Comparison comparison = new Comparison();
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TrainedNetwork trained = GeneratedNetworks.trained(random);
      BinaryNetwork folded = Quantizer.quantize(trained);
      byte[] model = QonnxExporter.exportWithBatchNorm(trained, folded);
      comparison.add("seed " + seed, model, folded, random, false);
    }
    comparison.run(folder, IMAGES);
  }

  @Test
  void a_file_that_says_a_wrong_shape_is_refused() {
    SplittableRandom random = new SplittableRandom(1);
    BinaryNetwork network =
        GeneratedNetworks.dense(random, Shape.vector(4), Encoding.binary(), 3, 2);
    for (byte[] right : List.of(OnnxExporter.export(network), QonnxExporter.export(network))) {
      assertThatThrownBy(
              () -> OnnxEvaluator.run(folder, List.of(widenOutput(right)), List.of(List.of()), 1))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("hape");
    }
  }

  /** The same file with one score more in the declaration of its output. */
  private static byte[] widenOutput(byte[] right) throws Exception {
    ModelProto.Builder model = ModelProto.parseFrom(right).toBuilder();
    model
        .getGraphBuilder()
        .getOutputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(1)
        .setDimValue(3);
    return model.build().toByteArray();
  }

  /** Files, images, and what the Interpreter says of them. */
  private static final class Comparison {
    private final List<String> names = new ArrayList<>();
    private final List<byte[]> models = new ArrayList<>();
    private final List<List<byte[]>> images = new ArrayList<>();
    private final List<List<IntVector>> expected = new ArrayList<>();

    void add(
        String name, byte[] model, BinaryNetwork network, SplittableRandom random, boolean label) {
      List<byte[]> some =
          Stream.generate(() -> GeneratedNetworks.image(random, network)).limit(IMAGES).toList();
      names.add(name);
      models.add(model);
      images.add(some);
      expected.add(some.stream().map(image -> outputs(network, image, label)).toList());
    }

    private static IntVector outputs(BinaryNetwork network, byte[] image, boolean label) {
      Trace trace = Interpreter.run(network, image);
      IntVector scores = trace.scores();
      int size = scores.size() + (label ? 1 : 0);
      return IntVector.generate(size, k -> k < scores.size() ? scores.get(k) : trace.answer());
    }

    void run(Path folder, int batch) throws Exception {
      List<List<IntVector>> actual = OnnxEvaluator.run(folder, models, images, batch);
      for (int i = 0; i < names.size(); i++) {
        assertThat(actual.get(i)).as(names.get(i)).isEqualTo(expected.get(i));
      }
    }
  }
}
