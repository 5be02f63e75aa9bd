package dev.bnn.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Provenance;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Version;
import dev.bnn.quantize.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExporterTest {
  @TempDir Path folder;

  /** One layer of many kinds: thermometer, padded convolution, mixed pool, dense, scores. */
  private static BinaryNetwork small(Provenance provenance) {
    SplittableRandom random = new SplittableRandom(1);
    Window window = new Window(new Shape(2, 4, 4), 3, 1, Padding.MINUS_ONE);
    List<Layer> layers =
        List.of(
            new InputEncoding(new Shape(1, 4, 4), new Encoding.Thermometer(2)),
            new BinaryConv2d(
                window,
                GeneratedNetworks.bits(random, 3, 18),
                Thresholds.ofBinary(IntVector.of(0, 2, -4), 18)),
            new MaxPool(
                new Shape(3, 4, 4),
                2,
                2,
                List.of(MaxPool.Pooling.OR, MaxPool.Pooling.AND, MaxPool.Pooling.OR)),
            new BinaryDense(
                GeneratedNetworks.bits(random, 5, 12),
                Thresholds.ofBinary(IntVector.repeat(5, 2), 12)),
            new Scores(GeneratedNetworks.bits(random, 2, 5), IntVector.of(0, -1)));
    return new BinaryNetwork("small", layers, List.of("cat", "big dog"), provenance);
  }

  @Test
  void should_name_every_node_after_its_layer() throws Exception {
    ModelProto model = export(small(Provenance.unknown()));
    assertThat(model.getGraph().getName()).isEqualTo("small");
    assertThat(model.getGraph().getNodeList().stream().map(OnnxExporterTest::text))
        .containsExactly(
            "encode/cast = Cast(image)",
            "encode/apart = Unsqueeze(encode/cast, encode/axis)",
            "encode/compare = GreaterOrEqual(encode/apart, encode/thresholds)",
            "encode/threshold = Where(encode/compare, plus-one, minus-one)",
            "encode/channels = Reshape(encode/threshold, encode/channels-shape)",
            "layer1/pad = Pad(encode/channels, layer1/pads, layer1/pad-value)",
            "layer1/weights = Cast(layer1/weights-int8)",
            "layer1/dot = Conv(layer1/pad, layer1/weights)",
            "layer1/compare = GreaterOrEqual(layer1/dot, layer1/thresholds)",
            "layer1/threshold = Where(layer1/compare, plus-one, minus-one)",
            "layer2/turn = Mul(layer1/threshold, layer2/signs)",
            "layer2/pool = MaxPool(layer2/turn)",
            "layer2/turn-back = Mul(layer2/pool, layer2/signs)",
            "layer3/flatten = Flatten(layer2/turn-back)",
            "layer3/weights = Cast(layer3/weights-int8)",
            "layer3/dot = MatMul(layer3/flatten, layer3/weights)",
            "layer3/compare = GreaterOrEqual(layer3/dot, layer3/thresholds)",
            "layer3/threshold = Where(layer3/compare, plus-one, minus-one)",
            "scores/weights = Cast(scores/weights-int8)",
            "scores/dot = MatMul(layer3/threshold, scores/weights)",
            "scores/sum = Add(scores/dot, scores/offsets)",
            "scores = Cast(scores/sum)",
            "label = ArgMax(scores)");
  }

  @Test
  void should_declare_inputs_outputs_and_the_values_between_layers() throws Exception {
    ModelProto model = export(small(Provenance.unknown()));
    assertThat(model.getGraph().getInputList().stream().map(OnnxExporterTest::text))
        .containsExactly("image UINT8 batch,1,4,4");
    assertThat(model.getGraph().getOutputList().stream().map(OnnxExporterTest::text))
        .containsExactly("scores INT32 batch,2", "label INT64 batch");
    assertThat(model.getGraph().getValueInfoList().stream().map(OnnxExporterTest::text))
        .containsExactly(
            "encode/channels FLOAT batch,2,4,4",
            "layer1/threshold FLOAT batch,3,4,4",
            "layer2/turn-back FLOAT batch,3,2,2",
            "layer3/threshold FLOAT batch,5");
  }

  @Test
  void should_load_in_old_runtimes() throws Exception {
    ModelProto model = export(small(Provenance.unknown()));
    assertThat(model.getIrVersion()).isEqualTo(7);
    assertThat(model.getOpsetImportList()).hasSize(1);
    assertThat(model.getOpsetImport(0).getDomain()).isEmpty();
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(model.getProducerName()).isEqualTo("bnn");
    assertThat(model.getProducerVersion()).isEqualTo(Version.NUMBER);
  }

  @Test
  void should_say_where_the_network_comes_from() throws Exception {
    Provenance provenance =
        new Provenance("bnn 9.9", "digits", "0123abcd", 42, "tfc, 3 epochs", 0.9375);
    BinaryNetwork network = small(provenance);
    assertThat(metadata(network))
        .containsOnly(
            entry("task", "image-classification"),
            entry("flavor", "standard"),
            entry("classes", "cat\nbig dog"),
            entry("inputEncoding", "thermometer:2: +1 where byte >= 86, 171, else -1"),
            entry("networkHash", network.hash()),
            entry("tool", "bnn 9.9"),
            entry("dataset", "digits"),
            entry("dataHash", "0123abcd"),
            entry("seed", "42"),
            entry("training", "tfc, 3 epochs"),
            entry("testAccuracy", "0.9375"));
    assertThat(metadata(small(Provenance.unknown())))
        .containsOnlyKeys(
            "task", "flavor", "classes", "inputEncoding", "networkHash", "tool", "seed");
  }

  @Test
  void should_say_how_bytes_are_encoded() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    Map<Encoding, String> rules =
        Map.of(
            Encoding.pixels(),
            "pixels: the byte itself",
            Encoding.binary(),
            "binary: +1 where byte >= 128, else -1",
            new Encoding.Table(IntVector.repeat(256, 3)),
            "table: an integer for each byte");
    for (Encoding encoding : rules.keySet()) {
      BinaryNetwork network = GeneratedNetworks.dense(random, Shape.vector(2), encoding, 3, 2);
      assertThat(metadata(network)).containsEntry("inputEncoding", rules.get(encoding));
    }
  }

  @Test
  void should_give_the_same_bytes_for_the_same_network() {
    for (int seed = 0; seed < 20; seed++) {
      byte[] first = exportBytes(seed);
      assertThat(exportBytes(seed)).as("seed %d", seed).isEqualTo(first);
    }
  }

  @Test
  void should_never_use_sign_which_makes_0_of_0() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      ModelProto model = ModelProto.parseFrom(exportBytes(seed));
      assertThat(model.getGraph().getNodeList().stream().map(NodeProto::getOpType))
          .as("seed %d", seed)
          .doesNotContain("Sign")
          .isSubsetOf(
              "Cast",
              "Gather",
              "Unsqueeze",
              "Reshape",
              "Flatten",
              "Pad",
              "Conv",
              "MatMul",
              "GreaterOrEqual",
              "Where",
              "Mul",
              "MaxPool",
              "Add",
              "ArgMax");
    }
  }

  @Test
  void should_refuse_numbers_that_float32_might_round() {
    // 2^23 = 8,388,608: 32,896 pixels sum up to 8,388,480, and the threshold 128 more is too much
    assertThat(OnnxExporter.export(constant(32_896, 127))).isNotEmpty();
    assertThatThrownBy(() -> OnnxExporter.export(constant(32_896, 128)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer1: numbers up to 8388608 are not exact in float32 (limit 2^23)");
    Scores scores = new Scores(BitMatrix.of(1, 1, (r, c) -> true), IntVector.of((1 << 23) - 1));
    BinaryNetwork network =
        new BinaryNetwork(
            "large offset",
            List.of(new InputEncoding(Shape.vector(1), Encoding.binary()), scores),
            List.of("a"),
            Provenance.unknown());
    assertThatThrownBy(() -> OnnxExporter.export(network))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("scores: numbers up to 8388608");
  }

  /** One neuron over pixels with weights +1. */
  private static BinaryNetwork constant(int pixels, int threshold) {
    BitMatrix ones = BitMatrix.of(1, pixels, (r, c) -> true);
    Thresholds thresholds =
        new Thresholds(IntVector.of(threshold), IntVector.of(0), IntVector.of(255 * pixels), 1);
    return new BinaryNetwork(
        "constant",
        List.of(
            new InputEncoding(Shape.vector(pixels), Encoding.pixels()),
            new InputDense(ones, thresholds),
            new Scores(BitMatrix.of(1, 1, (r, c) -> true), IntVector.of(0))),
        List.of("a"),
        Provenance.unknown());
  }

  @Test
  void should_write_a_file_in_one_step() throws IOException {
    BinaryNetwork network = small(Provenance.unknown());
    Path file = Files.write(folder.resolve("model.onnx"), exportBytes(1));
    OnnxExporter.write(network, file);
    assertThat(file).hasBinaryContent(OnnxExporter.export(network));
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  private static byte[] exportBytes(int seed) {
    return OnnxExporter.export(GeneratedNetworks.convolutional(new SplittableRandom(seed)));
  }

  private static ModelProto export(BinaryNetwork network) throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(OnnxExporter.export(network));
  }

  private static Map<String, String> metadata(BinaryNetwork network)
      throws InvalidProtocolBufferException {
    return export(network).getMetadataPropsList().stream()
        .collect(
            Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
  }

  private static String text(NodeProto node) {
    assertThat(node.getOutputList()).containsExactly(node.getName());
    return node.getName()
        + " = "
        + node.getOpType()
        + node.getInputList().stream().collect(Collectors.joining(", ", "(", ")"));
  }

  private static String text(ValueInfoProto value) {
    String sides =
        value.getType().getTensorType().getShape().getDimList().stream()
            .map(side -> side.hasDimParam() ? side.getDimParam() : "" + side.getDimValue())
            .collect(Collectors.joining(","));
    TensorProto.DataType type =
        TensorProto.DataType.forNumber(value.getType().getTensorType().getElemType());
    return value.getName() + " " + type + " " + sides;
  }

  @Test
  void should_not_replace_a_file_of_others() throws IOException {
    BinaryNetwork network = small(Provenance.unknown());
    byte[] own = OnnxExporter.export(network);
    byte[] other =
        ModelProto.parseFrom(own).toBuilder().setProducerName("pytorch").build().toByteArray();
    for (byte[] found : List.of(other, "no ONNX".getBytes(UTF_8))) {
      Path file = Files.write(folder.resolve("a.onnx"), found);
      assertThatThrownBy(() -> OnnxExporter.write(network, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not replaced");
      assertThat(file).hasBinaryContent(found);
    }
    Path file = Files.write(folder.resolve("own.onnx"), exportBytes(1));
    OnnxExporter.write(network, file);
    assertThat(file).hasBinaryContent(own);
  }
}
