package dev.bnn.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.bnn.quantize.BatchNorm;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.FloatVector;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Quantizer;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.TrainedLayer;
import dev.bnn.quantize.TrainedNetwork;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QonnxExporterTest {
  private static final String DOMAIN = "qonnx.custom_op.general";

  /** Two neurons of three ±1 inputs, then two classes. */
  private static final BitMatrix WEIGHTS = BitMatrix.of(2, 3, (row, column) -> row == column);

  private static final BitMatrix LAST = BitMatrix.of(2, 2, (row, column) -> row == column);

  private static BinaryNetwork network(Encoding encoding, IntVector offsets) {
    int inputs = 3 / encoding.levels();
    return new BinaryNetwork(
        "small",
        List.of(
            new InputEncoding(Shape.vector(inputs), encoding),
            new BinaryDense(WEIGHTS, Thresholds.ofBinary(IntVector.of(1, -1), 3)),
            new Scores(LAST, offsets)),
        List.of("a", "b"),
        Provenance.unknown());
  }

  private static TrainedNetwork trained(float gamma) {
    BatchNorm norm =
        new BatchNorm(
            FloatVector.of(gamma, 1),
            FloatVector.of(0.5f, -0.25f),
            FloatVector.of(0.125f, 2),
            FloatVector.of(1, 4),
            1e-5f);
    return new TrainedNetwork(
        "small",
        Shape.vector(3),
        Encoding.binary(),
        List.of(new TrainedLayer.Dense(WEIGHTS, norm), new TrainedLayer.LastDense(LAST)),
        List.of("a", "b"),
        Provenance.unknown());
  }

  @Test
  void a_threshold_is_a_difference_whose_sign_counts() throws Exception {
    ModelProto model = ModelProto.parseFrom(QonnxExporter.export(binary()));
    assertThat(nodes(model))
        .containsExactly(
            "encode/above = Sub(global_in, encode/thresholds)",
            "encode/threshold = BipolarQuant(encode/above, scale)",
            "layer1/flatten = Flatten(encode/threshold)",
            "layer1/weights = BipolarQuant(layer1/weights-float, scale)",
            "layer1/dot = MatMul(layer1/flatten, layer1/weights)",
            "layer1/above = Sub(layer1/dot, layer1/thresholds)",
            "layer1/threshold = BipolarQuant(layer1/above, scale)",
            "scores/weights = BipolarQuant(scores/weights-float, scale)",
            "global_out = MatMul(layer1/threshold, scores/weights)");
    assertThat(floats(model, "layer1/weights-float")).containsExactly(1, -1, -1, 1, -1, -1);
    assertThat(floats(model, "layer1/thresholds")).containsExactly(1, -1);
    assertThat(floats(model, "scale")).containsExactly(1);
  }

  @Test
  void offsets_are_added_where_one_is_not_zero() throws Exception {
    byte[] file = QonnxExporter.export(network(Encoding.binary(), IntVector.of(0, -3)));
    assertThat(nodes(ModelProto.parseFrom(file)))
        .endsWith(
            "scores/dot = MatMul(layer1/threshold, scores/weights)",
            "global_out = Add(scores/dot, scores/offsets)");
  }

  @Test
  void a_thermometer_repeats_each_channel_with_a_grouped_convolution() throws Exception {
    byte[] file =
        QonnxExporter.export(network(new Encoding.Thermometer(3), IntVector.repeat(2, 0)));
    ModelProto model = ModelProto.parseFrom(file);
    assertThat(nodes(model))
        .startsWith(
            "encode/weights = BipolarQuant(encode/weights-float, scale)",
            "encode/levels = Conv(global_in, encode/weights)",
            "encode/above = Sub(encode/levels, encode/thresholds)",
            "encode/threshold = BipolarQuant(encode/above, scale)");
    assertThat(floats(model, "encode/thresholds")).containsExactly(64, 128, 192);
  }

  @Test
  void kept_batch_norms_and_weights_are_those_of_the_training() throws Exception {
    TrainedNetwork falling = trained(-2);
    BinaryNetwork folded = Quantizer.quantize(falling);
    assertThat(((BinaryDense) folded.layers().get(1)).weights()).isNotEqualTo(WEIGHTS);
    ModelProto model = ModelProto.parseFrom(QonnxExporter.exportWithBatchNorm(falling, folded));
    assertThat(nodes(model))
        .containsSubsequence(
            "layer1/dot = MatMul(layer1/flatten, layer1/weights)",
            "layer1/norm = BatchNormalization(layer1/dot, layer1/gamma, layer1/beta, layer1/mean,"
                + " layer1/variance)",
            "layer1/sign = BipolarQuant(layer1/norm, scale)");
    assertThat(floats(model, "layer1/weights-float")).containsExactly(1, -1, -1, 1, -1, -1);
    assertThat(floats(model, "layer1/gamma")).containsExactly(-2, 1);
    assertThat(floats(model, "layer1/beta")).containsExactly(0.5f, -0.25f);
    assertThat(floats(model, "layer1/mean")).containsExactly(0.125f, 2);
    assertThat(floats(model, "layer1/variance")).containsExactly(1, 4);
    NodeProto norm =
        model.getGraph().getNodeList().stream()
            .filter(node -> node.getName().equals("layer1/norm"))
            .findFirst()
            .orElseThrow();
    assertThat(norm.getAttribute(0).getName()).isEqualTo("epsilon");
    assertThat(norm.getAttribute(0).getF()).isEqualTo(1e-5f);
  }

  @Test
  void batch_norms_that_fold_into_another_network_are_refused() {
    BinaryNetwork other = Quantizer.quantize(trained(2));
    assertThatThrownBy(() -> QonnxExporter.exportWithBatchNorm(trained(-2), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fold into another network");
  }

  @Test
  void only_bipolar_quant_is_of_the_domain_of_qonnx() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      BinaryNetwork network = GeneratedNetworks.convolutional(random, new Encoding.Thermometer(2));
      ModelProto model = ModelProto.parseFrom(QonnxExporter.export(network));
      assertThat(model.getGraph().getNodeList())
          .as("seed %d", seed)
          .allSatisfy(
              node ->
                  assertThat(node.getDomain())
                      .isEqualTo(node.getOpType().equals("BipolarQuant") ? DOMAIN : ""));
    }
  }

  @Test
  void the_file_says_its_versions_its_flavor_and_the_range_of_its_input() throws Exception {
    BinaryNetwork network = binary();
    ModelProto model = ModelProto.parseFrom(QonnxExporter.export(network));
    assertThat(model.getIrVersion()).isEqualTo(7);
    assertThat(model.getOpsetImportList().stream().map(o -> o.getDomain() + ":" + o.getVersion()))
        .containsExactly(":13", DOMAIN + ":1");
    assertThat(model.getMetadataPropsList().stream().map(p -> p.getKey() + "=" + p.getValue()))
        .contains("flavor=qonnx", "networkHash=" + network.hash(), "classes=a\nb");
    assertThat(model.getGraph().getQuantizationAnnotation(0).getTensorName())
        .isEqualTo("global_in");
    assertThat(model.getGraph().getQuantizationAnnotation(0).getQuantParameterTensorNames(0))
        .hasToString("key: \"finn_datatype\"\nvalue: \"UINT8\"\n");
  }

  @Test
  void a_table_that_is_no_multiple_of_the_byte_plus_a_number_is_refused() {
    SplittableRandom random = new SplittableRandom(1);
    Encoding squares = new Encoding.Table(IntVector.generate(256, i -> i * i / 4));
    BinaryNetwork network = GeneratedNetworks.dense(random, Shape.vector(4), squares, 3, 2);
    assertThatThrownBy(() -> QonnxExporter.export(network))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "QONNX has no look-up for pixels: the input encoding 'table' must be a multiple of the"
                + " byte plus a number; use the standard flavor");
  }

  @Test
  void the_same_network_gives_the_same_bytes() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(QonnxExporter.export(generated(seed)))
          .as("seed %d", seed)
          .isEqualTo(QonnxExporter.export(generated(seed)));
    }
  }

  private static BinaryNetwork binary() {
    return network(Encoding.binary(), IntVector.repeat(2, 0));
  }

  private static BinaryNetwork generated(int seed) {
    return GeneratedNetworks.convolutional(new SplittableRandom(seed), Encoding.pixels());
  }

  private static Stream<String> nodes(ModelProto model) {
    return model.getGraph().getNodeList().stream()
        .map(
            node ->
                node.getOutput(0)
                    + " = "
                    + node.getOpType()
                    + node.getInputList().stream().collect(Collectors.joining(", ", "(", ")")));
  }

  private static float[] floats(ModelProto model, String name) {
    TensorProto tensor =
        model.getGraph().getInitializerList().stream()
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    FloatBuffer buffer =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }
}
